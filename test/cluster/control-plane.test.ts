import type { CoreV1Event, V1Deployment, V1Job, V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Api,
  type AuditEvent,
  api,
  type ControlPlane,
  DRY_RUN_MESSAGE,
  DRY_RUN_POLICY,
  defaultGrants,
  down,
  dryRunPolicy,
  groupOf,
  PATCHES,
  readAudit,
  until,
  up,
  userOf,
} from '../../tools/k8s/kube.ts';
import { appConfig, broken, CONTAINER, FAULT_NAMES, faults, good } from './faults.ts';

const CORE = '/api/v1/namespaces/demo';
const APPS = '/apis/apps/v1/namespaces/demo';
const DRY = 'dryRun=All&fieldValidation=Strict';
const soon = { within: 30_000 };

let plane: ControlPlane;
let admin: Api;
let reader: Api;
let rehearser: Api;
let executor: Api;

beforeAll(async () => {
  plane = await up({ nodes: 3 });
  admin = api(plane.kubeconfigs.admin);
  reader = api(plane.kubeconfigs.mendgate, 'reader');
  rehearser = api(plane.kubeconfigs.mendgate, 'rehearser');
  executor = api(plane.kubeconfigs.mendgate, 'executor');
  await make('/api/v1/namespaces', { metadata: { name: 'demo' } });
  await make(`${CORE}/configmaps`, appConfig);
  await until('service account of the namespace', () => found(`${CORE}/serviceaccounts/default`), soon);
});
afterAll(async () => {
  if (plane) await down(plane);
});

async function make(path: string, body: unknown): Promise<void> {
  const reply = await admin('POST', path, body);
  expect(reply.code, reply.text).toBe(201);
}
async function get<T>(path: string): Promise<T> {
  const reply = await admin('GET', path);
  expect(reply.code, reply.text).toBe(200);
  return JSON.parse(reply.text) as T;
}
const found = async (path: string): Promise<boolean> => (await admin('GET', path)).code === 200;
const deployment = (name: string): Promise<V1Deployment> => get(`${APPS}/deployments/${name}`);
const pods = async (name: string): Promise<V1Pod[]> =>
  (await get<{ items: V1Pod[] }>(`${CORE}/pods?labelSelector=app%3D${name}`)).items;
const events = async (pod: string): Promise<CoreV1Event[]> =>
  (await get<{ items: CoreV1Event[] }>(`${CORE}/events?fieldSelector=involvedObject.name%3D${pod}`)).items;
const container = (pod: V1Pod, name: string) => pod.status?.containerStatuses?.find((status) => status.name === name);
const isReady = (pod: V1Pod | undefined): boolean =>
  pod?.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
async function isHealthy(name: string): Promise<boolean> {
  const { status, metadata, spec } = await deployment(name);
  const counts = [status?.updatedReplicas, status?.availableReplicas, status?.replicas];
  return status?.observedGeneration === metadata?.generation && counts.every((count) => count === spec?.replicas);
}
async function makeHealthy(name: string): Promise<void> {
  await make(`${APPS}/deployments`, good(name));
  await until(`${name} healthy`, () => isHealthy(name), soon);
}

describe.concurrent('a fault shows as a kubelet would show it, and a patch of the template heals it', () => {
  test.each(FAULT_NAMES)('%s', async (name) => {
    const { symptom, break: breaking, heal } = faults[name];
    await makeHealthy(name);
    const revise = async (patch: unknown): Promise<void> => {
      const reply = await admin('PATCH', `${APPS}/deployments/${name}`, patch, { type: PATCHES.json });
      expect(reply.code, reply.text).toBe(200);
    };
    await revise(breaking);
    const sick = await until(
      `${name} shows`,
      async () => (await pods(name)).find((pod) => symptom.shows(container(pod, CONTAINER) ?? NOTHING)),
      soon,
    );
    const podName = sick.metadata?.name ?? '';
    expect(sick.status?.phase).toBe(symptom.phase);
    expect(isReady(sick)).toBe(false);
    expect(container(sick, 'sidecar')).toMatchObject({ ready: true, state: { running: {} } });
    const event = await until(
      `${name} event`,
      async () => (await events(podName)).find(({ message }) => symptom.event.message.test(message ?? '')),
      soon,
    );
    expect(event).toMatchObject({ type: 'Warning', reason: symptom.event.reason, source: { component: 'kubelet' } });
    if (symptom.log)
      for (const previous of ['', '&previous=true'])
        expect((await reader('GET', `${CORE}/pods/${podName}/log?container=app${previous}`)).text).toMatch(symptom.log);
    // The revision before keeps serving.
    expect((await deployment(name)).status).toMatchObject({ availableReplicas: 1, unavailableReplicas: 1 });

    await revise(heal);
    await until(`${name} healed`, () => isHealthy(name), soon);
    const [pod] = await until('the old pods gone', async () => oneLeft(await pods(name)), soon);
    expect(isReady(pod)).toBe(true);
  });

  test('restart and event counts keep growing while nobody mends it', async () => {
    await make(`${APPS}/deployments`, broken('grow', faults.oom));
    const pod = await until(
      'three restarts',
      async () => (await pods('grow')).find((p) => (container(p, CONTAINER)?.restartCount ?? 0) >= 3),
      soon,
    );
    const backOffs = async () => (await events(pod.metadata?.name ?? '')).find((e) => e.reason === 'BackOff');
    await until('four back-offs', async () => ((await backOffs())?.count ?? 0) >= 4, soon);
    expect((await deployment('grow')).status?.availableReplicas).toBeUndefined();
  });

  test('jobs complete, init containers pass', async () => {
    const spec = {
      restartPolicy: 'Never',
      initContainers: [{ name: 'i', image: 'a:1' }],
      containers: [{ name: 'c', image: 'a:1' }],
    };
    await make('/apis/batch/v1/namespaces/demo/jobs', { metadata: { name: 'once' }, spec: { template: { spec } } });
    const once = () => get<V1Job>('/apis/batch/v1/namespaces/demo/jobs/once');
    await until('job done', async () => (await once()).status?.succeeded === 1, soon);
  });
});
const NOTHING = { name: '', ready: false, restartCount: 0, image: '', imageID: '' };
const oneLeft = (list: V1Pod[]): V1Pod[] | undefined => (list.length === 1 ? list : undefined);

const newPod = (name: string) => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'a:1' }] } });
const scaleTo = (replicas: number) => [{ op: 'replace', path: '/spec/replicas', value: replicas }];
const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE', 'DELETE all'] as const;
/** Real writes to one resource, each as the verb it becomes: create, update, patch, delete, deletecollection. */
const write = (as: Api, collection: string, method: (typeof WRITES)[number], query = '') =>
  method === 'POST'
    ? as('POST', `${collection}${query}`, newPod('x'))
    : method === 'DELETE all'
      ? as('DELETE', `${collection}${query}`)
      : as(method, `${collection}/x${query}`, method === 'PUT' ? newPod('x') : {}, {
          type: method === 'PATCH' ? PATCHES.merge : 'application/json',
        });
const CLUSTER_WIDE = ['namespaces', 'nodes'];
const collectionOf = (apiGroup: string, resource: string, version: string): string =>
  `${apiGroup === '' ? '/api' : `/apis/${apiGroup}`}/${version}/${CLUSTER_WIDE.includes(resource) ? '' : 'namespaces/demo/'}${resource}`;
const VERSIONS: Record<string, string> = { autoscaling: 'v2', 'metrics.k8s.io': 'v1beta1' };
const readable = defaultGrants.reader.flatMap(({ apiGroup, resources }) =>
  resources.filter((r) => !r.includes('/')).map((r) => collectionOf(apiGroup, r, VERSIONS[apiGroup] ?? 'v1')),
);
// Each of these would read a secret, run something, or become somebody else.
const DOORS = [
  ['GET', `${CORE}/secrets`],
  ['GET', `${CORE}/secrets/x`],
  ['POST', `${CORE}/secrets`],
  ['GET', `${CORE}/pods/x/exec?command=sh`],
  ['POST', `${CORE}/pods/x/exec?command=sh`],
  ['POST', `${CORE}/pods/x/attach`],
  ['POST', `${CORE}/pods/x/portforward`],
  ['GET', `${CORE}/pods/x/proxy/`],
  ['GET', `${CORE}/services/x/proxy/`],
  ['GET', '/api/v1/nodes/node-0/proxy/'],
  ['POST', `${CORE}/pods/x/eviction`],
  ['POST', `${CORE}/pods/x/binding`],
  ['POST', `${CORE}/serviceaccounts/default/token`],
  ['PATCH', `${CORE}/pods/x/ephemeralcontainers`],
  ['PATCH', `${APPS}/deployments/x/scale`],
  ['PATCH', `/apis/rbac.authorization.k8s.io/v1/clusterroles/mendgate-reader`],
  ['POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'],
  ['DELETE', `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/${DRY_RUN_POLICY}`],
] as const;

describe('identities', () => {
  test('the reader reads everything it was granted', async () => {
    for (const path of readable) {
      // Nobody serves metrics here: the way is open, and ends in nothing.
      const expected = path.includes('metrics.k8s.io') ? 404 : 200;
      expect((await reader('GET', path)).code, path).toBe(expected);
    }
  });

  test('the server refuses the reader every write', async () => {
    for (const path of readable)
      for (const method of WRITES)
        for (const query of ['', '?dryRun=All'])
          expect((await write(reader, path, method, query)).code, `${method} ${path}${query}`).toBe(403);
  });

  test.each([
    ['reader', () => reader],
    ['rehearser', () => rehearser],
    ['executor', () => executor],
  ] as const)('no side door is open to the %s', async (_, as) => {
    for (const [method, path] of DOORS) {
      const reply = await as()(
        method,
        path,
        method === 'GET' ? undefined : {},
        method === 'PATCH' ? { type: PATCHES.merge } : {},
      );
      expect(reply.code, `${method} ${path}: ${reply.text}`).toBe(403);
    }
    expect((await as()('GET', '/api/v1/pods', undefined, { headers: { 'impersonate-user': 'admin' } })).code).toBe(403);
  });

  test('the executor patches a Deployment, and neither creates nor deletes', async () => {
    await makeHealthy('executed');
    const patched = await executor('PATCH', `${APPS}/deployments/executed`, scaleTo(2), { type: PATCHES.json });
    expect(patched.code, patched.text).toBe(200);
    expect((await deployment('executed')).spec?.replicas).toBe(2);
    for (const path of readable)
      for (const method of WRITES.filter((m) => m !== 'PATCH'))
        expect((await write(executor, path, method)).code, `${method} ${path}`).toBe(403);
    // Server-side apply of what is not there would create it.
    const applied = await executor('PATCH', `${APPS}/deployments/new?fieldManager=m`, good('new'), {
      type: PATCHES.apply,
    });
    expect(applied.code).toBe(403);
  });
});

describe('the rehearser', () => {
  test('a dry run passes, shows the result and changes nothing', async () => {
    await makeHealthy('rehearsed');
    const before = await deployment('rehearsed');
    for (const [type, body] of [
      [PATCHES.json, scaleTo(3)],
      [PATCHES.strategic, { spec: { replicas: 3 } }],
      [
        PATCHES.apply,
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'rehearsed' }, spec: { replicas: 3 } },
      ],
    ] as const) {
      const query = type === PATCHES.apply ? `${DRY}&fieldManager=m&force=true` : DRY;
      const reply = await rehearser('PATCH', `${APPS}/deployments/rehearsed?${query}`, body, { type });
      expect(reply.code, reply.text).toBe(200);
      expect((JSON.parse(reply.text) as V1Deployment).spec?.replicas).toBe(3);
    }
    const pod = await rehearser('POST', `${CORE}/pods?${DRY}`, newPod('rehearsal'));
    expect(pod.code, pod.text).toBe(201);

    const after = await deployment('rehearsed');
    expect(after.metadata).toMatchObject({
      resourceVersion: before.metadata?.resourceVersion,
      generation: before.metadata?.generation,
    });
    expect(await found(`${CORE}/pods/rehearsal`)).toBe(false);
  });

  test('a real write is refused, and the refusal says what the identity is for', async () => {
    await makeHealthy('refused');
    const before = await deployment('refused');
    const path = `${APPS}/deployments/refused`;
    const replies = [
      await rehearser('PATCH', path, scaleTo(3), { type: PATCHES.json }),
      await rehearser('PATCH', path, { spec: { replicas: 3 } }, { type: PATCHES.merge }),
      await rehearser('PATCH', path, {}, { type: PATCHES.merge }),
      await rehearser(
        'PATCH',
        `${path}?fieldManager=m`,
        { apiVersion: 'apps/v1', kind: 'Deployment' },
        { type: PATCHES.apply },
      ),
      await rehearser('POST', `${CORE}/pods`, newPod('real')),
    ];
    for (const { code, text } of replies) {
      expect(code, text).toBe(403);
      expect((JSON.parse(text) as { message: string }).message).toContain(DRY_RUN_MESSAGE);
    }
    expect((await deployment('refused')).metadata?.resourceVersion).toBe(before.metadata?.resourceVersion);
    expect(await found(`${CORE}/pods/real`)).toBe(false);
  });

  test.each(['', 'None', 'all', 'false', 'true'])('dryRun=%s is no dry run', async (value) => {
    const reply = await rehearser('POST', `${CORE}/pods?dryRun=${value}`, newPod('almost'));
    expect([400, 403, 422], reply.text).toContain(reply.code);
    expect(await found(`${CORE}/pods/almost`)).toBe(false);
  });

  // RBAC grants a rehearser few verbs. The policy must hold for the others too, should somebody grant them.
  test('the policy alone holds against every verb', async () => {
    const headers = {
      'impersonate-user': userOf('rehearser'),
      'impersonate-group': [groupOf('rehearser'), 'system:masters'],
    };
    const mighty: Api = (method, path, body, options) => admin(method, path, body, { ...options, headers });
    await makeHealthy('guarded');
    const path = `${APPS}/deployments/guarded`;
    const [pod] = await pods('guarded');
    const podPath = `${CORE}/pods/${pod?.metadata?.name}`;
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod?.metadata?.name } };
    const writes: [string, string, unknown?, string?][] = [
      ['PUT', path, good('guarded', 3)],
      ['PATCH', `${path}/scale`, { spec: { replicas: 3 } }, PATCHES.merge],
      ['PATCH', `${path}/status`, { status: { replicas: 9 } }, PATCHES.merge],
      ['DELETE', path],
      ['DELETE', podPath],
      ['DELETE', `${CORE}/pods?labelSelector=app%3Dguarded`],
      ['POST', `${podPath}/eviction`, eviction],
      ['POST', `${podPath}/eviction`, { ...eviction, deleteOptions: { dryRun: ['All'] } }],
      ['POST', `${CORE}/pods`, newPod('unbidden')],
      ['POST', `${CORE}/secrets`, { metadata: { name: 'unbidden' } }],
      ['POST', '/api/v1/namespaces', { metadata: { name: 'unbidden' } }],
      ['POST', `${podPath}/exec?command=sh&stdout=1`],
    ];
    for (const [method, where, body, type] of writes) {
      const reply = await mighty(method, where, body, type === undefined ? {} : { type });
      expect(reply.code, `${method} ${where}: ${reply.text}`).toBe(403);
      expect(reply.text, `${method} ${where}`).toContain(DRY_RUN_POLICY);
    }
    for (const [method, where, body] of writes.filter(([m, w]) => m === 'DELETE' && !w.includes('?')))
      expect((await mighty(method, `${where}?dryRun=All`, body)).code).toBe(200);
    // A delete may say so in its body.
    expect((await mighty('DELETE', podPath, { apiVersion: 'v1', kind: 'DeleteOptions', dryRun: ['All'] })).code).toBe(
      200,
    );
    expect(await isHealthy('guarded')).toBe(true);
  });

  test('without the policy the same write would go through: it is the policy that refuses', async () => {
    await makeHealthy('unguarded');
    const bindings = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';
    const attempt = () => rehearser('PATCH', `${APPS}/deployments/unguarded`, {}, { type: PATCHES.merge });
    expect((await attempt()).code).toBe(403);
    expect((await admin('DELETE', `${bindings}/${DRY_RUN_POLICY}`)).code).toBe(200);
    try {
      await until('policy gone', async () => (await attempt()).code === 200, soon);
    } finally {
      await make(bindings, dryRunPolicy()[1]);
      await until('policy back', async () => (await attempt()).code === 403, soon);
    }
  });
});

describe('the audit log', () => {
  const eventOf = (what: string, match: (event: AuditEvent) => boolean): Promise<AuditEvent> =>
    until(what, async () => readAudit(plane.dir).find(match), soon);

  test('says who did what to which object, and whether it was a dry run', async () => {
    await makeHealthy('audited');
    const path = `${APPS}/deployments/audited`;
    await rehearser('PATCH', `${path}?${DRY}`, scaleTo(4), { type: PATCHES.json });
    await rehearser('PATCH', path, scaleTo(5), { type: PATCHES.json });
    await executor('PATCH', path, scaleTo(2), { type: PATCHES.json });
    await reader('GET', path);
    await reader('DELETE', path);
    const of = (user: string, verb: string, code: number) =>
      eventOf(
        `${user} ${verb} ${code}`,
        (e) => e.user === user && e.verb === verb && e.code === code && e.name === 'audited',
      );
    const where = { apiGroup: 'apps', resource: 'deployments', namespace: 'demo', name: 'audited' };
    expect(await of('mendgate-rehearser', 'patch', 200)).toMatchObject({ ...where, dryRun: true, body: scaleTo(4) });
    expect(await of('mendgate-rehearser', 'patch', 403)).toMatchObject({ ...where, dryRun: false, body: scaleTo(5) });
    expect(await of('mendgate-executor', 'patch', 200)).toMatchObject({ ...where, dryRun: false, body: scaleTo(2) });
    const read = await of('mendgate-reader', 'get', 200);
    expect(read).toMatchObject({ ...where, dryRun: false });
    expect(read).not.toHaveProperty('body');
    // The server refuses before it reads a body.
    expect(await of('mendgate-reader', 'delete', 403)).not.toHaveProperty('body');
    expect(Date.parse(read.at)).toBeGreaterThan(Date.now() - 600_000);
  });

  test('a delete that says dryRun in its body is a dry run', async () => {
    await make(`${CORE}/configmaps`, { metadata: { name: 'spared' } });
    await admin('DELETE', `${CORE}/configmaps/spared`, { apiVersion: 'v1', kind: 'DeleteOptions', dryRun: ['All'] });
    expect(await found(`${CORE}/configmaps/spared`)).toBe(true);
    expect(await eventOf('dry delete', (e) => e.verb === 'delete' && e.name === 'spared')).toMatchObject({
      dryRun: true,
    });
  });

  test('keeps the components quiet and the secrets secret', async () => {
    await make(`${CORE}/secrets`, { metadata: { name: 'hidden' }, stringData: { password: 'correct horse battery' } });
    const secret = await eventOf(
      'secret made',
      (e) => e.resource === 'secrets' && e.verb === 'create' && e.code === 201,
    );
    expect(secret).not.toHaveProperty('body');
    const users = new Set(readAudit(plane.dir).map((event) => event.user));
    expect([...users].sort()).toEqual(['admin', 'mendgate-executor', 'mendgate-reader', 'mendgate-rehearser']);
  });
});
