import { beforeAll, describe, expect, test } from 'vitest';
import { grantsDocument } from '../../lib/grants-document.ts';
import { identityOf } from '../../lib/identities.ts';
import { functionIds } from '../../lib/rights.ts';
import { portGrants } from '../../src/adapters/aws/ports.grants.ts';
import { manifests } from '../../src/adapters/kubernetes/manifests.ts';
import { type FunctionId, functionWiring, stepWiring } from '../../src/contracts/wiring.ts';
import { read } from '../architecture/tree.ts';
import { listOf, ofType, type Statement, statementsIn, synthesized, type Template, textOf } from './synthesized.ts';

let template: Template;
let eks: Template;
let behindSecrets: Template;
let mailing: Template;
beforeAll(() => {
  template = synthesized().template;
  eks = synthesized({ clusters: [{ kind: 'eks', id: 'prod-eu' }] }).template;
  behindSecrets = synthesized({
    clusters: [
      { kind: 'kubeconfig', id: 'metal', secret: 'cluster.metal', reader: 'r', rehearser: 'd', executor: 'e' },
      { kind: 'kubeconfig', id: 'edge', secret: 'cluster.edge', reader: 'r' },
      { kind: 'kubeconfig', id: 'emulated', path: '/a/config', reader: 'r', executor: 'e' },
    ],
  }).template;
  mailing = synthesized({ mailFrom: 'mendgate@example.com' }).template;
});

/** What calls a function asks for beside its ports, said here once more and by hand. */
const byTrigger: Readonly<Record<string, readonly string[]>> = {
  'open-incident': ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'].map((a) => `${a} AlertsQueue`),
  'deliver-outbox': [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
      (a) => `dynamodb:${a} IncidentsTable stream`,
    ),
    'sqs:SendMessage UndeliveredOutbox',
  ],
  'take-failed-execution': ['sqs:SendMessage UndeliveredEvents'],
  sweep: ['sqs:SendMessage UndeliveredEvents'],
};

/** Who signs or reads links, and so needs that secret and no other. */
const linksOnly = new Set(['decisions', 'links', 'deliver-outbox', 'sweep']);

/** `action resource[ part]` of each right, from the wiring and the grants beside the adapters. */
function expectedOf(id: string, mail = false): string[] {
  const ports = functionWiring[id as FunctionId];
  const rights = ports.flatMap((port) =>
    portGrants[port].flatMap((grant) => {
      if (!mail && grant.resource.startsWith('Mail')) return [];
      if (grant.resource === 'Secrets' && linksOnly.has(id))
        return grant.actions.map((action) => `${action} Secrets links`);
      // Whoever opens a link need not sign in, so that function can change nothing.
      const actions = id === 'links' ? grant.actions.filter((it) => /:(GetItem|Query)$/.test(it)) : grant.actions;
      const part = grant.under !== undefined ? ` ${grant.under}` : grant.executions ? ' executions' : '';
      return [
        ...actions.map((action) => `${action} ${grant.resource}${part}`),
        ...(grant.indexes ?? []).map((index) => `dynamodb:Query ${grant.resource} ${index}`),
      ];
    }),
  );
  return [...new Set([...rights, ...(byTrigger[id] ?? [])])].toSorted();
}

const roleOf = (of: Template, id: string) => {
  const [, lambda] =
    ofType(of, 'AWS::Lambda::Function').find(([, it]) => it.Properties.FunctionName === `mendgate-${id}`) ?? [];
  const role = of.Resources[textOf(lambda?.Properties.Role).slice(1, -'.Arn}'.length)];
  if (role === undefined) throw new Error(`${id} has no role`);
  return role;
};
const policyOf = (of: Template, id: string): Statement[] => {
  const role = roleOf(of, id);
  expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  return (role.Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
};

/** A resource of a statement by the name the grants know it by. */
function named(resource: unknown): string {
  const text = textOf(resource);
  const known: readonly [RegExp, string][] = [
    [/^\{IncidentsTable\w+\.Arn\}$/, 'IncidentsTable'],
    [/^\{IncidentsTable\w+\.Arn\}\/index\/(.+)$/, 'IncidentsTable $1'],
    [/^\{IncidentsTable\w+\.StreamArn\}$/, 'IncidentsTable stream'],
    [/^\{ObjectsBucket\w+\.Arn\}$/, 'ObjectsBucket'],
    [/^\{ObjectsBucket\w+\.Arn\}\/(.+\/)\*$/, 'ObjectsBucket $1'],
    [/^\{AlertsQueue(?!DeadLetters)\w+\.Arn\}$/, 'AlertsQueue'],
    [/^\{(UndeliveredOutbox|UndeliveredEvents)Queue\w+\.Arn\}$/, '$1'],
    [/:stateMachine:mendgate-investigation$/, 'InvestigationMachine'],
    [/:stateMachine:mendgate-remediation$/, 'RemediationMachine'],
    [/:execution:mendgate-investigation:\*$/, 'InvestigationMachine executions'],
    [/:execution:mendgate-remediation:\*$/, 'RemediationMachine executions'],
    [/:secret:mendgate\/\*$/, 'Secrets'],
    [/:secret:mendgate\/links-\?{6}$/, 'Secrets links'],
    [/:ses:.*:identity\/mendgate@example\.com$/, 'MailIdentity'],
    [/:ses:.*:configuration-set\/mendgate$/, 'MailConfiguration'],
    [/^\{DeploymentKey\w+\.Arn\}$/, 'SealKey'],
    [/:execute-api:.*:\{LiveWebSocket\w+\}\/live\/((?:POST|DELETE)\/@connections\/)\*$/, 'LiveStage $1'],
    [/^\{AuditTable\w+\.Arn\}$/, 'AuditTable'],
  ];
  for (const [pattern, name] of known) {
    const hit = pattern.exec(text);
    if (hit !== null) return name.replace('$1', hit[1] ?? '');
  }
  return text;
}

describe("every function's policy is its wiring", () => {
  const heldIn = (of: Template, id: string): string[] =>
    policyOf(of, id)
      .flatMap((statement) =>
        // Rights on the key that are bound to a service are judged below.
        statement.Condition !== undefined
          ? []
          : listOf(statement.Resource).flatMap((resource) =>
              listOf(statement.Action)
                .filter((action) => !action.startsWith('logs:'))
                .map((action) => `${action} ${named(resource)}`),
            ),
      )
      .toSorted();

  test.each(functionIds)('%s', (id) => {
    expect(heldIn(template, id)).toEqual(expectedOf(id));
  });

  test('with mail, those who send it may do so as the one identity, and nobody else may', () => {
    for (const id of functionIds) expect(heldIn(mailing, id), id).toEqual(expectedOf(id, true));
    const senders = functionIds.filter((id) => heldIn(mailing, id).some((right) => right.startsWith('ses:')));
    expect(senders).toEqual(['deliver-outbox', 'sweep']);
  });

  test.each(functionIds)('%s writes its own log and no other', (id) => {
    const logs = policyOf(template, id).filter((it) => listOf(it.Action).some((action) => action.startsWith('logs:')));
    expect(logs).toHaveLength(1);
    const [group] = /^\{(\w+)\.Arn\}$/.exec(textOf(logs[0]?.Resource))?.slice(1) ?? [];
    expect(template.Resources[group ?? '']?.Properties).toMatchObject({
      LogGroupName: `/aws/lambda/mendgate-${id}`,
      RetentionInDays: 30,
    });
  });
});

test('the key is used through the services that encrypt with it, and opened by those who seal', () => {
  const bare = functionIds.filter((id) =>
    policyOf(template, id).some(
      (it) => it.Condition === undefined && listOf(it.Action).some((action) => action.startsWith('kms:')),
    ),
  );
  const sealers = Object.entries(functionWiring).filter(([, ports]) => ports.includes('sealer'));
  expect(bare).toEqual(sealers.map(([id]) => id));
});

/** Actions with a wildcard, wherever they are allowed. */
const wildActions = (of: Template): string[] =>
  statementsIn(of)
    .filter(({ statement }) => statement.Effect === 'Allow')
    // The account's own hold on the key, without which nobody could ever change it (AWS KMS, "Default key policy").
    .filter(
      ({ at, statement }) => !(at.startsWith('DeploymentKey') && JSON.stringify(statement.Principal).includes(':root')),
    )
    .flatMap(({ at, statement }) =>
      listOf(statement.Action)
        .filter((it) => it.includes('*'))
        .map((it) => `${at} ${it}`),
    );

test('no action has a wildcard', () => {
  expect(statementsIn(template).length).toBeGreaterThan(200);
  expect(wildActions(template)).toEqual([]);
  expect(wildActions(eks)).toEqual([]);
});

test('an action with a wildcard would be found', () => {
  const statement = { Effect: 'Allow', Action: ['s3:GetObject', 's3:*'], Resource: 'x' };
  const Properties = { Policies: [{ PolicyDocument: { Statement: [statement] } }] };
  expect(wildActions({ Resources: { Bad: { Type: 'AWS::IAM::Role', Properties } }, Outputs: {} })).toEqual([
    'Bad s3:*',
  ]);
});

test('only log delivery is allowed on everything', () => {
  const everywhere = statementsIn(template).filter(
    ({ at, statement }) =>
      statement.Effect === 'Allow' &&
      statement.Principal === undefined &&
      listOf(statement.Resource).includes('*') &&
      at !== '',
  );
  const actions = everywhere.flatMap(({ statement }) => listOf(statement.Action));
  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter((action) => !/^logs:\w*(LogDeliver|ResourcePolic|LogGroups)/.test(action))).toEqual([]);
});

describe('clusters', () => {
  test.each(Object.entries(identityOf))('%s takes the role of the %s alone', (id, identity) => {
    const taken = policyOf(eks, id).filter((it) => listOf(it.Action).includes('sts:AssumeRole'));
    expect(taken.flatMap((it) => listOf(it.Resource)).map(textOf)).toEqual([
      expect.stringMatching(new RegExp(`role/mendgate-\\{AWS::Region\\}-${identity}$`)),
    ]);
    const [, role] =
      ofType(eks, 'AWS::IAM::Role').find(([, it]) => textOf(it.Properties.RoleName ?? '').endsWith(`-${identity}`)) ??
      [];
    const trust = JSON.stringify(role?.Properties.AssumeRolePolicyDocument);
    expect(trust).toContain(`Functions${id.replaceAll('-', '')}Role`);
  });

  test('each step that opens a cluster is in the table, under the identity it asks for', () => {
    const asked = Object.entries(stepWiring)
      .filter(([, ports]) => (ports as readonly string[]).includes('clusters'))
      .map(([id]) => [
        id,
        [...read(`src/core/steps/${id}.ts`).matchAll(/clusters\.open\([^)]*'(\w+)'/g)].map((hit) => hit[1]),
      ]);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked).toEqual(asked.map(([id]) => [id, [identityOf[id as keyof typeof identityOf]]]));
    expect(Object.keys(identityOf).toSorted()).toEqual(asked.map(([id]) => id).toSorted());
  });

  test('their groups are those the manifests bind', () => {
    const groups = ofType(eks, 'AWS::EKS::AccessEntry').map(([, it]) => it.Properties.KubernetesGroups);
    expect(groups).toEqual([['mendgate:readers'], ['mendgate:rehearsers'], ['mendgate:executors']]);
    const bound = manifests().flatMap(({ subjects }) => (subjects as { name: string }[] | undefined) ?? []);
    expect(bound.map(({ name }) => name)).toEqual(groups.flat());
  });

  test('each step says for which piece of work it opens one', () => {
    const silent = Object.keys(identityOf).filter(
      (id) => !/clusters\.open\([^)]*'\w+',\s*(\{\s*session|behalf)/.test(read(`src/core/steps/${id}.ts`)),
    );
    expect(silent).toEqual([]);
  });

  test.each(Object.entries(identityOf))(
    '%s reads the kubeconfigs of the %s alone, each by its name',
    (id, identity) => {
      const read = policyOf(behindSecrets, id).filter((it) =>
        listOf(it.Action).includes('secretsmanager:GetSecretValue'),
      );
      const names = read.flatMap((it) => listOf(it.Resource)).map((it) => textOf(it).replace(/^.*:secret:/, ''));
      const granted = identity === 'reader' ? ['edge', 'metal'] : ['metal'];
      expect(names).toEqual(granted.map((cluster) => `mendgate/cluster.${cluster}.${identity}-??????`));
      expect(JSON.stringify(policyOf(behindSecrets, id))).not.toContain('sts:');
    },
  );

  test('without one nobody may take any role or read any kubeconfig', () => {
    const all = JSON.stringify(functionIds.map((id) => policyOf(template, id)));
    expect(all).not.toContain('sts:');
    expect(all.replaceAll('mendgate/links-??????', '')).not.toContain('??????');
  });
});

test('the printed table is this one', () => {
  expect(read('docs/reference/grants.md')).toBe(grantsDocument());
});
