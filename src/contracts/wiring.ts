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
  'mail',
  'topics',
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
  'deliver-outbox': ['clock', 'records', 'workflows', 'sealer', 'settings', 'secrets', 'site', 'mail', 'audit'],
  'announce-entry': ['clock', 'records', 'live', 'audit'],
  'greet-connection': ['clock', 'records', 'live'],
  'live-connect': ['clock', 'records'],
  'live-disconnect': ['records'],
  'live-default': ['live'],
  'take-failed-execution': ['records', 'workflows'],
  sweep: ['clock', 'records', 'workflows', 'sealer', 'settings', 'secrets', 'site', 'mail', 'audit'],
  'add-person': ['clock', 'records', 'site'],
  'add-hook': ['clock', 'ids', 'records', 'vault'],
} as const satisfies Record<string, readonly PortName[]>;
export type StepId = keyof typeof stepWiring;

export const routeWiring = {
  'receive-webhook': ['clock', 'ids', 'records', 'alerts', 'secrets', 'topics'],
  incidents: ['records', 'objects'],
  holds: ['records', 'clock'],
  decisions: ['clock', 'records', 'secrets'],
  links: ['clock', 'records', 'secrets'],
  answers: ['clock', 'records'],
  proposals: ['records'],
  settings: ['clock', 'records', 'settings'],
  stop: ['clock', 'records'],
  'dead-letters': ['clock', 'ids', 'records', 'objects', 'alerts'],
  health: ['records'],
  described: [],
  config: ['site'],
  me: ['records'],
  users: ['clock', 'ids', 'records', 'site'],
  hooks: ['clock', 'ids', 'records', 'vault'],
  session: ['clock', 'ids', 'records', 'site'],
  tokens: ['clock', 'ids', 'records'],
  'live-tickets': ['clock', 'ids', 'records'],
} as const satisfies Record<string, readonly PortName[]>;
export type RouteGroup = keyof typeof routeWiring;

/** Groups whose routes are all of the home on one machine: there is no function for them. */
export const localGroups = ['session', 'tokens'] as const satisfies readonly RouteGroup[];
export type LocalGroup = (typeof localGroups)[number];

/** Steps that have no function of their own in AWS: they run in that of another, which then holds their ports as well. */
export const guests = {
  'announce-entry': 'deliver-outbox',
  'greet-connection': 'deliver-outbox',
} as const satisfies Partial<Record<StepId, StepId>>;
export type FunctionId = Exclude<StepId, keyof typeof guests> | Exclude<RouteGroup, LocalGroup>;

/** Which function holds which ports: one for each step but the guests, and for each group of routes of AWS. */
export const functionWiring: Readonly<Record<FunctionId, readonly PortName[]>> = functionsOf();

function functionsOf(): Record<FunctionId, readonly PortName[]> {
  const rows: Record<string, readonly PortName[]> = { ...stepWiring, ...routeWiring };
  for (const [guest, host] of Object.entries(guests)) {
    rows[host] = [...new Set([...(rows[host] ?? []), ...(rows[guest] ?? [])])];
    delete rows[guest];
  }
  for (const group of localGroups) delete rows[group];
  // What is left of both tables is what the type says.
  return rows as Record<FunctionId, readonly PortName[]>;
}
