import type { Container, PodTemplate } from '../../contracts/kube.ts';
import type { Needs } from './behaviour.ts';

/** One workload of a scenario with its Service. `ago` are seconds before the seeding. */
export interface WorkloadSeed {
  name: string;
  replicas: number;
  /** Oldest first. The first one made the Deployment. */
  revisions: { ago: number; template: PodTemplate }[];
  /** What its container `app` really needs, and since when. */
  needs: Needs & { sinceAgo?: number };
  /** More of the Deployment's spec. */
  spec?: object;
}
export interface Scenario {
  namespace: string;
  workloads: WorkloadSeed[];
  /** What the monitoring would say of it; absent when all is well. */
  alarm?: { workload: string; alertname: string; summary: string; description: string; ago: number };
}

const DAY = 86_400;

/** The template of one of the shop's programs: a container `app` that serves http on 8080. */
export function appTemplate(
  name: string,
  over: Partial<Container> = {},
  env: Record<string, string> = {},
): PodTemplate {
  return {
    metadata: { labels: { app: name } },
    spec: {
      containers: [
        {
          name: 'app',
          image: `registry.example/shop/${name}:1.4.2`,
          ports: [{ name: 'http', containerPort: 8080 }],
          env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
          resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '64Mi' } },
          readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
          ...over,
        },
      ],
    },
  };
}

const well = (name: string, replicas: number, env: Record<string, string> = {}): WorkloadSeed => ({
  name,
  replicas,
  revisions: [{ ago: 9 * DAY, template: appTemplate(name, {}, env) }],
  needs: { listensOn: 8080, goodImages: [`registry.example/shop/${name}:1.4.2`] },
});
const memory = (limit: string): Partial<Container> => ({
  resources: { limits: { cpu: '500m', memory: limit }, requests: { cpu: '100m', memory: '32Mi' } },
});

const cart = well('cart', 2);
const web = well('web', 2, { CART_URL: 'http://cart', CHECKOUT_URL: 'http://checkout' });
const checkout = well('checkout', 2, { DATABASE_URL: 'postgres://orders-db:5432/orders' });
const search = well('search', 2);
/** The shop with one workload that is not well. */
const shop = (sick: WorkloadSeed, alarm: NonNullable<Scenario['alarm']>): Scenario => ({
  namespace: 'shop',
  workloads: [cart, web, checkout, search].map((each) => (each.name === sick.name ? sick : each)),
  alarm,
});
/** A second revision that came a quarter of an hour ago. */
const changed = (from: WorkloadSeed, template: PodTemplate, needs: Needs): WorkloadSeed => ({
  ...from,
  revisions: [...from.revisions, { ago: 900, template }],
  needs: { ...from.needs, ...needs },
});
const crashLooping = (workload: string) => ({
  workload,
  alertname: 'KubePodCrashLooping',
  summary: 'Pod is crash looping.',
  description: 'is in waiting state (reason: "CrashLoopBackOff").',
  ago: 120,
});
const stuckRollout = (workload: string) => ({
  workload,
  alertname: 'KubeDeploymentRolloutStuck',
  summary: 'Deployment rollout is not progressing.',
  description: 'is not progressing for longer than 10 minutes.',
  ago: 120,
});

export const scenarios = {
  /** All is well. */
  'practice-healthy': { namespace: 'shop', workloads: [cart, web, checkout, search] },
  /** cart's catalogue has outgrown the 64Mi it may have: it needs 100Mi, so that twice the limit cures it. */
  'practice-memory': shop(
    {
      ...cart,
      revisions: [{ ago: 9 * DAY, template: appTemplate('cart', memory('64Mi')) }],
      needs: { ...cart.needs, memory: '100Mi', sinceAgo: 240 },
    },
    crashLooping('cart'),
  ),
  /** search never gives memory back: more of it is more of the same, and has to be taken back. */
  'practice-leak': shop(
    {
      ...search,
      revisions: [{ ago: 9 * DAY, template: appTemplate('search', memory('128Mi')) }],
      needs: { ...search.needs, leaks: true, sinceAgo: 300 },
    },
    crashLooping('search'),
  ),
  'practice-image': shop(
    changed(
      checkout,
      appTemplate(
        'checkout',
        { image: 'registry.example/shop/checkout:1.5.0-rc' },
        { DATABASE_URL: 'postgres://orders-db:5432/orders' },
      ),
      {},
    ),
    stuckRollout('checkout'),
  ),
  'practice-variable': shop(
    changed(checkout, appTemplate('checkout'), { env: ['DATABASE_URL'] }),
    crashLooping('checkout'),
  ),
  'practice-probe': shop(
    changed(
      web,
      appTemplate(
        'web',
        { readinessProbe: { httpGet: { path: '/healthz', port: 9090 }, periodSeconds: 5 } },
        { CART_URL: 'http://cart', CHECKOUT_URL: 'http://checkout' },
      ),
      {},
    ),
    stuckRollout('web'),
  ),
  'practice-revision': shop(
    changed(cart, appTemplate('cart', { image: 'registry.example/shop/cart:1.5.0' }), {
      crashingImages: ['registry.example/shop/cart:1.5.0'],
    }),
    crashLooping('cart'),
  ),
} as const satisfies Record<string, Scenario>;
export type ScenarioName = keyof typeof scenarios;

export const scenarioOf = (scenario: ScenarioName | Scenario): Scenario =>
  typeof scenario === 'string' ? scenarios[scenario] : scenario;
