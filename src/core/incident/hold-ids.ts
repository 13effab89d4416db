import { derivedId } from '../ledger/digest.ts';

/** One proposal has one hold: its id is found from the proposal's, without an index. */
export const holdIdOf = (proposal: string): string => derivedId(proposal, 'hold');
/** The outbox row that has people told how a hold stands: one per hold as well. */
export const askIdOf = (hold: string): string => derivedId(hold, 'ask');
/** The outbox row that wakes a hold's machine: one per hold, written again when it has to be delivered again. */
export const callbackIdOf = (hold: string): string => derivedId(hold, 'callback');
