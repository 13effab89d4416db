import type { PortName } from '../../contracts/wiring.ts';
import { auditGrants } from './audit.grants.ts';
import type { Grant } from './grant.grants.ts';
import { liveGrants } from './live.grants.ts';
import { mailGrants } from './mail.grants.ts';
import { objectsGrants } from './objects.grants.ts';
import { queueGrants } from './queue.grants.ts';
import { recordsGrants } from './records.grants.ts';
import { sealerGrants } from './sealer.grants.ts';
import { secretsGrants } from './secrets.grants.ts';
import { vaultGrants } from './vault.grants.ts';
import { workflowsGrants } from './workflows.grants.ts';

/**
 * What a function may do in AWS, by the ports of its wiring row. Clusters are granted inside of Kubernetes, by the roles and
 * grants of `adapters/kubernetes`; settings are records, beside files that come with the function.
 */
export const portGrants: Readonly<Record<PortName, readonly Grant[]>> = {
  clock: [],
  ids: [],
  records: [recordsGrants],
  objects: objectsGrants,
  alerts: queueGrants,
  workflows: workflowsGrants,
  clusters: [],
  settings: [recordsGrants],
  secrets: secretsGrants,
  sealer: sealerGrants,
  site: [],
  vault: vaultGrants,
  live: liveGrants,
  audit: auditGrants,
  mail: mailGrants,
  // Over the network, as anybody may: no right of the account is needed.
  topics: [],
};
