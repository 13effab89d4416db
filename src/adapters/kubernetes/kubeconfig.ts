import type { RequestOptions } from 'node:https';
import { resolve } from 'node:path';
// Named, not as a namespace: a bundle then holds a third of the client. This file itself is imported when a cluster is opened.
import { KubeConfig } from '@kubernetes/client-node';
import * as yaml from 'yaml';
import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { type Connection, isLocal } from './connection.ts';
import { reachesOut } from './self-contained.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const CREDENTIALS_LIVE_MS = 10_000;

const text = z.string();
/** What the client library leaves out of a user, without a word: an impersonated group, a token in a file. */
const User = z.looseObject({
  as: text.optional(),
  'as-uid': text.optional(),
  'as-groups': z.array(text).optional(),
  'as-user-extra': z.record(text, z.array(text)).optional(),
  tokenFile: text.optional(),
});
type User = z.infer<typeof User>;
const File = z.looseObject({
  users: z.array(z.looseObject({ name: text, user: User.nullish() })).nullish(),
  clusters: z.array(z.looseObject({ name: text, cluster: z.looseObject({}).nullish() })).nullish(),
});

/** Where a kubeconfig comes from. Without a folder, in which files it names lie, it must stand by itself. */
export interface KubeconfigSource {
  /** Names it in faults: a path, or where else it is. */
  readonly name: string;
  /** Throws a Fault when it cannot be had. */
  read(): Promise<Buffer>;
  readonly folder?: string;
}

/**
 * A context of a kubeconfig: client certificates, tokens, exec plugins, proxies. It is read again after a 401. Throws Malformed
 * when it cannot be used or lacks the context; the hint names what is there.
 */
export async function openKubeconfig(source: KubeconfigSource, context: string): Promise<Connection> {
  const { name: path } = source;
  let config = await load(source, context);
  let kept: { at: number; options: Promise<RequestOptions> } | undefined;
  return {
    server: config.server,
    whose: `context ${context} of ${path}`,
    async credentials(fresh) {
      if (fresh) config = await load(source, context);
      // One plugin run for a burst of requests; the library itself remembers tokens only after the first run has ended.
      if (fresh || kept === undefined || performance.now() - kept.at > CREDENTIALS_LIVE_MS)
        kept = { at: performance.now(), options: config.credentials() };
      try {
        return await kept.options;
      } catch (thrown) {
        kept = undefined;
        throw unusable(path, `no credentials from context ${context}: ${sentence(thrown)}`, plugin(thrown));
      }
    },
  };
}

async function load(source: KubeconfigSource, context: string) {
  const { name: path, folder } = source;
  const bytes = await source.read();
  if (bytes.length > MAX_BYTES) throw unusable(path, 'is larger than 4 MB', 'Name another kubeconfig.');
  const library = new KubeConfig();
  let raws: z.infer<typeof File>;
  try {
    raws = File.parse(yaml.parse(bytes.toString('utf8'), { logLevel: 'silent' }));
    // As it was read here, not read once more by another parser: what is judged below is what is used.
    library.loadFromString(JSON.stringify({ ...raws, users: raws.users?.map(withoutTokenFile) }));
    if (folder !== undefined) library.makePathsAbsolute(folder);
  } catch (thrown) {
    throw unusable(path, `is not a kubeconfig: ${sentence(thrown)}`, 'Check it with `kubectl config view`.');
  }
  const names = library.contexts.map((one) => one.name);
  const found = library.contexts.find((one) => one.name === context);
  if (found === undefined) {
    const there = names.length === 0 ? 'It holds no context.' : `It holds: ${names.slice(0, 20).join(', ')}.`;
    throw unusable(path, `has no context ${JSON.stringify(context)}`, there);
  }
  library.setCurrentContext(context);
  const cluster = library.getCurrentCluster();
  if (cluster === null)
    throw unusable(path, `context ${context} names cluster ${found.cluster}, which it lacks`, 'Add the cluster to it.');
  if (library.getCurrentUser() === null)
    throw unusable(path, `context ${context} names user ${found.user}, which it lacks`, 'Add the user to it.');
  const url = URL.parse(cluster.server);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw unusable(path, `cluster ${found.cluster} has no https address`, `It says server: ${cluster.server}`);
  const plain = url.protocol === 'http:';
  // The library sends plain HTTP only where TLS checks are off. On this machine (kubectl proxy) nothing leaves it; elsewhere
  // the token would be readable on the way, whatever the file allows.
  if (plain && !isLocal(cluster.server))
    throw unusable(path, `cluster ${found.cluster} is served over http`, 'Use its https address.');

  const raw: User = raws.users?.find((one) => one.name === found.user)?.user ?? {};
  const outside = reachesOut(raw, raws.clusters?.find((one) => one.name === found.cluster)?.cluster ?? {});
  if (folder === undefined && outside !== undefined)
    throw unusable(path, `context ${context} has ${outside.field}`, outside.instead);
  const tokenFile = raw.tokenFile === undefined || folder === undefined ? undefined : resolve(folder, raw.tokenFile);
  library.clusters = library.clusters.map((one) =>
    one.name === found.cluster && plain ? { ...one, skipTLSVerify: true } : one,
  );
  library.users = library.users.map((one) =>
    one.name === found.user && tokenFile !== undefined
      ? { ...withoutToken(one), authProvider: fileToken(tokenFile) }
      : one,
  );
  return {
    server: cluster.server,
    async credentials(): Promise<RequestOptions> {
      const options: RequestOptions = { headers: {} };
      await library.applyToHTTPSOptions(options);
      const { agent, headers, ...tls } = options;
      // Its direct agent opens a connection per request; ours keep them. A proxy is reached by its agent alone.
      const through = cluster.proxyUrl ? { agent } : {};
      return { ...tls, ...through, headers: { ...headers, ...impersonation(raw) } };
    },
  };
}

/** The library reads the file in this field at once, of every user; kubectl knows no such field. */
const withoutTokenFile = <T extends { user?: User | null | undefined }>(one: T): T => {
  const { 'token-file': _, ...user } = one.user ?? {};
  return { ...one, user };
};
const withoutToken = <T extends { token?: unknown }>({ token: _, ...rest }: T): Omit<T, 'token'> => rest;
const fileToken = (tokenFile: string) => ({ name: 'tokenFile', config: { tokenFile } });

function impersonation(user: User): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  if (user['as-uid'] !== undefined) headers['Impersonate-Uid'] = user['as-uid'];
  if (user['as-groups'] !== undefined) headers['Impersonate-Group'] = user['as-groups'];
  for (const [key, values] of Object.entries(user['as-user-extra'] ?? {}))
    headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = values;
  return headers;
}

const unusable = (path: string, says: string, hint: string): Fault =>
  new Fault('Malformed', `kubeconfig ${path}: ${says}`, hint);
const plugin = (thrown: unknown): string =>
  sentence(thrown).includes('ENOENT')
    ? 'A file or the command of a credential plugin that the kubeconfig names is missing: install it, or sign in again.'
    : 'Try `kubectl --context … get pods`: it should work there, or sign in again.';

// Plugins write pages to stderr; parsers quote the file, which holds tokens. One line of it is enough.
function sentence(thrown: unknown): string {
  if (thrown instanceof z.ZodError) return thrown.issues.map((issue) => issue.path.join('.')).join(', ');
  if (thrown instanceof Error && thrown.name.startsWith('YAML')) return 'not YAML';
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return (said.trim().split('\n')[0] ?? '').slice(0, 300);
}
