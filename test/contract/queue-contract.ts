import { describe, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/local/database.ts';
import { type LocalQueue, sqliteQueue } from '../../src/adapters/local/queue.ts';
import { type Instant, instantOf } from '../../src/contracts/instant.ts';

interface Opened {
  queue: LocalQueue;
  db: Database;
  pass(seconds: number): void;
  now(): Instant;
}

/** The whole of the home's queue. Its sending end is the Queue port; the receiving end is SQS's job in AWS. */
export function queueContract(name: string, open: () => { db: Database; close(): void }): void {
  describe(name, () => {
    const using = async (body: (opened: Opened) => Promise<void>): Promise<void> => {
      const { db, close } = open();
      let millis = Date.UTC(2026, 0, 1);
      const now = () => instantOf(millis);
      const pass = (seconds: number) => {
        millis += seconds * 1000;
      };
      const queue = sqliteQueue(db, { now });
      await body({ queue, db, pass, now }).finally(close);
    };
    const take = (queue: LocalQueue, limit = 10) => queue.receive({ limit, visibleForSeconds: 30 });

    test('a sent message is received once until its time is over, then again', () =>
      using(async ({ queue, pass, now }) => {
        const sentAt = now();
        expect(queue.ready(now())).toBe(false);
        expect(queue.nextVisible()).toBeUndefined();
        await queue.send('hello ☃ \u0000');
        expect(queue.ready(now())).toBe(true);
        const [first, ...more] = take(queue);
        expect(more).toEqual([]);
        expect(first).toEqual({ id: first?.id, body: 'hello ☃ \u0000', receives: 1, sentAt });
        expect(take(queue)).toEqual([]);
        expect(queue.nextVisible()).toBe('2026-01-01T00:00:30.000Z');
        pass(29.999);
        expect(queue.ready(now())).toBe(false);
        expect(take(queue)).toEqual([]);
        pass(0.001);
        expect(queue.ready(now())).toBe(true);
        expect(take(queue)).toEqual([{ ...first, receives: 2 }]);
      }));

    test('what is done does not come back; done twice is no error', () =>
      using(async ({ queue, pass }) => {
        await queue.send('a');
        const id = take(queue)[0]?.id ?? '';
        queue.done(id);
        queue.done(id);
        queue.done('nobody');
        pass(60);
        expect(take(queue)).toEqual([]);
        expect(queue.nextVisible()).toBeUndefined();
      }));

    test('oldest first, no more than the limit', () =>
      using(async ({ queue }) => {
        for (const body of ['a', 'b', 'c']) await queue.send(body);
        expect(take(queue, 2).map(({ body }) => body)).toEqual(['a', 'b']);
        expect(take(queue, 2).map(({ body }) => body)).toEqual(['c']);
      }));

    test('retryLater sets when it comes back, sooner or later than it would', () =>
      using(async ({ queue, pass, now }) => {
        await queue.send('a');
        queue.retryLater(take(queue)[0]?.id ?? '', 90);
        expect(queue.nextVisible()).toBe('2026-01-01T00:01:30.000Z');
        pass(89);
        expect(queue.ready(now())).toBe(false);
        pass(1);
        const [again] = take(queue);
        expect(again?.receives).toBe(2);
        queue.retryLater(again?.id ?? '', 0);
        expect(take(queue)[0]?.receives).toBe(3);
      }));

    test('received five times and never done, it becomes a dead letter', () =>
      using(async ({ queue, pass, now }) => {
        const sentAt = now();
        await queue.send('poison');
        await queue.send('sound');
        for (let receives = 1; receives <= 5; receives += 1) {
          const [poison, sound] = take(queue);
          expect(poison?.receives).toBe(receives);
          if (sound !== undefined) queue.done(sound.id);
          expect(queue.deadLetters(10)).toEqual([]);
          pass(30);
        }
        expect(take(queue)).toEqual([]);
        const [dead, ...more] = queue.deadLetters(10);
        expect(more).toEqual([]);
        expect(dead).toMatchObject({ body: 'poison', receives: 5, sentAt, deadAt: now() });
        expect(dead?.why).toContain('5 times');
        expect(queue.nextVisible()).toBeUndefined();
      }));

    test('worn-out messages hide none of those behind them', () =>
      using(async ({ queue, pass }) => {
        for (const body of ['a', 'b', 'c']) await queue.send(body);
        for (let receives = 1; receives <= 5; receives += 1) {
          expect(take(queue).map(({ body }) => body)).toEqual(['a', 'b', 'c']);
          pass(30);
        }
        await queue.send('sound');
        // Three of them stand first, and no more than two are looked at.
        expect(take(queue, 2).map(({ body }) => body)).toEqual(['sound']);
        expect(queue.deadLetters(10).map(({ body }) => body)).toEqual(['a', 'b', 'c']);
      }));

    test('a dead letter is laid aside at once, paged, and can be mended and replayed', () =>
      using(async ({ queue }) => {
        for (const body of ['a', 'b', 'c']) await queue.send(body);
        for (const { id, body } of take(queue)) queue.deadLetter(id, `no ${body}`);
        const first = queue.deadLetters(2);
        expect(first.map(({ body, why }) => [body, why])).toEqual([
          ['a', 'no a'],
          ['b', 'no b'],
        ]);
        expect(queue.deadLetters(2, first[1]?.id).map(({ body }) => body)).toEqual(['c']);
        expect(queue.replay(first[0]?.id ?? '')).toBe(true);
        expect(queue.replay(first[0]?.id ?? ''), 'it is a dead letter no more').toBe(false);
        expect(queue.replay(first[1]?.id ?? '', 'B')).toBe(true);
        expect(take(queue).map(({ body, receives }) => [body, receives])).toEqual([
          ['a', 1],
          ['B', 1],
        ]);
        expect(queue.deadLetters(10).map(({ body }) => body)).toEqual(['c']);
        queue.deadLetter('nobody', 'is not there');
        expect(queue.deadLetters(10)).toHaveLength(1);
      }));

    test('queues of other names in the same database see nothing of it', () =>
      using(async ({ queue, db, now }) => {
        const notices = sqliteQueue(db, { now }, { name: 'notices' });
        await queue.send('alert');
        const id = take(queue)[0]?.id ?? '';
        notices.done(id);
        notices.deadLetter(id, 'not mine');
        expect(notices.ready(now())).toBe(false);
        expect(take(notices)).toEqual([]);
        expect(queue.deadLetters(10)).toEqual([]);
        queue.deadLetter(id, 'mine');
        expect(notices.deadLetters(10)).toEqual([]);
        expect(notices.replay(id)).toBe(false);
        expect(queue.deadLetters(10)).toHaveLength(1);
      }));

    test('messages sent together are one transaction, and each resolves after it', () =>
      using(async ({ queue, db }) => {
        let commits = 0;
        const counted = sqliteQueue(
          {
            ...db,
            transaction: (work) => {
              commits += 1;
              return db.transaction(work);
            },
          },
          { now: () => instantOf(0) },
        );
        const seen: number[] = [];
        const count = () => db.first<{ n: number }>('SELECT count(*) AS n FROM messages')?.n ?? 0;
        const sends = Array.from({ length: 20 }, (_, n) => counted.send(`n${n}`).then(() => seen.push(count())));
        expect(count(), 'nothing is written before the turn ends').toBe(0);
        await Promise.all(sends);
        expect(commits).toBe(1);
        expect(seen).toEqual(Array(20).fill(20));
        await counted.send('later');
        expect(commits).toBe(2);
        expect(take(queue, 100)).toHaveLength(21);
      }));

    test('when the group cannot be committed none of it was sent and all are told', () =>
      using(async ({ queue, db }) => {
        await queue.send('before');
        db.run(
          "CREATE TRIGGER full BEFORE INSERT ON messages WHEN NEW.body = 'n3' BEGIN SELECT RAISE(ABORT, 'no'); END",
        );
        const sends = Array.from({ length: 5 }, (_, n) => queue.send(`n${n}`));
        const settled = await Promise.allSettled(sends);
        expect(settled.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
        expect(take(queue).map(({ body }) => body)).toEqual(['before']);
        await queue.send('after');
        expect(take(queue).map(({ body }) => body)).toEqual(['after']);
      }));
  });
}
