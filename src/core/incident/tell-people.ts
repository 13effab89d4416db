import { asFault, type Fault } from '../../contracts/fault.ts';
import { plusSeconds } from '../../contracts/instant.ts';
import type { Json } from '../../contracts/json.ts';
import type { EventName, LogDraft } from '../../contracts/log.ts';
import type { Notice, Outbox } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, remove, type Stored, shapes } from '../ledger/shapes.ts';
import { type LettersDue, lettersDue } from './letters-due.ts';
import { type PostUse, postLetter } from './post-letter.ts';

type Row = Extract<Outbox, { kind: 'ask' }>;
export type Told = 'told' | 'nobody' | 'later';

/** Seconds until an ask that was begun is begun again: a minute, twice as long each time, at most a quarter of an hour. */
const distance = (tries: number): number => Math.min(60 * 2 ** (tries - 1), 900);
/** That something has ended is worth so many tries; a question is put as long as it waits. */
const endingTriesAtMost = 6;
/** Two in a row are no matter of one address: the server is gone, or wants a pause. */
const failuresAtMost = 2;

/**
 * Carries out an `ask`: everybody who may decide gets one letter about a hold that waits, everybody who got one and did not
 * decide gets another when it has ended. The row is put off before anything is sent, so that whatever fails in between,
 * letters are repeated at growing distances and by one caller at a time. What failed and may pass is thrown when all had
 * their turn.
 */
export async function tellPeople(ports: PostUse, row: Stored<Row>): Promise<Told> {
  const { records } = ports;
  const now = ports.clock.now();
  const { tenant, incident, hold: id, notBefore } = row.value;
  if (notBefore !== undefined && notBefore > now) return 'later';
  const hold = (await load(records, shapes.hold, keys.hold(tenant, incident, id)))?.value;
  const due = hold && (await lettersDue(records, hold, now));
  const tries = (row.value.tries ?? 0) + 1;
  if (due === undefined || due.people.length === 0)
    return finish(ports, row, row.rev, due === undefined ? [] : nothingDue(due, tries));

  const begun: Row = { ...row.value, tries, notBefore: plusSeconds(now, distance(tries)) };
  // Somebody else is at it, or what it is about has just ended: then there is a new row.
  if (!(await records.write([change(shapes.outbox, row, begun)])).ok) return 'later';
  const posted = await postAll(ports, due);
  if (posted === 'overtaken') return 'later';
  const rev = row.rev + 1;
  if (posted === 'off') return finish(ports, row, rev, [nobody(due, 'this home sends no mail')]);
  if (posted === undefined) {
    const known = (await lettersDue(records, due.hold, now))?.known ?? due.known;
    return finish(ports, row, rev, due.as.kind === 'ask' ? peopleAsked(due, known) : []);
  }
  if (due.as.kind === 'ended' && tries >= endingTriesAtMost) await finish(ports, row, rev, []);
  // Once, and in our words: a mail server's may name people and places, so they are for whoever runs this.
  if (due.as.kind === 'ask' && tries === 1)
    await commit(records, { tenant, incident }, async () => ({
      output: null,
      log: [said(due, 'notice_delayed', { why: posted.word })],
    }));
  throw posted;
}

/** Everybody in turn; the first failure that may pass, when there was one. */
async function postAll(ports: PostUse, due: LettersDue): Promise<'overtaken' | 'off' | Fault | undefined> {
  let failure: Fault | undefined;
  let inARow = 0;
  for (const person of due.people) {
    try {
      const answer = await postLetter(ports, due, person);
      if (answer === 'overtaken' || answer === 'off') return answer;
      inARow = 0;
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.word !== 'Unavailable' && fault.word !== 'Exhausted') throw thrown;
      failure ??= fault;
      inARow += 1;
      if (inARow === failuresAtMost) break;
    }
  }
  return failure;
}

/** The row has done its work, unless it was written anew meanwhile; what is logged with it is logged once. */
async function finish({ records }: PostUse, row: Stored<Row>, rev: number, log: LogDraft[]): Promise<Told> {
  const { tenant, incident } = row.value;
  return commit<Told>(records, { tenant, incident }, async () => {
    const stands = await load(records, shapes.outbox, row.key);
    if (stands?.rev !== rev) return { output: 'later' };
    const output = log.some(({ event }) => event === 'nobody_asked') ? 'nobody' : 'told';
    return { output, writes: [remove(stands)], log };
  });
}

function nothingDue(due: LettersDue, tries: number): LogDraft[] {
  if (due.as.kind === 'ended') return [];
  if (due.known.length === 0) return [nobody(due, 'nobody who may decide has a mail address')];
  // All were asked before, and that was said; unless we went down between the last letter and saying so.
  return tries === 1 ? [] : peopleAsked(due, due.known);
}

function peopleAsked(due: LettersDue, known: readonly Notice[]): LogDraft[] {
  const users = known.filter(({ refusedAt }) => refusedAt === undefined).map(({ user }) => user);
  return users.length > 0 ? [said(due, 'people_asked', { users })] : [];
}

const nobody = (due: LettersDue, why: string): LogDraft => said(due, 'nobody_asked', { why });
const said = ({ now, hold }: LettersDue, event: EventName, detail: Record<string, Json>): LogDraft =>
  entry('deliver-outbox', now, event, hold.id, detail);
