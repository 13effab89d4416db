/** An Alertmanager delivery: one alert per set of labels. */
export const alertmanager = (...labels: Record<string, string>[]): unknown => ({
  version: '4',
  status: 'firing',
  alerts: labels.map((each) => ({
    status: 'firing',
    labels: { alertname: 'KubePodCrashLooping', severity: 'critical', ...each },
    annotations: { summary: 'Pod is crash looping.' },
    startsAt: '2026-03-01T07:59:00Z',
  })),
});
