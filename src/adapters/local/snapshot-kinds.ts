import { type Kind, kinds } from '../../contracts/kube.ts';

const all = Object.keys(kinds) as Kind[];
const versionOf = (kind: Kind): string =>
  kinds[kind].group === '' ? kinds[kind].version : `${kinds[kind].group}/${kinds[kind].version}`;

/** The kind, when it is one we know in the version we know: a Knative `Service` is none of ours. */
export function kindOf(apiVersion: unknown, kind: unknown): Kind | undefined {
  return all.find((one) => one === kind && versionOf(one) === apiVersion);
}
export const apiVersionOf = versionOf;

const stems = new Map<string, Kind>(
  all.flatMap((kind) => {
    // PodMetrics are served as `pods` too: under a plural of their own they get out of the way.
    const plural = kind === 'PodMetrics' ? 'podmetrics' : kinds[kind].plural;
    return [[plural, kind] as const, [kind.toLowerCase(), kind] as const];
  }),
);
for (const [short, kind] of [
  ['po', 'Pod'],
  ['svc', 'Service'],
  ['ev', 'Event'],
  ['no', 'Node'],
  ['deploy', 'Deployment'],
  ['rs', 'ReplicaSet'],
  ['sts', 'StatefulSet'],
  ['ds', 'DaemonSet'],
  ['hpa', 'HorizontalPodAutoscaler'],
] as const)
  stems.set(short, kind);

/** The kind a file or folder is named after: `pods`, `pod`, `po`, `pod-metrics`. An empty List has no other name. */
export const kindNamed = (stem: string): Kind | undefined => stems.get(stem.toLowerCase().replaceAll('-', ''));

/** The file a kind's List is written to. */
export const fileOf = (kind: Kind): string => `${kind === 'PodMetrics' ? 'podmetrics' : kinds[kind].plural}.json`;
