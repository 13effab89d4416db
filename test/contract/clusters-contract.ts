import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, PatchOp } from '../../src/contracts/json.ts';
import {
  Deployment,
  EndpointSlice,
  type Kind,
  type KubeObject,
  type ObjectRef,
  Pod,
} from '../../src/contracts/kube.ts';
import type { Cluster, Identity } from '../../src/core/ports.ts';

export interface ClustersSetup {
  cluster(identity: Identity): Promise<Cluster>;
  /**
   * Makes a Deployment and a Service of one name in a namespace of its own, and returns when it is healthy: 2 replicas, first
   * container `app` with image, 256Mi memory limit, variable GREETING=hello and readiness probe; labels app=<name>.
   */
  workload(): Promise<{ namespace: string; name: string }>;
  /** A memory limit under which `app` is killed while it starts. */
  tooLittleMemory: string;
  /** An image that does not exist. */
  missingImage: string;
  /** Lets about a second pass. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** What every adapter of `Clusters` owes, on whatever cluster. It asserts only what a real control plane does as well. */
export function clustersContract(name: string, setup: () => Promise<ClustersSetup>): void {
  describe(name, () => {
    let given: ClustersSetup;
    let reader: Cluster;
    let rehearser: Cluster;
    let executor: Cluster;
    let namespace: string;
    let ref: ObjectRef;
    beforeAll(async () => {
      given = await setup();
      [reader, rehearser, executor] = await Promise.all([
        given.cluster('reader'),
        given.cluster('rehearser'),
        given.cluster('executor'),
      ]);
      ref = await fresh();
      namespace = ref.namespace ?? '';
    });
    afterAll(() => given?.close());

    const fresh = async (): Promise<ObjectRef> => ({ kind: 'Deployment', ...(await given.workload()) });
    const really = { dryRun: false, manager: 'mendgate-contract' };
    const rehearse = { dryRun: true, manager: 'mendgate-contract' };
    const deployment = async (of: ObjectRef): Promise<Deployment> => Deployment.parse(await reader.get(of));
    const all = async (kind: Kind, of: ObjectRef): Promise<KubeObject[]> => reader.list(kind, of.namespace);
    const pods = async (of: ObjectRef): Promise<Pod[]> => (await all('Pod', of)).map((each) => Pod.parse(each));
    const served = async (of: ObjectRef): Promise<string[]> =>
      (await all('EndpointSlice', of))
        .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === of.name)
        .flatMap((slice) => EndpointSlice.parse(slice).endpoints ?? [])
        .filter((endpoint) => endpoint.conditions?.ready !== false)
        .map((endpoint) => endpoint.targetRef?.name ?? '')
        .sort();
    const revision = (object: KubeObject): number =>
      Number(object.metadata.annotations?.['deployment.kubernetes.io/revision']);
    const isSettled = async (of: ObjectRef): Promise<boolean> => {
      const { spec, status, metadata } = await deployment(of);
      const counts = [status?.replicas, status?.updatedReplicas, status?.availableReplicas];
      return (
        status?.observedGeneration === metadata.generation &&
        counts.every((count) => count === spec.replicas) &&
        (await pods(of)).length === spec.replicas &&
        (await served(of)).length === spec.replicas
      );
    };
    const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
      for (let tries = 0; tries < 60; tries += 1) {
        if (await isSo()) return;
        await given.settle();
      }
      throw new Error(`waited in vain: ${what}`);
    };
    const app = (field: string): string => `/spec/template/spec/containers/0/${field}`;
    const set = (path: string, value: Json): PatchOp => ({
      op: 'replace',
      path,
      value,
    });
    const memory = (limit: string): PatchOp => set(app('resources/limits/memory'), limit);

    describe('reading', () => {
      test.each(['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice'] as const)(
        'lists %s of a namespace and of all',
        async (kind) => {
          const here = await reader.list(kind, namespace);
          expect(here.length).toBeGreaterThan(0);
          for (const object of here) {
            expect(object).toMatchObject({ kind, metadata: { namespace } });
            for (const field of ['name', 'uid', 'resourceVersion', 'creationTimestamp'] as const)
              expect(object.metadata[field]).toMatch(/./);
          }
          const everywhere = (await reader.list(kind)).map(({ metadata }) => metadata.uid);
          expect(everywhere).toEqual(expect.arrayContaining(here.map(({ metadata }) => metadata.uid)));
        },
      );
      test('a namespace nobody made is empty', async () => {
        expect(await reader.list('Pod', 'nowhere')).toEqual([]);
      });
      test('gets one object as it is listed, and nothing where none is', async () => {
        const [listed] = await reader.list('Deployment', namespace);
        expect(await reader.get(ref)).toEqual(listed);
        for (const kind of ['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice'] as const)
          expect(await reader.get({ kind, namespace, name: 'nobody' })).toBeUndefined();
        expect(await reader.get({ ...ref, namespace: 'nowhere' })).toBeUndefined();
      });
      test('a healthy workload: pods ready and owned, served, complete', async () => {
        const { metadata, spec, status } = await deployment(ref);
        expect(metadata.generation).toBe(status?.observedGeneration);
        expect(status).toMatchObject({ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 });
        expect(status?.conditions).toEqual(
          expect.arrayContaining([
            expect.objectContaining({ type: 'Available', status: 'True' }),
            expect.objectContaining({ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }),
          ]),
        );
        expect(spec).toMatchObject({ progressDeadlineSeconds: 600, revisionHistoryLimit: 10 });
        const [replicaSet] = await all('ReplicaSet', ref);
        expect(replicaSet?.metadata.ownerReferences).toMatchObject([
          { kind: 'Deployment', name: ref.name, uid: metadata.uid, controller: true },
        ]);
        for (const pod of await pods(ref)) {
          expect(pod.metadata.ownerReferences).toMatchObject([
            { kind: 'ReplicaSet', name: replicaSet?.metadata.name, uid: replicaSet?.metadata.uid },
          ]);
          expect(pod.metadata.labels).toMatchObject({
            app: ref.name,
            'pod-template-hash': replicaSet?.metadata.labels?.['pod-template-hash'],
          });
          expect(pod.status).toMatchObject({ phase: 'Running', podIP: expect.stringMatching(/^10\./) });
          expect(pod.status?.containerStatuses?.[0]).toMatchObject({ name: 'app', ready: true, restartCount: 0 });
        }
        expect(await served(ref)).toEqual((await pods(ref)).map((pod) => pod.metadata.name).sort());
      });
      test('logs: of this run, of none before, of nobody', async () => {
        const pod = (await pods(ref))[0]?.metadata.name ?? '';
        const ask = { namespace, pod, container: 'app', previous: false, lines: 1 };
        const line = await reader.logs(ask);
        expect(line?.trimEnd().split('\n')).toHaveLength(1);
        expect((await reader.logs({ ...ask, lines: 50 }))?.trimEnd().endsWith(line?.trimEnd() ?? '?')).toBe(true);
        expect(await reader.logs({ ...ask, container: 'nobody' })).toBeUndefined();
        expect(await reader.logs({ ...ask, pod: 'nobody' })).toBeUndefined();
        expect(await reader.logs({ ...ask, namespace: 'nowhere' })).toBeUndefined();
      });
    });

    describe('dry run', () => {
      test('returns what would be and leaves what is', async () => {
        const before = await reader.get(ref);
        const ops: PatchOp[] = [{ op: 'test', path: app('name'), value: 'app' }, memory('512Mi')];
        const { object, warnings } = await rehearser.patch(ref, ops, rehearse);
        expect(warnings).toEqual([]);
        expect(Deployment.parse(object).spec.template.spec.containers[0]?.resources?.limits?.memory).toBe('512Mi');
        expect(object.metadata).toMatchObject({
          uid: before?.metadata.uid,
          generation: (before?.metadata.generation ?? 0) + 1,
          resourceVersion: before?.metadata.resourceVersion,
        });
        await given.settle();
        expect(await reader.get(ref)).toEqual(before);
      });
      test('the executor may rehearse, too', async () => {
        const before = await reader.get(ref);
        const { object } = await executor.patch(ref, [set('/spec/replicas', 3)], rehearse);
        expect(Deployment.parse(object).spec.replicas).toBe(3);
        expect(await reader.get(ref)).toEqual(before);
      });
      test('quantities come back as the server writes them', async () => {
        const { object } = await rehearser.patch(ref, [memory('1024Mi')], rehearse);
        expect(Deployment.parse(object).spec.template.spec.containers[0]?.resources?.limits?.memory).toBe('1Gi');
      });
      test('what is not said is filled in', async () => {
        const { object } = await rehearser.patch(ref, [{ op: 'remove', path: '/spec/strategy' }], rehearse);
        expect(Deployment.parse(object).spec.strategy).toEqual({
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
        });
      });
      test('a test with null holds where nothing is', async () => {
        const ops: PatchOp[] = [{ op: 'test', path: '/spec/paused', value: null }, set('/spec/replicas', 3)];
        expect((await rehearser.patch(ref, ops, rehearse)).object.kind).toBe('Deployment');
      });
      test('status has a path of its own: here it is not written', async () => {
        const { object } = await rehearser.patch(ref, [set('/status/replicas', 7)], rehearse);
        expect(Deployment.parse(object).status?.replicas).toBe(2);
      });
      test('a variable given twice is a warning', async () => {
        const twice: PatchOp[] = [{ op: 'add', path: app('env/-'), value: { name: 'GREETING', value: 'again' } }];
        expect((await rehearser.patch(ref, twice, rehearse)).warnings).toEqual([
          expect.stringMatching(/env\[\d+\]: hides previous definition of "GREETING"/),
        ]);
      });
    });

    const refused: [string, PatchOp[], 'Stale' | 'Impossible', RegExp][] = [
      ['a failed test', [{ op: 'test', path: '/spec/replicas', value: 7 }], 'Stale', /\/spec\/replicas/],
      ['another uid', [{ op: 'test', path: '/metadata/uid', value: 'another' }], 'Stale', /\/metadata\/uid/],
      ['another version', [{ op: 'test', path: '/metadata/resourceVersion', value: '1' }], 'Stale', /resourceVersion/],
      ['a test of a missing field', [{ op: 'test', path: '/spec/nope', value: 1 }], 'Stale', /\/spec\/nope/],
      ['a missing path', [{ op: 'remove', path: '/spec/nope' }], 'Impossible', /\/spec\/nope/],
      ['a missing parent', [{ op: 'add', path: '/spec/nope/more', value: 1 }], 'Impossible', /\/spec\/nope\/more/],
      [
        'an element that is not there',
        [set('/spec/template/spec/containers/7/image', 'x')],
        'Impossible',
        /containers\/7/,
      ],
      ['an unknown field', [{ op: 'add', path: '/spec/nope', value: 1 }], 'Impossible', /unknown field "spec\.nope"/],
      [
        'an unknown field of a container',
        [{ op: 'add', path: '/spec/template/spec/containers/0/imagePolicy', value: 'x' }],
        'Impossible',
        /unknown field "spec\.template\.spec\.containers\[0\]\.imagePolicy"/,
      ],
      ['negative replicas', [set('/spec/replicas', -1)], 'Impossible', /spec\.replicas.*greater than or equal to 0/],
      ['replicas that are no number', [set('/spec/replicas', 'two')], 'Impossible', /replicas/],
      [
        'no image',
        [set('/spec/template/spec/containers/0/image', '')],
        'Impossible',
        /containers\[0\]\.image.*Required/,
      ],
      [
        'no containers',
        [{ op: 'replace', path: '/spec/template/spec/containers', value: [] }],
        'Impossible',
        /Required/,
      ],
      ['a bad quantity', [memoryOf('lots')], 'Impossible', /quantit/],
      ['a negative quantity', [memoryOf('-64Mi')], 'Impossible', /greater than or equal to 0/],
      ['another selector', [set('/spec/selector/matchLabels/app', 'other')], 'Impossible', /immutable/],
      ['labels off the selector', [set('/spec/template/metadata/labels/app', 'other')], 'Impossible', /selector/],
      ['another name', [set('/metadata/name', 'other')], 'Impossible', /name/],
      [
        'a probe port beyond all',
        [set('/spec/template/spec/containers/0/readinessProbe/httpGet/port', 70000)],
        'Impossible',
        /65535/,
      ],
      [
        'two handlers in a probe',
        [{ op: 'add', path: '/spec/template/spec/containers/0/readinessProbe/tcpSocket', value: { port: 80 } }],
        'Impossible',
        /handler/,
      ],
      [
        'a container twice',
        [{ op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'app', image: 'x:1' } }],
        'Impossible',
        /Duplicate/,
      ],
      [
        'more requested than allowed',
        [{ op: 'add', path: '/spec/template/spec/containers/0/resources/requests', value: { memory: '8Gi' } }],
        'Impossible',
        /less than or equal to memory limit/,
      ],
    ];
    test.each(refused)('refuses %s, dry and real, and changes nothing', async (_case, ops, word, says) => {
      const before = await reader.get(ref);
      for (const [cluster, how] of [
        [rehearser, rehearse],
        [executor, really],
      ] as const)
        await expect(cluster.patch(ref, ops, how)).rejects.toMatchObject({
          word,
          message: expect.stringMatching(says),
        });
      expect(await reader.get(ref)).toEqual(before);
    });

    test('what is not there cannot be patched', async () => {
      for (const kind of ['Deployment', 'Service'] as const)
        await expect(
          executor.patch({ kind, namespace, name: 'nobody' }, [set('/spec/replicas', 1)], really),
        ).rejects.toMatchObject({ word: 'NotFound' });
    });

    test('who may write what', async () => {
      const before = await reader.get(ref);
      const ops = [set('/spec/replicas', 3)];
      const pod = (await pods(ref))[0]?.metadata.name ?? '';
      const label: PatchOp[] = [{ op: 'add', path: '/metadata/labels/x', value: 'y' }];
      const forbidden = { word: 'Forbidden' };
      await expect(reader.patch(ref, ops, really)).rejects.toMatchObject(forbidden);
      await expect(reader.patch(ref, ops, rehearse)).rejects.toMatchObject(forbidden);
      await expect(reader.tryCreate(tryPod(), rehearse)).rejects.toMatchObject(forbidden);
      await expect(rehearser.patch(ref, ops, really)).rejects.toMatchObject(forbidden);
      await expect(executor.patch({ kind: 'Pod', namespace, name: pod }, label, really)).rejects.toMatchObject(
        forbidden,
      );
      await expect(executor.tryCreate(tryPod(), rehearse)).rejects.toMatchObject(forbidden);
      expect(await reader.get(ref)).toEqual(before);
    });

    function tryPod(over: object = {}, name = 'contract-try'): KubeObject {
      const spec = { containers: [{ name: 'app', image: 'registry.example/app:1', ...over }] };
      return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec };
    }
    test('a Pod is tried and never made', async () => {
      expect(await rehearser.tryCreate(tryPod(), rehearse)).toEqual({ warnings: [] });
      const env = ['1', '2'].map((value) => ({ name: 'A', value }));
      expect((await rehearser.tryCreate(tryPod({ env }), rehearse)).warnings).toEqual([
        expect.stringContaining('hides previous definition of "A"'),
      ]);
      expect(await reader.get({ kind: 'Pod', namespace, name: 'contract-try' })).toBeUndefined();
    });
    test.each([
      ['an unknown field', { nope: 1 }, /unknown field "spec\.containers\[0\]\.nope"/],
      ['no image', { image: '' }, /Required value/],
      ['a bad name', { name: 'Not A Name' }, /Invalid value/],
      ['a bad quantity', { resources: { limits: { memory: 'much' } } }, /quantit/],
    ])('a Pod with %s is refused', async (_case, over, says) => {
      await expect(rehearser.tryCreate(tryPod(over), rehearse)).rejects.toMatchObject({
        word: 'Impossible',
        message: expect.stringMatching(says),
      });
    });

    describe('writing', () => {
      test('a patch with tests is applied once, and says who wrote', async () => {
        const of = await fresh();
        const before = await deployment(of);
        const ops: PatchOp[] = [
          { op: 'test', path: '/metadata/uid', value: before.metadata.uid ?? '' },
          { op: 'test', path: '/spec/replicas', value: 2 },
          set('/spec/replicas', 3),
        ];
        const { object } = await executor.patch(of, ops, really);
        expect(Deployment.parse(object).spec.replicas).toBe(3);
        expect(JSON.stringify(object.metadata.managedFields)).toContain(really.manager);
        await expect(executor.patch(of, ops, really)).rejects.toMatchObject({ word: 'Stale' });
        await until('three pods', () => isSettled(of));
        const after = await deployment(of);
        expect(after.metadata.generation).toBe((before.metadata.generation ?? 0) + 1);
        expect(after.metadata.resourceVersion).not.toBe(before.metadata.resourceVersion);
        expect(revision(after)).toBe(1);
        expect(await served(of)).toHaveLength(3);
      });

      test('what changes nothing moves no version', async () => {
        const before = await reader.get(ref);
        await executor.patch(ref, [set('/spec/replicas', 2)], really);
        expect((await reader.get(ref))?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
      });

      test('a rollout replaces the pods; going back uses the old ReplicaSet under a new number', async () => {
        const of = await fresh();
        const first = await pods(of);
        const [firstSet] = await all('ReplicaSet', of);
        await executor.patch(of, [memory('512Mi')], really);
        await until('the rollout', () => isSettled(of));
        const names = (await pods(of)).map((pod) => pod.metadata.name);
        expect(names.filter((each) => first.some((pod) => pod.metadata.name === each))).toEqual([]);
        expect(revision(await deployment(of))).toBe(2);
        const sets = await all('ReplicaSet', of);
        expect(sets).toHaveLength(2);
        expect(sets.find(({ metadata }) => metadata.uid === firstSet?.metadata.uid)).toMatchObject({
          spec: { replicas: 0 },
        });
        await executor.patch(of, [memory('256Mi')], really);
        await until('the way back', () => isSettled(of));
        expect(revision(await deployment(of))).toBe(3);
        const again = (await all('ReplicaSet', of)).find(({ metadata }) => metadata.uid === firstSet?.metadata.uid);
        expect(again).toMatchObject({ spec: { replicas: 2 } });
        expect(again === undefined ? 0 : revision(again)).toBe(3);
        expect(await all('ReplicaSet', of)).toHaveLength(2);
      });

      test('a rollout that crashes keeps the old pods, says why, and is over once taken back', async () => {
        const of = await fresh();
        const old = (await pods(of)).map((pod) => pod.metadata.name).sort();
        await executor.patch(of, [memory(given.tooLittleMemory)], really);
        const crashing = async (): Promise<Pod | undefined> =>
          (await pods(of)).find((pod) => (pod.status?.containerStatuses?.[0]?.restartCount ?? 0) >= 1);
        const waits = (pod: Pod | undefined): boolean =>
          pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff';
        await until('a crash loop', async () => waits(await crashing()));
        const pod = await crashing();
        expect(pod?.status?.phase).toBe('Running');
        expect(pod?.status?.containerStatuses?.[0]).toMatchObject({
          ready: false,
          lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
        });
        expect(await served(of)).toEqual(old);
        const { status } = await deployment(of);
        expect(status).toMatchObject({ replicas: 3, updatedReplicas: 1, availableReplicas: 2, unavailableReplicas: 1 });
        const ask = { namespace: of.namespace ?? '', pod: pod?.metadata.name ?? '', container: 'app', lines: 20 };
        expect(await reader.logs({ ...ask, previous: true })).toMatch(/./);
        expect(await reader.logs({ ...ask, previous: false })).toMatch(/./);
        const backOff = async () =>
          (await all('Event', of)).find(
            (event) =>
              event.reason === 'BackOff' &&
              (event.involvedObject as { name?: string } | undefined)?.name === pod?.metadata.name,
          );
        await until('a BackOff event', async () => (await backOff()) !== undefined);
        expect(await backOff()).toMatchObject({
          type: 'Warning',
          message: expect.stringContaining('Back-off restarting failed container app in pod'),
          involvedObject: { kind: 'Pod', uid: pod?.metadata.uid, fieldPath: 'spec.containers{app}' },
        });
        await executor.patch(of, [memory('256Mi')], really);
        await until('the old pods alone', () => isSettled(of));
        expect((await pods(of)).map((each) => each.metadata.name).sort()).toEqual(old);
      });

      test('a rollout whose image is not there keeps the old pods and says which', async () => {
        const of = await fresh();
        const old = await served(of);
        await executor.patch(of, [set(app('image'), given.missingImage)], really);
        const waiting = async () =>
          (await pods(of))
            .map((pod) => ({ pod, waiting: pod.status?.containerStatuses?.[0]?.state?.waiting }))
            .find((each) => each.waiting?.reason === 'ImagePullBackOff');
        await until('a pull that backs off', async () => (await waiting()) !== undefined);
        const found = await waiting();
        expect(found?.pod.status?.phase).toBe('Pending');
        expect(found?.waiting?.message).toContain(given.missingImage);
        expect(await served(of)).toEqual(old);
        const failed = async () =>
          (await all('Event', of)).filter(
            (event) => event.reason === 'Failed' && String(event.message).includes(`"${given.missingImage}"`),
          );
        await until('a Failed event', async () => (await failed()).length > 0);
        expect((await failed())[0]).toMatchObject({ type: 'Warning', message: expect.stringMatching(/not found/) });
      });

      test('a Service that selects nobody serves nobody, until it is put right', async () => {
        const of = await fresh();
        const service: ObjectRef = { ...of, kind: 'Service' };
        await executor.patch(service, [set('/spec/selector/app', 'nobody')], really);
        await until('no endpoints', async () => (await served(of)).length === 0);
        await executor.patch(service, [set('/spec/selector/app', of.name)], really);
        await until('endpoints again', async () => (await served(of)).length === 2);
      });
    });
  });
}

const memoryOf = (value: string): PatchOp => ({
  op: 'replace',
  path: '/spec/template/spec/containers/0/resources/limits/memory',
  value,
});
