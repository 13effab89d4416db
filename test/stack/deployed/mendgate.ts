import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { dynamoRecords } from '../../../src/adapters/aws/dynamodb-records.ts';
import type { Listed, ShownHold } from '../../../src/cli/shown.ts';
import type { Hook } from '../../../src/contracts/hook.ts';
import type { Incident } from '../../../src/contracts/incident.ts';
import type { Role } from '../../../src/contracts/stored.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { create, shapes } from '../../../src/core/ledger/shapes.ts';
import { api, until } from '../../../tools/k8s/kube.ts';
import { region } from '../../../tools/stack/up.ts';
import { tokenOf } from './issuer.ts';

export const tenant = 'home';
const hookSecret = 'a-secret-of-the-hook';

/** The deployed Mendgate as people, senders and operators reach it. */
export function openMendgate() {
  const { endpoint, outputs, issuer, plane, timings } = inject('deployed');
  const config = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const records = dynamoRecords({
    client: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
    table: outputs.IncidentsTableName ?? '',
  });
  // The gateway under a path of the emulator: its own name resolves nowhere.
  const address = `${endpoint}/_aws/execute-api/${outputs.ApiId}/$default`;

  async function ask(method: string, path: string, { token, body, headers = {} }: Asked = {}): Promise<Answered> {
    const response = await fetch(address + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  async function get<T>(path: string, token: string): Promise<T> {
    const { status, body } = await ask('GET', path, { token });
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body as T;
  }

  return {
    address,
    config,
    outputs,
    issuer,
    plane,
    timings,
    records,
    admin: api(plane.kubeconfigs.admin),
    ask,
    get,
    /** A user of ours with a token of the issuer. */
    async person(subject: string, ...roles: Role[]): Promise<string> {
      const user = { id: subject, tenant, roles, name: subject };
      await records.write([create(shapes.user, keys.person(issuer.url, subject), user)]);
      return tokenOf(issuer, subject);
    },
    /** A hook as an operator makes one (docs/operate.md), once for all files of a run. */
    async hook(id = 'alertmanager'): Promise<void> {
      const secret = `hook.${id}`;
      const hook: Hook = { id, tenant, source: 'alertmanager', auth: { kind: 'bearer' }, secret, cluster: 'prod' };
      if (!(await records.write([create(shapes.hook, keys.hook(id), hook)])).ok) return;
      const named = { Name: `${outputs.SecretsPrefix}/${secret}`, SecretString: hookSecret };
      await new SecretsManagerClient(config).send(new CreateSecretCommand(named));
    },
    alarm: (payload: unknown, id = 'alertmanager') =>
      ask('POST', `/hooks/alertmanager/${id}`, { token: hookSecret, body: payload }),
    async incidentIn(namespace: string, token: string): Promise<Incident | undefined> {
      const { items } = await get<Listed<Incident>>('/api/v1/incidents?limit=100', token);
      return items.find((it) => it.namespace === namespace);
    },
    async holdIn(namespace: string, token: string): Promise<ShownHold> {
      return until(
        `a hold in ${namespace}`,
        async () =>
          (await get<Listed<ShownHold>>('/api/v1/holds', token)).items.find(
            (hold) => hold.plan.target.namespace === namespace,
          ),
        { within: 60_000 },
      ).catch(async (thrown: unknown) => {
        const incident = JSON.stringify(await this.incidentIn(namespace, token));
        throw new Error(`${thrown instanceof Error ? thrown.message : thrown}: ${incident}`);
      });
    },
    async endOf(namespace: string, token: string, within = 90_000): Promise<Incident> {
      return until(
        `the end of ${namespace}`,
        async () => {
          const incident = await this.incidentIn(namespace, token);
          return incident && ['recovered', 'escalated', 'closed'].includes(incident.status) ? incident : undefined;
        },
        { within },
      );
    },
  };
}
export type Mendgate = ReturnType<typeof openMendgate>;

interface Asked {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}
interface Answered {
  status: number;
  body: unknown;
}
