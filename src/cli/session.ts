import type { Command } from 'commander';
import { Fault } from '../contracts/fault.ts';
import { calledFor, defaultDataDirectory } from './called.ts';
import { type Client, openClient } from './client.ts';

/** What every command is told: where the home's data lies, which server to talk to, how to print. */
export interface Session {
  data: string;
  format: 'table' | 'json';
  /** Do not ask back. */
  yes: boolean;
  /** Talks to the home of the data directory, whose files are at hand. */
  here: boolean;
  /** How to call the command line for this home, in what is printed to be typed. */
  called: string;
  client(): Client;
}

/** Reads the global options, wherever on the line they stood. */
export function sessionOf(command: Command): Session {
  const options = command.optsWithGlobals<{
    data?: string;
    server?: string;
    token?: string;
    format?: string;
    yes?: boolean;
  }>();
  const format = options.format ?? 'table';
  if (format !== 'table' && format !== 'json')
    throw new Fault('Malformed', `--format ${format} is not known`, 'Use --format table or --format json.');
  const data = options.data ?? defaultDataDirectory();
  return {
    data,
    format,
    yes: options.yes ?? false,
    here: options.server === undefined,
    called: calledFor({ data, server: options.server }),
    client: () => openClient({ data, server: options.server, token: options.token ?? process.env.MENDGATE_TOKEN }),
  };
}
