import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoRecords } from '../../../src/adapters/aws/dynamodb-records.ts';
import type { Listed, ShownHold } from '../../../src/cli/shown.ts';
import type { Incident } from '../../../src/contracts/incident.ts';
import type { Role } from '../../../src/contracts/stored.ts';
import { api, until } from '../../../tools/k8s/kube.ts';
import { account, region } from '../../../tools/stack/up.ts';
import { tokenOf } from './issuer.ts';
import { jsonServices } from './json-services.ts';
import type { Deployed } from './start.ts';

export const tenant = 'home';

/** The deployed Mendgate as people, senders and operators reach it. */
export function openMendgate({ endpoint, outputs, issuer, plane, timings }: Deployed) {
  const aws = jsonServices(endpoint);
  const invokeOurs = (name: string, payload: object) => aws.invoke(`mendgate-${name}`, payload);
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
    aws,
    invoke: invokeOurs,
    /** A user of ours, let in as an operator does it (docs/operate.md), with a token of the issuer. */
    async person(subject: string, ...roles: Role[]): Promise<string> {
      const mail = `${subject}@example.com`;
      const { failed, answer } = await invokeOurs('add-person', { id: subject, name: subject, roles, subject, mail });
      if (failed) throw new Error(`add-person: ${JSON.stringify(answer)}`);
      return tokenOf(issuer, subject);
    },
    /** An address for an Alertmanager, made the same way; posts to it with the secret that was shown. */
    async sender(id: string): Promise<(payload: unknown) => Promise<Answered>> {
      const asked = { id, source: 'alertmanager', auth: { kind: 'bearer' }, cluster: 'prod' };
      const { failed, answer } = await invokeOurs('add-hook', asked);
      if (failed) throw new Error(`add-hook: ${JSON.stringify(answer)}`);
      const { path, headers } = answer as { path: string; headers: Record<string, string> };
      return (payload) => ask('POST', path, { headers, body: payload });
    },
    /** What the emulator's mailbox has for a person. */
    async letters(subject: string): Promise<Letter[]> {
      const kept = await fetch(`${endpoint}/_ministack/ses/messages`);
      const { messages } = (await kept.json()) as { messages: Record<string, Letter[]> };
      return (messages[account] ?? []).filter(({ To }) => To.includes(`${subject}@example.com`));
    },
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

/** As the emulator keeps it. */
export interface Letter {
  Source: string;
  To: string[];
  Subject: string;
  BodyText: string;
  BodyHtml: string;
}
interface Asked {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}
interface Answered {
  status: number;
  body: unknown;
}
