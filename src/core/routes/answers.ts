import { type Answered, AnswerRequest } from '../../contracts/api/answers.ts';
import { answer } from '../approvals/answer.ts';
import { decider } from '../incident/approvers.ts';
import { holdName, holdOf } from '../incident/find-hold.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId, digestOf } from '../ledger/digest.ts';
import { change, shapes, unchanged } from '../ledger/shapes.ts';
import { bodyOf, handlers, ok, paramOf, personOf } from './route.ts';

/** Where a question is answered: the plan waits for its yes or no again, and both words stand in the log. */
export const answers = handlers('answers', {
  'answer-question': async ({ records, clock }, request) => {
    const person = personOf(request);
    const { tenant } = person;
    const { says } = bodyOf(request, AnswerRequest);
    const name = paramOf(request, 'hold');
    const { incident } = (await holdOf(records, tenant, name)).value;
    const key = request.headers['idempotency-key'];
    const receipt = key === undefined ? {} : { receipt: derivedId('answer', person.id, name, key, digestOf({ says })) };
    const answered = await commit<Answered>(records, { tenant, incident, ...receipt }, async () => {
      const now = clock.now();
      const standing = await decider(records, person);
      const hold = await holdOf(records, tenant, name);
      const next = answer({ hold: hold.value, says, by: person.id, now });
      return {
        output: { hold: holdName(next), status: next.status, question: next.question, by: person.id },
        writes: [unchanged(standing), change(shapes.hold, hold, next)],
        log: [
          {
            at: now,
            actor: { kind: 'person', id: person.id },
            event: 'question_answered',
            about: next.id,
            detail: { proposal: next.proposal, question: next.question, says },
          },
        ],
      };
    });
    return ok(answered);
  },
});
