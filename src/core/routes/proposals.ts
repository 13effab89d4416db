import { Fault } from '../../contracts/fault.ts';
import { keys } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import { handlers, paramOf, personOf } from './route.ts';

/**
 * Asking for a run never runs anything: the machine does, once policy and people allow it. What this answers is why it does
 * not run yet, in the words clients of such systems know.
 */
export const proposals = handlers('proposals', {
  'run-proposal': async ({ records }, request) => {
    const { tenant } = personOf(request);
    const name = paramOf(request, 'proposal');
    const [incident = '', id = ''] = name.split('.');
    const { value } = await need(
      records,
      shapes.proposal,
      keys.proposal(tenant, incident, id),
      `proposal ${name} (named INCIDENT.PROPOSAL)`,
    );
    if (value.status === 'drafted' || value.status === 'waiting') {
      const flags = value.policy?.flags ?? { can_auto_apply: false, requires_approval: true };
      throw new Fault(
        'Forbidden',
        'this plan needs an approval before it runs',
        `Approve it: mendgate approve ${incident}`,
        {
          error: 'approval_required',
          message: 'approval required',
          policy_band: value.policy?.band ?? 'undecided',
          can_auto_apply: flags.can_auto_apply,
          requires_approval: flags.requires_approval,
          incident_id: incident,
        },
      );
    }
    throw new Fault(
      'Conflict',
      `this plan is ${value.status}`,
      'An approved plan runs by itself, once; nothing was started here.',
    );
  },
});
