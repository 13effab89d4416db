import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1Deployment, V1Job, V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DRY_RUN_MESSAGE, DRY_RUN_POLICY, dryRunPolicy } from '../../src/adapters/kubernetes/dry-run-policy.ts';
import { manifests, manifestsYaml, usedGrants } from '../../src/adapters/kubernetes/manifests.ts';
import { type Manifest, rbac } from '../../src/adapters/kubernetes/rbac.ts';
import {
  type Api,
  type AuditEvent,
  api,
  type ControlPlane,
  containerStatus,
  down,
  endStale,
  groupOf,
  isAlive,
  isReady,
  PATCHES,
  readAudit,
  readRecord,
  until,
  up,
  userOf,
  type Workloads,
  workloads,
} from '../../tools/k8s/kube.ts';
import { appConfig, broken, CONTAINER, FAULT_NAMES, faults, good } from './faults.ts';

const CORE = '/api/v1/namespaces/demo';
const APPS = '/apis/apps/v1/namespaces/demo';
const DRY = 'dryRun=All&fieldValidation=Strict';
const soon = { within: 30_000 };

let plane: ControlPlane;
let demo: Workloads;
let admin: Api;
let reader: Api;
let rehearser: Api;
let executor: Api;

beforeAll(async () => {
  plane = await up({ nodes: 3 });
  admin = api(plane.kubeconfigs.admin);
  demo = workloads(admin, 'demo');
  reader = api(plane.kubeconfigs.mendgate, 'reader');
  rehearser = api(plane.kubeconfigs.mendgate, 'rehearser');
  executor = api(plane.kubeconfigs.mendgate, 'executor');
  await demo.create('/api/v1/namespaces', { metadata: { name: 'demo' } });
  await demo.create(`${CORE}/configmaps`, appConfig);
  await until('service account of the namespace', () => demo.exists(`${CORE}/serviceaccounts/default`), soon);
});
afterAll(async () => {
  if (plane) await down(plane);
});

describe.concurrent('a fault shows as a kubelet would show it, and a patch of the template heals it', () => {
  test.each(FAULT_NAMES)('%s', async (name) => {
    const { symptom, break: breaking, heal } = faults[name];
    await demo.createHealthy(good(name));
    const revise = async (patch: unknown): Promise<void> => {
      const reply = await admin('PATCH', `${APPS}/deployments/${name}`, patch, { type: PATCHES.json });
      expect(reply.code, reply.text).toBe(200);
    };
    await revise(breaking);
    const sick = await until(
      `${name} shows`,
      async () => (await demo.pods(name)).find((pod) => symptom.shows(containerStatus(pod, CONTAINER) ?? NOTHING)),
      soon,
    );
    const podName = sick.metadata?.name ?? '';
    expect(sick.status?.phase).toBe(symptom.phase);
    expect(isReady(sick)).toBe(false);
    expect(containerStatus(sick, 'sidecar')).toMatchObject({ ready: true, state: { running: {} } });
    const event = await until(
      `${name} event`,
      async () => (await demo.eventsOf(podName)).find(({ message }) => symptom.event.message.test(message ?? '')),
      soon,
    );
    expect(event).toMatchObject({ type: 'Warning', reason: symptom.event.reason, source: { component: 'kubelet' } });
    if (symptom.log)
      for (const previous of ['', '&previous=true'])
        expect((await reader('GET', `${CORE}/pods/${podName}/log?container=app${previous}`)).text).toMatch(symptom.log);
    // The revision before keeps serving.
    expect((await demo.deployment(name)).status).toMatchObject({ availableReplicas: 1, unavailableReplicas: 1 });

    await revise(heal);
    await until(`${name} healed`, () => demo.isHealthy(name), soon);
    const [pod] = await until('the old pods gone', async () => oneLeft(await demo.pods(name)), soon);
    expect(isReady(pod)).toBe(true);
  });

  test('restart and event counts keep growing while nobody mends it', async () => {
    await demo.create(`${APPS}/deployments`, broken('grow', faults.oom));
    const pod = await until(
      'three restarts',
      async () => (await demo.pods('grow')).find((p) => (containerStatus(p, CONTAINER)?.restartCount ?? 0) >= 3),
      soon,
    );
    const backOffs = async () => (await demo.eventsOf(pod.metadata?.name ?? '')).find((e) => e.reason === 'BackOff');
    await until('four back-offs', async () => ((await backOffs())?.count ?? 0) >= 4, soon);
    expect((await demo.deployment('grow')).status?.availableReplicas).toBeUndefined();
  });

  test('jobs complete, init containers pass', async () => {
    const spec = {
      restartPolicy: 'Never',
      initContainers: [{ name: 'i', image: 'a:1' }],
      containers: [{ name: 'c', image: 'a:1' }],
    };
    await demo.create('/apis/batch/v1/namespaces/demo/jobs', {
      metadata: { name: 'once' },
      spec: { template: { spec } },
    });
    const once = () => demo.read<V1Job>('/apis/batch/v1/namespaces/demo/jobs/once');
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
const readable = usedGrants.reader.flatMap(({ apiGroup, resources }) =>
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
    await demo.createHealthy(good('executed'));
    const patched = await executor('PATCH', `${APPS}/deployments/executed`, scaleTo(2), { type: PATCHES.json });
    expect(patched.code, patched.text).toBe(200);
    expect((await demo.deployment('executed')).spec?.replicas).toBe(2);
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

describe('grants', () => {
  test.each([
    ['a wildcard', { apiGroup: '', resources: ['*'], verbs: ['get'] }],
    ['every subresource', { apiGroup: '', resources: ['pods/*'], verbs: ['get'] }],
    ['secrets', { apiGroup: '', resources: ['pods', 'secrets'], verbs: ['get'] }],
    [
      'admission',
      { apiGroup: 'admissionregistration.k8s.io', resources: ['validatingadmissionpolicies'], verbs: ['patch'] },
    ],
    ['roles', { apiGroup: 'rbac.authorization.k8s.io', resources: ['clusterroles'], verbs: ['patch'] }],
    ['nothing', { apiGroup: '', resources: ['pods'], verbs: [] }],
  ])('that name %s are refused', (_, rule) => {
    expect(() => rbac({ ...usedGrants, rehearser: [rule] })).toThrow();
  });

  test('the printed manifests are what the control plane runs with', async () => {
    const printed = parseAllDocuments(manifestsYaml()).map((document) => document.toJS() as Manifest);
    expect(printed).toEqual(manifests());
    expect(printed.map(({ kind }) => kind).sort()).toEqual([
      ...Array(3).fill('ClusterRole'),
      ...Array(3).fill('ClusterRoleBinding'),
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ]);
    // The server takes each as it is, unknown fields refused.
    for (const { apiVersion, kind, metadata } of printed) {
      const path = `/apis/${apiVersion}/${kind === 'ValidatingAdmissionPolicy' ? 'validatingadmissionpolicies' : `${kind.toLowerCase()}s`}`;
      const manifest = printed.find((m) => m.kind === kind && m.metadata.name === metadata.name);
      const reply = await admin('PATCH', `${path}/${metadata.name}?${DRY}&fieldManager=mendgate`, manifest, {
        type: PATCHES.apply,
      });
      expect(reply.code, reply.text).toBe(200);
    }
  });
});

describe('the rehearser', () => {
  test('a dry run passes, shows the result and changes nothing', async () => {
    await demo.createHealthy(good('rehearsed'));
    const before = await demo.deployment('rehearsed');
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

    const after = await demo.deployment('rehearsed');
    expect(after.metadata).toMatchObject({
      resourceVersion: before.metadata?.resourceVersion,
      generation: before.metadata?.generation,
    });
    expect(await demo.exists(`${CORE}/pods/rehearsal`)).toBe(false);
  });

  test('a real write is refused, and the refusal says what the identity is for', async () => {
    await demo.createHealthy(good('refused'));
    const before = await demo.deployment('refused');
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
    expect((await demo.deployment('refused')).metadata?.resourceVersion).toBe(before.metadata?.resourceVersion);
    expect(await demo.exists(`${CORE}/pods/real`)).toBe(false);
  });

  test.each(['', 'None', 'all', 'false', 'true', 'All&dryRun=None'])('dryRun=%s is no dry run', async (value) => {
    const reply = await rehearser('POST', `${CORE}/pods?dryRun=${value}`, newPod('almost'));
    expect(reply.code, reply.text).toBe(422);
    expect(await demo.exists(`${CORE}/pods/almost`)).toBe(false);
  });

  // RBAC grants a rehearser few verbs. The policy must hold for the others too, should somebody grant them.
  test('the policy alone holds against every verb', async () => {
    const headers = {
      'impersonate-user': userOf('rehearser'),
      'impersonate-group': [groupOf('rehearser'), 'system:masters'],
    };
    const mighty: Api = (method, path, body, options) => admin(method, path, body, { ...options, headers });
    await demo.createHealthy(good('guarded'));
    const path = `${APPS}/deployments/guarded`;
    const [pod] = await demo.pods('guarded');
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
    expect(await demo.isHealthy('guarded')).toBe(true);
  });

  test('without the policy the same write would go through: it is the policy that refuses', async () => {
    await demo.createHealthy(good('unguarded'));
    const bindings = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';
    const attempt = () => rehearser('PATCH', `${APPS}/deployments/unguarded`, {}, { type: PATCHES.merge });
    expect((await attempt()).code).toBe(403);
    expect((await admin('DELETE', `${bindings}/${DRY_RUN_POLICY}`)).code).toBe(200);
    try {
      await until('policy gone', async () => (await attempt()).code === 200, soon);
    } finally {
      await demo.create(bindings, dryRunPolicy()[1]);
      await until('policy back', async () => (await attempt()).code === 403, soon);
    }
  });
});

describe('the audit log', () => {
  const eventOf = (what: string, match: (event: AuditEvent) => boolean): Promise<AuditEvent> =>
    until(what, async () => readAudit(plane.dir).find(match), soon);

  test('says who did what to which object, and whether it was a dry run', async () => {
    await demo.createHealthy(good('audited'));
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
    await demo.create(`${CORE}/configmaps`, { metadata: { name: 'spared' } });
    await admin('DELETE', `${CORE}/configmaps/spared`, { apiVersion: 'v1', kind: 'DeleteOptions', dryRun: ['All'] });
    expect(await demo.exists(`${CORE}/configmaps/spared`)).toBe(true);
    expect(await eventOf('dry delete', (e) => e.verb === 'delete' && e.name === 'spared')).toMatchObject({
      dryRun: true,
    });
  });

  test('keeps the components quiet and the secrets secret', async () => {
    await demo.create(`${CORE}/secrets`, {
      metadata: { name: 'hidden' },
      stringData: { password: 'correct horse battery' },
    });
    const secret = await eventOf(
      'secret made',
      (e) => e.resource === 'secrets' && e.verb === 'create' && e.code === 201,
    );
    expect(secret).not.toHaveProperty('body');
    const users = new Set(readAudit(plane.dir).map((event) => event.user));
    expect([...users].sort()).toEqual(['admin', 'mendgate-executor', 'mendgate-reader', 'mendgate-rehearser']);
  });
});

describe('starting and ending', () => {
  const root = mkdtempSync(join(tmpdir(), 'mendgate-lifecycle-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const alive = (dir: string): string[] =>
    readRecord(dir)
      .procs.filter(isAlive)
      .map((proc) => proc.name);
  /** Runs `code` in a Node process of its own, with `up` and the directory `dir` at hand. */
  const inAnother = (dir: string, code: string) =>
    spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      `import { up } from ${KUBE}; const dir = ${JSON.stringify(dir)}; ${code}`,
    ]);
  const KUBE = JSON.stringify(new URL('../../tools/k8s/kube.ts', import.meta.url).href);

  test('down ends exactly what its up started', async () => {
    const other = await up({ dir: join(root, 'other') });
    expect(alive(other.dir)).toHaveLength(5);
    await expect(up({ dir: other.dir })).rejects.toThrow(/is in use/);
    const started = readRecord(other.dir).procs;
    expect(await down(other)).toHaveLength(5);
    // A zombie has ended, whenever whoever started it gets round to noticing.
    expect(started.filter(isAlive)).toEqual([]);
    expect(existsSync(other.dir)).toBe(false);
    expect(await down(other)).toEqual([]);
    expect(alive(plane.dir)).toHaveLength(5);
    expect((await admin('GET', '/readyz')).code).toBe(200);
  });

  test('a pid that now belongs to somebody else is left alone', async () => {
    const dir = join(root, 'recycled');
    mkdirSync(dir);
    const bystander = { name: 'etcd', pid: process.pid, start: '1' };
    writeFileSync(join(dir, 'procs.json'), JSON.stringify({ owner: null, procs: [bystander] }));
    expect(await down({ dir })).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });

  test('a directory that is not ours is not touched', async () => {
    const dir = join(root, 'theirs');
    mkdirSync(dir);
    writeFileSync(join(dir, 'thesis.txt'), 'years of work');
    await expect(up({ dir })).rejects.toThrow(/is not empty/);
    expect(await down({ dir })).toEqual([]);
    expect(existsSync(join(dir, 'thesis.txt'))).toBe(true);
  });

  test('when up fails half way nothing stays running, and the logs stay', async () => {
    const dir = join(root, 'half');
    const everything = [{ apiGroup: '*', resources: ['*'], verbs: ['*'] }];
    await expect(up({ dir, grants: { ...usedGrants, reader: everything } })).rejects.toThrow(
      /must name what it grants/,
    );
    expect(readRecord(dir).procs.map((proc) => proc.name)).toContain('kube-apiserver');
    expect(alive(dir)).toEqual([]);
    expect(existsSync(join(dir, 'kube-apiserver.log'))).toBe(true);
  });

  test('a test run that forgets down takes its processes along', async () => {
    const dir = join(root, 'forgotten');
    const run = inAnother(dir, 'await up({ dir }); process.exit(7);');
    expect(run.status, String(run.stderr)).toBe(7);
    expect(readRecord(dir).procs).toHaveLength(5);
    await until('processes ended', async () => alive(dir).length === 0, soon);
  });

  test('a killed test run leaves its processes behind, and endStale finds them', async () => {
    const dir = join(root, 'mendgate-k8s-killed');
    const run = inAnother(dir, "await up({ dir }); process.kill(process.pid, 'SIGKILL');");
    expect(run.signal, String(run.stderr)).toBe('SIGKILL');
    expect(alive(dir)).toHaveLength(5);
    // Those of a living owner are not stale.
    mkdirSync(join(root, 'mendgate-k8s-busy'));
    cpSync(join(plane.dir, 'procs.json'), join(root, 'mendgate-k8s-busy', 'procs.json'));
    const { procs } = readRecord(dir);
    expect(await endStale(root)).toEqual([dir]);
    expect(procs.filter(isAlive)).toEqual([]);
    expect(alive(plane.dir)).toHaveLength(5);
  });
});
