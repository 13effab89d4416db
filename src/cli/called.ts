import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const defaultDataDirectory = (): string =>
  join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'mendgate');

/**
 * How people call the command line for the home this one talks to: what is printed to be typed must reach that home and no other, from
 * whatever directory it is typed in.
 */
export function calledFor({ data, server }: { data: string; server: string | undefined }): string {
  const command = process.env.MENDGATE_COMMAND ?? 'mendgate';
  if (server !== undefined) return `${command} --server ${quoted(server)}`;
  const directory = resolve(data);
  return directory === resolve(defaultDataDirectory()) ? command : `${command} --data ${quoted(directory)}`;
}

/** As a shell takes it for one word. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
