import { BatchRequest, DecisionRequest } from '../../contracts/api/decisions.ts';
import { decideBatch } from '../incident/decide-batch.ts';
import { decideHold } from '../incident/decide-hold.ts';
import { bodyOf, handlers, ok, paramOf, personOf } from './route.ts';

/** Where a yes or no is given, to one plan or to all that somebody saw of an incident. */
export const decisions = handlers('decisions', {
  'decide-hold': async (ports, request) => {
    const parts = {
      person: personOf(request),
      asked: bodyOf(request, DecisionRequest),
      name: paramOf(request, 'hold'),
    };
    return ok(await decideHold(ports, { ...parts, key: request.headers['idempotency-key'] }));
  },
  'decide-incident': async (ports, request) => {
    const parts = { person: personOf(request), asked: bodyOf(request, BatchRequest) };
    return ok(await decideBatch(ports, { ...parts, incident: paramOf(request, 'incident') }));
  },
});
