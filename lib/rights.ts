import type { Grant } from '../src/adapters/aws/grant.grants.ts';
import { portGrants } from '../src/adapters/aws/ports.grants.ts';
import type { Identity } from '../src/contracts/identities.ts';
import { functionWiring } from '../src/contracts/wiring.ts';
import { identityOf } from './identities.ts';
import type { FunctionId } from './timeouts.ts';

/** What clusters are entered with, by identity: as many of each as the deployment has clusters of that kind, or none. */
export type WayIn = `${'Reader' | 'Rehearser' | 'Executor'}${'Role' | 'Kubeconfigs'}`;
/** What a deployment may have none of: then there is no right on it either. */
export type Perhaps = WayIn | 'MailIdentity' | 'MailConfiguration';
/** A thing rights are given on. Some hold others: then `part` says which of them. */
export type Resource =
  | Grant['resource']
  | 'DeploymentKey'
  | 'OutboxStream'
  | 'UndeliveredOutbox'
  | 'UndeliveredEvents'
  | 'Logs'
  | WayIn;
export interface Right {
  readonly actions: readonly string[];
  readonly resource: Resource;
  /** Of a table an index, of a bucket or a stage what lies below a prefix, of a machine its executions, of the secrets one. */
  readonly part?: { index: string } | { under: string } | { executions: true } | { named: string };
  /** Of the key: only through this service, or only for what these machines encrypted. */
  readonly through?: 'dynamodb' | 's3' | 'sqs' | 'states';
}

/** Every function: one per step and one per group of routes, each with its ports. */
export const functions = functionWiring;
export const functionIds = Object.keys(functions) as FunctionId[];

/** What a function needs of whatever calls it, beside its ports. */
const triggers: Readonly<Partial<Record<FunctionId, readonly Right[]>>> = {
  'open-incident': [
    {
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resource: 'AlertsQueue',
    },
  ],
  'deliver-outbox': [
    {
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resource: 'OutboxStream',
    },
    { actions: ['sqs:SendMessage'], resource: 'UndeliveredOutbox' },
  ],
  'take-failed-execution': [{ actions: ['sqs:SendMessage'], resource: 'UndeliveredEvents' }],
  sweep: [{ actions: ['sqs:SendMessage'], resource: 'UndeliveredEvents' }],
};

const logs: Right = { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resource: 'Logs' };

/** Who signs or reads links needs that one secret: the rest is hooks' and clusters'. */
const oneSecret: Readonly<Partial<Record<FunctionId, string>>> = {
  decisions: 'links',
  links: 'links',
  'deliver-outbox': 'links',
  sweep: 'links',
};

/** Whoever asks strangers for nothing but a link may look and no more. */
const looking: ReadonlySet<FunctionId> = new Set(['links']);
const looks: readonly string[] = ['dynamodb:GetItem', 'dynamodb:Query'];

function narrowed(id: FunctionId, right: Right): Right {
  const named = oneSecret[id];
  if (right.resource === 'Secrets' && named !== undefined) return { ...right, part: { named } };
  if (right.resource === 'IncidentsTable' && looking.has(id))
    return { ...right, actions: right.actions.filter((action) => looks.includes(action)) };
  return right;
}

function rightsOfGrant(grant: Grant): Right[] {
  const { actions, resource, indexes = [], under, executions } = grant;
  const part = under !== undefined ? { under } : executions === true ? { executions } : undefined;
  return [
    { actions, resource, ...(part && { part }) },
    // An index answers queries only.
    ...indexes.map((index): Right => ({ actions: ['dynamodb:Query'], resource, part: { index } })),
  ];
}

/** What an encrypted resource asks of whoever uses it: rights on the key, through that service alone. */
function keyRightOf({ actions, resource }: Right): Right | undefined {
  const service = actions[0]?.split(':')[0];
  const through = (actions: readonly string[], service: Right['through']): Right => ({
    actions: actions.map((action) => `kms:${action}`),
    resource: 'DeploymentKey',
    ...(service && { through: service }),
  });
  switch (service) {
    case 'dynamodb':
      // Amazon DynamoDB, "Encryption at rest usage notes", written out: no wildcard action.
      return resource === 'OutboxStream'
        ? through(['Decrypt'], 'dynamodb')
        : through(['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'], 'dynamodb');
    case 's3': {
      const needs = [
        ...(actions.includes('s3:GetObject') || actions.includes('s3:PutObject') ? ['Decrypt'] : []),
        ...(actions.includes('s3:PutObject') ? ['GenerateDataKey'] : []),
      ];
      return needs.length > 0 ? through(needs, 's3') : undefined;
    }
    case 'sqs':
      return through(actions.includes('sqs:SendMessage') ? ['Decrypt', 'GenerateDataKey'] : ['Decrypt'], 'sqs');
    case 'states':
      return through(['Decrypt', 'GenerateDataKey'], 'states');
    default:
      return undefined;
  }
}

/** Everything a function may do: by its ports, by what calls it, and its log. Each right once, in a stable order. */
export function rightsOf(id: FunctionId): Right[] {
  const direct = [
    ...functions[id].flatMap((port) => portGrants[port].flatMap(rightsOfGrant)).map((right) => narrowed(id, right)),
    ...(triggers[id] ?? []),
    logs,
  ];
  return merged([...direct, ...direct.map(keyRightOf).filter((right) => right !== undefined)]);
}

const waysIn = {
  reader: ['ReaderRole', 'ReaderKubeconfigs'],
  rehearser: ['RehearserRole', 'RehearserKubeconfigs'],
  executor: ['ExecutorRole', 'ExecutorKubeconfigs'],
} as const satisfies Record<Identity, readonly WayIn[]>;

/**
 * What a function may do about clusters, where there are any: take the role of its identity, naming who approved; read the
 * kubeconfigs of its identity, whose secrets are encrypted with the service's own key.
 */
export function clusterRightsOf(id: FunctionId): Right[] {
  const identity = (identityOf as Readonly<Partial<Record<FunctionId, Identity>>>)[id];
  if (identity === undefined) return [];
  const [role, kubeconfigs] = waysIn[identity];
  return [
    { actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'], resource: role },
    { actions: ['secretsmanager:GetSecretValue'], resource: kubeconfigs },
  ];
}

/** One right per place: two ports on one table make one list of actions. */
function merged(rights: readonly Right[]): Right[] {
  const byPlace = new Map<string, Right>();
  for (const right of rights) {
    const { actions, ...place } = right;
    const key = JSON.stringify(place);
    const all = new Set([...(byPlace.get(key)?.actions ?? []), ...actions]);
    byPlace.set(key, { ...right, actions: [...all].toSorted() });
  }
  return [...byPlace.values()];
}
