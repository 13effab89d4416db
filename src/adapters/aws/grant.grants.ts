/**
 * What an adapter needs of one resource of the stack, as data. `resource` is the resource's name in the stack, no ARN and no
 * wildcard; `indexes` adds indexes of a table; `under` means what lies below this prefix of a bucket or a stage instead of
 * all of it; `executions` means the executions of a machine instead of the machine.
 */
export interface Grant {
  readonly actions: readonly string[];
  readonly resource: ResourceName;
  readonly indexes?: readonly string[];
  readonly under?: string;
  readonly executions?: true;
}

export type ResourceName =
  | 'IncidentsTable'
  | 'ObjectsBucket'
  | 'AlertsQueue'
  | 'InvestigationMachine'
  | 'RemediationMachine'
  | 'Secrets'
  | 'SealKey'
  | 'LiveStage'
  | 'AuditTable'
  | 'MailIdentity'
  | 'MailConfiguration';
