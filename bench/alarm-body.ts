/**
 * One alarm as Alertmanager posts it, alone in its delivery. Another `number` is another workload, so another fingerprint
 * and another incident: the dearest kind. The same number again is a duplicate of a standing alarm.
 */
export function alarmBody(number: number, startsAt: string): string {
  const workload = `app-${number}`;
  const labels = {
    alertname: 'KubePodCrashLooping',
    container: 'app',
    deployment: workload,
    namespace: `team-${number % 10}`,
    pod: `${workload}-7d9c5b6f48-x2x8k`,
    severity: 'critical',
  };
  return JSON.stringify({
    version: '4',
    groupKey: `{}:{alertname="KubePodCrashLooping", pod="${labels.pod}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'mendgate',
    groupLabels: { alertname: labels.alertname },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'https://alertmanager.example.com',
    alerts: [
      {
        status: 'firing',
        labels,
        annotations: { description: `Pod ${labels.namespace}/${labels.pod} is restarting.` },
        startsAt,
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'https://prometheus.example.com/graph?g0.expr=kube_pod_container_status_waiting_reason',
        fingerprint: number.toString(16).padStart(16, '0'),
      },
    ],
  });
}
