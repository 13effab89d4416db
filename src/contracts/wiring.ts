/**
 * Which step and route uses which ports. Deploy-time code grants rights from this table, the runtimes hand out no more
 * than it names, and the compiler checks each step against its row.
 */
export const portNames = [
  'clock',
  'ids',
  'records',
  'objects',
  'alerts',
  'workflows',
  'clusters',
  'settings',
  'secrets',
  'sealer',
  'site',
  'vault',
  'live',
  'audit',
] as const;
export type PortName = (typeof portNames)[number];

export const stepWiring = {
  'open-incident': ['records', 'objects', 'settings'],
  'triage-incident': ['records', 'settings'],
  'collect-evidence': ['records', 'objects', 'clusters', 'settings'],
  'diagnose-incident': ['records', 'objects', 'settings'],
  'plan-remediation': ['records', 'clusters', 'settings'],
  'start-remediations': ['records'],
  'close-incident': ['records'],
  'escalate-incident': ['records'],
  'rehearse-plan': ['records', 'clusters'],
  'decide-policy': ['records', 'settings'],
  'hold-for-approval': ['records', 'sealer'],
  'settle-hold': ['records', 'settings'],
  're-prove-claims': ['records', 'objects', 'clusters', 'settings'],
  'run-plan': ['records', 'objects', 'clusters'],
  'watch-recovery': ['records', 'clusters', 'settings'],
  'roll-back': ['records', 'clusters'],
  'plan-again': ['records', 'clusters', 'settings'],
  'close-remediation': ['records'],
  'deliver-outbox': ['records', 'workflows', 'sealer', 'audit'],
  'announce-entry': ['clock', 'records', 'live', 'audit'],
  'live-connect': ['clock', 'records'],
  'live-disconnect': ['records'],
  'live-default': ['live'],
  'take-failed-execution': ['records', 'workflows'],
  sweep: ['clock', 'records', 'workflows', 'sealer', 'audit'],
} as const satisfies Record<string, readonly PortName[]>;
export type StepId = keyof typeof stepWiring;

export const routeWiring = {
  'receive-webhook': ['clock', 'ids', 'records', 'alerts', 'secrets'],
  incidents: ['records', 'objects'],
  holds: ['records', 'clock'],
  decisions: ['clock', 'records'],
  proposals: ['records'],
  settings: ['clock', 'records', 'settings'],
  stop: ['clock', 'records'],
  'dead-letters': ['clock', 'ids', 'records', 'objects', 'alerts'],
  health: ['records'],
  config: ['site'],
  me: ['records'],
  'live-tickets': ['clock', 'ids', 'records'],
} as const satisfies Record<string, readonly PortName[]>;
export type RouteGroup = keyof typeof routeWiring;

/** Steps that have no function of their own in AWS: they run in that of another, which then holds their ports as well. */
export const guests = { 'announce-entry': 'deliver-outbox' } as const satisfies Partial<Record<StepId, StepId>>;
export type FunctionId = Exclude<StepId, keyof typeof guests> | RouteGroup;

/** Which function holds which ports. */
export const functionWiring: Readonly<Record<FunctionId, readonly PortName[]>> = functionsOf();

function functionsOf(): Record<FunctionId, readonly PortName[]> {
  const rows: Record<string, readonly PortName[]> = { ...stepWiring, ...routeWiring };
  for (const [guest, host] of Object.entries(guests)) {
    rows[host] = [...new Set([...(rows[host] ?? []), ...(rows[guest] ?? [])])];
    delete rows[guest];
  }
  // Every id of either table is there, less the guests.
  return rows as Record<FunctionId, readonly PortName[]>;
}
