/**
 * The table of rooms: which folder may hold on to which. A file belongs to the room with the longest matching path; a
 * folder ends in a slash. A room may always import itself. What is not in the table does not exist: a new top folder has to
 * be placed here first.
 */
export interface Room {
  readonly paths: readonly string[];
  /** Rooms whose files may be imported; `*` is all of them. */
  readonly rooms: readonly string[];
  /** Packages and built-in modules it may use, each with its reason; `*` is all of them. */
  readonly packages: Readonly<Record<string, string>>;
  /** Replays must give the same answer: no time, chance, place or world of its own. */
  readonly pure?: true;
  /** Why a computed import is unavoidable; without a reason there may be none, for nobody can tell where it ends. */
  readonly computed?: string;
}

const zod = { zod: 'everything from outside is parsed' } as const;
/** Synchronous and the same everywhere, browsers included. */
const hashing = { '@noble/hashes': 'hashes without a port', canonicalize: 'RFC 8785: one JSON, one hash' } as const;
const anything = { '*': 'not shipped' } as const;
const all = { rooms: ['*'], packages: anything, computed: 'not shipped' } as const;

const decisions = {
  rooms: ['contracts', 'decisions'],
  packages: {
    ...zod,
    ...hashing,
    rfc6902: 'JSON Patch: made, applied in memory, inverted',
    diff: 'the text people approve',
    yaml: 'how people read a Kubernetes object',
  },
  pure: true,
} as const;
/** What several steps and routes share: it may ask the world, through ports. */
const shared = {
  rooms: ['contracts', 'decisions', 'ports', 'shared'],
  packages: { ...zod, ...hashing },
  pure: true,
} as const;
const adapter = ['contracts', 'ports', 'adapters'] as const;

export const rooms: Readonly<Record<string, Room>> = {
  contracts: { paths: ['src/contracts/'], rooms: [], packages: zod, pure: true },
  decisions: {
    ...decisions,
    paths: ['intake', 'triage', 'diagnosis', 'actions', 'policy', 'approvals', 'planning', 'recovery'].map(
      (name) => `src/core/${name}/`,
    ),
  },
  shared: {
    ...shared,
    paths: ['ledger', 'evidence', 'incident', 'access', 'live'].map((name) => `src/core/${name}/`),
  },
  ports: { paths: ['src/core/ports.ts'], rooms: ['contracts'], packages: {}, pure: true },
  steps: { ...shared, paths: ['src/core/steps/'] },
  routes: { ...shared, paths: ['src/core/routes/'] },

  asl: { paths: ['src/asl/'], rooms: [], packages: { 'node:crypto': 'the intrinsics States.Hash and States.UUID' } },

  adapters: { paths: ['src/adapters/'], rooms: ['contracts', 'ports'], packages: zod },
  'adapters/aws': {
    paths: ['src/adapters/aws/'],
    rooms: adapter,
    packages: {
      ...zod,
      '@aws-sdk/client-apigatewaymanagementapi': 'its live line',
      '@aws-sdk/client-dynamodb': 'its store',
      '@aws-sdk/lib-dynamodb': 'its store',
      '@aws-sdk/client-kms': 'its sealer',
      '@aws-sdk/client-s3': 'its objects',
      '@aws-sdk/client-secrets-manager': 'its secrets',
      '@aws-sdk/client-sesv2': 'its mail',
      '@aws-sdk/client-sfn': 'its workflows',
      '@aws-sdk/client-sqs': 'its queue',
      '@aws-sdk/client-sts': 'takes the roles of identities',
      '@smithy/signature-v4': 'signs what no client here sends; part of every client of the SDK',
      'node:crypto': 'idempotency tokens and hashes',
      'node:fs': 'the house rules of the layer',
      'node:https': 'types alone: credentials as a request takes them',
      'node:path': 'the house rules of the layer',
      'node:timers/promises': 'patience with a busy service',
    },
  },
  'adapters/local': {
    paths: ['src/adapters/local/'],
    rooms: adapter,
    packages: {
      ...zod,
      'node:sqlite': 'its store',
      'node:fs': 'the data directory',
      'node:fs/promises': 'snapshots',
      'node:path': 'the data directory',
      'node:crypto': 'the sealer',
      nodemailer: 'letters over SMTP: TLS, sign-in and MIME',
      yaml: 'snapshots are JSON or YAML',
    },
  },
  'adapters/kubernetes': {
    paths: ['src/adapters/kubernetes/'],
    rooms: [...adapter, 'grants'],
    packages: {
      ...zod,
      '@kubernetes/client-node': 'kubeconfigs and their ways to sign in',
      'node:http': 'requests: streamed lists need no client',
      'node:https': 'requests',
      'node:path': 'certificates named relative to a kubeconfig',
      'node:fs/promises': 'kubeconfig files',
      'node:stream': 'bounded bodies',
      'node:timers/promises': 'patience with a busy server',
      'node:tls': 'certificates, read once',
      'node:zlib': 'compressed lists',
      rfc6902: 'what a failed patch would have tested',
      yaml: 'kubeconfigs and manifests',
    },
  },
  'adapters/practice': {
    paths: ['src/adapters/practice/'],
    rooms: adapter,
    packages: {
      ...zod,
      'node:sqlite': 'its own file, never in one transaction with the records',
      'node:fs': 'its own file, readable by its owner alone',
      'node:util': 'deep equality',
      '@noble/hashes': 'names of its pods',
      rfc6902: 'applies patches as a server would',
    },
  },
  'adapters/connectors': { paths: ['src/adapters/connectors/'], rooms: adapter, packages: zod },
  'adapters/http': {
    paths: ['src/adapters/http/'],
    rooms: adapter,
    packages: { ...zod, 'node:crypto': 'signatures and certificates of Amazon SNS' },
  },

  'runtime/local': {
    paths: ['src/runtime/local.ts', 'src/runtime/local/'],
    rooms: [
      ...adapter,
      ...['decisions', 'shared', 'steps', 'routes', 'asl', 'statemachines'],
      ...['local', 'kubernetes', 'practice', 'connectors', 'http'].map((name) => `adapters/${name}`),
    ],
    packages: {
      ...zod,
      '@hono/node-server': 'serves the route table',
      hono: 'serves the route table',
      ulid: 'random ids, at the edge',
      ws: 'the live line',
      'node:crypto': 'first secrets',
      'node:fs': 'finds what ships beside the code',
      'node:http': 'requests: their bodies are bounded, some want to be a WebSocket',
      'node:net': 'addresses',
      'node:os': 'the name of whoever starts a home',
      'node:path': 'finds what ships beside the code',
      'node:stream': 'sockets that want to be a WebSocket',
      'node:url': 'finds what ships beside the code',
      'node:zlib': 'packs the files of the console',
    },
  },
  'runtime/aws': {
    paths: ['src/runtime/aws.ts', 'src/runtime/lambda.ts', 'src/runtime/aws/'],
    rooms: [
      ...adapter,
      ...['decisions', 'shared', 'steps', 'routes'],
      ...['aws', 'kubernetes', 'connectors', 'http'].map((name) => `adapters/${name}`),
    ],
    packages: {
      ...zod,
      '@aws-sdk/client-apigatewaymanagementapi': 'one client per cold start',
      '@aws-sdk/client-dynamodb': 'one client per cold start',
      '@aws-sdk/lib-dynamodb': 'one client per cold start',
      '@aws-sdk/client-kms': 'one client per cold start',
      '@aws-sdk/client-s3': 'one client per cold start',
      '@aws-sdk/client-secrets-manager': 'one client per cold start',
      '@aws-sdk/client-sesv2': 'one client per cold start',
      '@aws-sdk/client-sfn': 'one client per cold start',
      '@aws-sdk/client-sqs': 'one client per cold start',
      '@aws-sdk/client-sts': 'one client per cold start',
      '@middy/core': 'the edge of a function',
      'node:crypto': 'random secrets, at the edge',
      'node:fs': 'the console that ships beside the function which uploads it',
      'node:path': 'the console that ships beside the function which uploads it',
      ulid: 'random ids, at the edge',
    },
  },
  cli: {
    paths: ['src/cli/'],
    rooms: ['contracts', 'runtime/local', 'manifest'],
    packages: {
      commander: 'arguments and help',
      'cli-table3': 'tables',
      'node:fs': 'files named on the command line',
      'node:os': 'where data lies by default',
      'node:path': 'where data lies by default',
      'node:readline': 'asks back',
      'node:readline/promises': 'asks back',
      'node:util': 'colours',
    },
  },
  functions: { paths: ['functions/'], rooms: ['steps', 'routes', 'runtime/aws'], packages: {} },
  lib: {
    paths: ['lib/'],
    rooms: ['contracts', 'grants', 'statemachines'],
    packages: {
      ...zod,
      'aws-cdk-lib': 'deploy time',
      'cdk-nag': 'the rules a template is held against',
      constructs: 'deploy time',
      'node:path': 'deploy time',
    },
  },
  console: {
    paths: ['console/'],
    rooms: ['contracts'],
    packages: {
      ...zod,
      react: 'its screens',
      'react-dom': 'its screens',
      '@cloudscape-design/components': 'parts made for operations consoles: keyboard, screen readers, both themes',
      '@cloudscape-design/global-styles': 'their fonts and themes',
      '@tanstack/react-query': 'asks, keeps and asks again',
      '@tanstack/react-virtual': 'lists of which only the seen rows are there',
      wouter: 'reads and writes the address',
      'oidc-client-ts': 'signs in with code and PKCE',
    },
  },

  bin: {
    paths: ['bin/'],
    computed: 'the bundle, which is there only once it is built',
    rooms: ['lib', 'prepare'],
    packages: {
      'node:child_process': 'runs itself under a newer Node',
      'node:fs': 'finds a newer Node',
      'node:module': 'finds a newer Node',
      'node:os': 'signal numbers',
      'node:path': 'finds its package',
      'node:url': 'finds its package',
    },
  },
  tools: { ...all, paths: ['tools/'] },
  test: { ...all, paths: ['test/', 'vitest.config.ts'] },
  bench: { ...all, paths: ['bench/'] },

  // Data and single files that others may hold on to.
  statemachines: { paths: ['statemachines/'], rooms: [], packages: {} },
  manifest: { paths: ['package.json'], rooms: [], packages: {} },
  prepare: { paths: ['tools/prepare.js', 'tools/only-one.js'], rooms: ['bin'], packages: anything },
  // Deploy time reads which rights an effect needs where the effect is: data only, so it may import types of contracts.
  grants: { paths: ['src/adapters/**/*.grants.ts'], rooms: ['contracts'], packages: {} },
};

/** The room a file is in, by the longest path that matches; undefined when nobody placed it. */
export function roomOf(path: string): string | undefined {
  let best: { name: string; length: number } | undefined;
  for (const [name, room] of Object.entries(rooms))
    for (const place of room.paths) {
      const length = matches(path, place);
      if (length > (best?.length ?? 0)) best = { name, length };
    }
  return best?.name;
}

function matches(path: string, place: string): number {
  const [folder, ending] = place.split('**/*');
  if (ending !== undefined) return path.startsWith(folder ?? '') && path.endsWith(ending) ? path.length : 0;
  return path === place || (place.endsWith('/') && path.startsWith(place)) ? place.length : 0;
}
