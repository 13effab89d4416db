import { type Instant, plusSeconds } from '../../contracts/instant.ts';
import { hashOf } from './names.ts';
import type { Scenario } from './scenarios.ts';

/**
 * The webhook, version 4, with which Alertmanager would tell of such an outage: one alert per pod that is named. Undefined
 * when the scenario has none. Source: Alertmanager's webhook payload; alert names and texts as in the kubernetes-mixin.
 */
export function alarmOf(scenario: Scenario, pods: readonly string[], at: Instant): object | undefined {
  const { namespace, alarm } = scenario;
  if (alarm === undefined) return undefined;
  const { alertname, workload } = alarm;
  const common = { alertname, cluster: 'practice', namespace, severity: 'critical', prometheus: 'monitoring/k8s' };
  const aboutPods = alertname === 'KubePodCrashLooping';
  const places = aboutPods
    ? pods.map((pod) => ({
        labels: { container: 'app', pod, reason: 'CrashLoopBackOff' },
        what: `Pod ${namespace}/${pod} (app)`,
      }))
    : [{ labels: { deployment: workload }, what: `Rollout of deployment ${namespace}/${workload}` }];
  const annotations = {
    runbook_url: `https://runbooks.prometheus-operator.dev/runbooks/kubernetes/${alertname.toLowerCase()}`,
    summary: alarm.summary,
  };
  const startsAt = plusSeconds(at, -alarm.ago);
  const alerts = places.map(({ labels, what }) => ({
    status: 'firing',
    labels: { ...common, ...labels },
    annotations: { ...annotations, description: `${what} ${alarm.description}` },
    startsAt,
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: `http://prometheus.practice.example/graph?g0.expr=${alertname}`,
    fingerprint: hashOf(JSON.stringify({ ...common, ...labels })).slice(0, 16),
  }));
  const [only] = alerts.length === 1 ? alerts : [];
  return {
    version: '4',
    groupKey: `{}:{alertname="${alertname}", namespace="${namespace}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'mendgate',
    groupLabels: { alertname, namespace },
    commonLabels: only?.labels ?? { ...common, ...(aboutPods && { container: 'app', reason: 'CrashLoopBackOff' }) },
    commonAnnotations: only?.annotations ?? annotations,
    externalURL: 'http://alertmanager.practice.example',
    alerts,
  };
}
