import type { V1Deployment } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Listed, ShownHold, ShownIncident } from '../../src/cli/shown.ts';
import type { Incident } from '../../src/contracts/incident.ts';
import {
  type Api,
  api,
  type ControlPlane,
  down,
  PATCHES,
  readAudit,
  until,
  up,
  workloads,
} from '../../tools/k8s/kube.ts';
import { freshData, type HomeProcess, startHomeProcess } from '../process/home-process.ts';
import { quickRules } from '../process/quick-rules.ts';
import { type ClusterFault, CONTAINER, faults, good, KNOB_PREFIX } from './faults.ts';
import { alarmOf, breakIn, deploymentPath, patchDeployment, realWrites } from './shop.ts';

/** The five causes of this build on a real control plane: which fault plays it, and what must come out. */
const cases: {
  fault: ClusterFault;
  cause: string;
  action: string;
  mended: (deployment: V1Deployment) => unknown;
  expected: unknown;
}[] = [
  {
    fault: faults.oom,
    cause: 'pod.memory-limit-exceeded',
    action: 'workload.set-resources',
    mended: (it) => app(it)?.resources?.limits?.memory,
    expected: '128Mi',
  },
  {
    fault: faults.pull,
    cause: 'pod.image-not-found',
    action: 'workload.set-image',
    mended: (it) => app(it)?.image,
    expected: 'shop/app:1.4.2',
  },
  {
    fault: faults.exit1,
    cause: 'pod.variable-missing',
    action: 'workload.roll-back',
    mended: (it) => app(it)?.env,
    expected: [{ name: 'DATABASE_URL', value: 'postgres://db' }],
  },
  {
    fault: faults.probe,
    cause: 'pod.probe-wrong-port',
    action: 'workload.set-probe',
    mended: (it) => app(it)?.readinessProbe?.httpGet?.port,
    expected: 8080,
  },
  {
    fault: faults.config,
    cause: 'workload.bad-revision',
    action: 'workload.roll-back',
    mended: (it) => app(it)?.envFrom?.[0]?.configMapRef?.name,
    expected: 'app-config',
  },
];
const app = (deployment: V1Deployment) =>
  deployment.spec?.template.spec?.containers.find((container) => container.name === CONTAINER);

let plane: ControlPlane;
let admin: Api;
let home: HomeProcess;
beforeAll(async () => {
  plane = await up({ nodes: 3 });
  admin = api(plane.kubeconfigs.admin);
  // The simulator keeps its notes in annotations: whoever diagnoses must not read the answer there.
  const rules = quickRules({ diagnosis: { ignoredAnnotations: [KNOB_PREFIX, 'kwok.x-k8s.io/'] } });
  home = await startHomeProcess(freshData(), [
    '--kubeconfig',
    plane.kubeconfigs.mendgate,
    '--context',
    'reader',
    '--rehearser-context',
    'rehearser',
    '--executor-context',
    'executor',
    '--cluster',
    'prod',
    '--house-rules',
    rules,
  ]);
});
afterAll(async () => {
  await home?.kill('SIGTERM');
  if (plane) await down({ dir: plane.dir });
});

const incidentOf = async (namespace: string): Promise<Incident | undefined> =>
  (await home.get<Listed<Incident>>('/api/v1/incidents?limit=100')).items.find((it) => it.namespace === namespace);
const holdIn = async (namespace: string): Promise<ShownHold> => {
  const found = await until(
    `a hold in ${namespace}`,
    async () =>
      (await home.get<Listed<ShownHold>>('/api/v1/holds')).items.find(
        (hold) => hold.plan.target.namespace === namespace,
      ),
    { within: 60_000 },
  ).catch(async (thrown: unknown) => {
    throw new Error(
      `${thrown instanceof Error ? thrown.message : thrown}: ${JSON.stringify(await incidentOf(namespace))}\n${home.output()}`,
    );
  });
  if (!found) throw new Error('no hold');
  return found;
};
const approve = async (hold: ShownHold) =>
  home.send('POST', `/api/v1/holds/${hold.name}/decision`, { verdict: 'approved', planHash: hold.planHash });
const endOf = async (namespace: string, within = 120_000): Promise<Incident> => {
  const ended = await until(
    `the end of ${namespace}`,
    async () => {
      const incident = await incidentOf(namespace);
      return incident && ['recovered', 'escalated', 'closed'].includes(incident.status) ? incident : undefined;
    },
    { within },
  );
  if (!ended) throw new Error('not ended');
  return ended;
};
describe('an alarm about a real Deployment', () => {
  test.for(cases)(
    '$fault.title: diagnosed, held, approved, healed, verified',
    async ({ fault, cause, action, mended, expected }) => {
      const namespace = `shop-${fault.name}`;
      await breakIn(admin, namespace, fault, 'cart');
      expect(await home.alarm(alarmOf(namespace, 'cart'))).toBe(202);

      const hold = await holdIn(namespace);
      const incident = await incidentOf(namespace);
      expect(incident?.diagnosis?.findings[0]).toMatchObject({
        object: { kind: 'Deployment', namespace, name: 'cart' },
        cause: { id: cause },
      });
      expect(hold.plan.action.id).toBe(action);
      expect(hold.rehearsal).toMatchObject({ ok: true });
      // Before the yes nothing of ours changed anything: the server's own log says so.
      expect(realWrites(readAudit(plane.dir), namespace)).toEqual([]);

      expect(await approve(hold)).toMatchObject({ status: 200, body: { status: 'approved' } });
      const ended = await endOf(namespace);
      expect(ended, home.output()).toMatchObject({ status: 'recovered' });
      const deployment = await workloads(admin, namespace).deployment('cart');
      expect(mended(deployment)).toEqual(expected);
      expect(deployment.spec?.replicas).toBe(2);
      expect(deployment.status).toMatchObject({ availableReplicas: 2, updatedReplicas: 2 });
      const writes = realWrites(readAudit(plane.dir), namespace);
      expect(writes.map(({ user, verb, resource, code }) => ({ user, verb, resource, code }))).toEqual([
        { user: 'mendgate-executor', verb: 'patch', resource: 'deployments', code: 200 },
      ]);
    },
  );

  test("a plan that does not help is undone on what it touched, and another writer's edit stays", async () => {
    const namespace = 'shop-hopeless';
    // It needs far more than the plan may give: doubling the limit does not help.
    await breakIn(admin, namespace, faults.oom, 'search', [
      { op: 'replace', path: '/spec/template/metadata/annotations/fault.sim~1needs-memory', value: '900Mi' },
    ]);
    expect(await home.alarm(alarmOf(namespace, 'search'))).toBe(202);
    expect(await approve(await holdIn(namespace))).toMatchObject({ status: 200 });
    const kube = workloads(admin, namespace);
    await until(
      'the plan has run',
      async () => app(await kube.deployment('search'))?.resources?.limits?.memory === '128Mi',
      { within: 30_000 },
    );
    // Somebody else works on the same object meanwhile, on another field.
    await patchDeployment(admin, namespace, 'search', [
      { op: 'add', path: '/spec/minReadySeconds', value: 1 },
      { op: 'add', path: '/metadata/labels', value: { team: 'search' } },
    ]);
    const ended = await endOf(namespace, 170_000);
    expect(ended, home.output()).toMatchObject({ status: 'escalated' });
    expect(ended.reason).toContain('rolled back');
    const after = await kube.deployment('search');
    expect(app(after)?.resources?.limits?.memory).toBe('64Mi');
    expect(after.spec?.minReadySeconds).toBe(1);
    expect(after.metadata?.labels).toEqual({ team: 'search' });
    const { remediations } = await home.get<ShownIncident>(`/api/v1/incidents/${ended.id}`);
    expect(remediations.map((it) => it.outcome)).toEqual(['rolled_back']);
  });

  test('the server denies what only manners would hold back: a real write of the rehearser', async () => {
    const namespace = 'shop-manners';
    const kube = workloads(admin, namespace);
    await kube.create('/api/v1/namespaces', { metadata: { name: namespace } });
    await until(
      'default service account',
      () => kube.exists(`/api/v1/namespaces/${namespace}/serviceaccounts/default`),
      { within: 30_000 },
    );
    await kube.createHealthy(good('web'));
    const rehearser = api(plane.kubeconfigs.rehearser);
    const before = await kube.deployment('web');
    const { code } = await rehearser(
      'PATCH',
      deploymentPath(namespace, 'web'),
      [{ op: 'replace', path: '/spec/replicas', value: 0 }],
      { type: PATCHES.json },
    );
    expect(code).toBe(403);
    expect((await kube.deployment('web')).metadata?.generation).toBe(before.metadata?.generation);
  });
});
