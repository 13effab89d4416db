import { Fault } from '../../contracts/fault.ts';
import { awsFault, nameOf } from './aws-fault.ts';

/**
 * What stood between a function and a cluster, in the words of the `Clusters` port: `refused` is the hint when AWS said that
 * this role may not. Being asked too often is worth another try, so it is Unavailable.
 */
export function clusterFault(thrown: unknown, whose: string, refused: string): Fault {
  const fault = awsFault(thrown, whose);
  if (/^AccessDenied(Exception)?$/.test(nameOf(thrown))) return new Fault('Forbidden', fault.message, refused);
  if (fault.word === 'Exhausted') return new Fault('Unavailable', fault.message, fault.hint);
  return fault;
}
