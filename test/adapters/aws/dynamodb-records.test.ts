import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoFault } from '../../../src/adapters/aws/dynamodb-fault.ts';
import { dynamoRecords } from '../../../src/adapters/aws/dynamodb-records.ts';
import { recordsGrants } from '../../../src/adapters/aws/records.grants.ts';
import { listIndex } from '../../../src/adapters/aws/table.ts';
import { Fault, type FaultWord } from '../../../src/contracts/fault.ts';
import type { Item, Records } from '../../../src/core/ports.ts';
import { dynoxideMissing, type LocalDynamo, startDynoxide } from '../../contract/records-dynoxide.ts';

const item = (sk: string, rev = 1): Item => ({ pk: 'p', sk, type: 't', v: 1, rev, body: { rev } });
const wordOf = (attempt: Promise<unknown>): Promise<FaultWord | 'no fault'> =>
  attempt.then(
    () => 'no fault' as const,
    (thrown) => (thrown instanceof Fault ? thrown.word : Promise.reject(thrown)),
  );

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'an answer that gets lost', () => {
  let dynamo: LocalDynamo;
  let records: Records;
  /** Loses the answer to the next request, after DynamoDB has done it; the SDK then asks again. */
  let loseNext = false;
  let meanwhile: (() => Promise<unknown>) | undefined;
  beforeAll(async () => {
    dynamo = await startDynoxide();
    dynamo.client.middlewareStack.add(
      (next) => async (asked) => {
        const answer = await next(asked);
        if (!loseNext) return answer;
        loseNext = false;
        await meanwhile?.();
        throw Object.assign(new Error('the answer got lost'), { name: 'TimeoutError' });
      },
      { step: 'deserialize', priority: 'high', name: 'loseAnswers' },
    );
    records = dynamoRecords(dynamo);
  });
  afterAll(() => dynamo.close());
  const losing = async <T>(attempt: () => Promise<T>, between?: () => Promise<unknown>): Promise<T> => {
    loseNext = true;
    meanwhile = between;
    const answer = await attempt().finally(() => {
      meanwhile = undefined;
    });
    return answer;
  };

  test('a put that was done is known as ours', async () => {
    expect(await losing(() => records.write([{ put: item('a'), when: 'absent' }]))).toEqual({ ok: true });
    expect(await losing(() => records.write([{ put: item('a', 2), when: 1 }]))).toEqual({ ok: true });
    expect(await records.get({ pk: 'p', sk: 'a' })).toEqual(item('a', 2));
  });

  test('the same put by somebody else is not taken for ours', async () => {
    await records.write([{ put: item('b'), when: 'absent' }]);
    const again = () => records.write([{ put: item('b'), when: 'absent' }]);
    expect(await again()).toEqual({ ok: false, refused: [{ index: 0, found: item('b') }] });
    expect(loseNext).toBe(false);
  });

  test('where it cannot be known whose doing it was, the caller is told to look again', async () => {
    await records.write([{ put: item('c'), when: 'absent' }]);
    expect(await wordOf(losing(() => records.write([{ remove: { pk: 'p', sk: 'c' }, when: 1 }])))).toBe('Contended');
    expect(await records.get({ pk: 'p', sk: 'c' })).toBeUndefined();
    const overwrite = () => records.write([{ put: item('d', 2), when: 1 }]);
    expect(await wordOf(losing(() => records.write([{ put: item('d'), when: 'absent' }]), overwrite))).toBe(
      'Contended',
    );
  });

  test('a transaction that was done is answered as done', async () => {
    const both = () =>
      records.write([
        { put: item('e'), when: 'absent' },
        { put: item('f'), when: 'absent' },
      ]);
    expect(await losing(both)).toEqual({ ok: true });
    expect((await records.query({ pk: 'p', prefix: 'e' })).items).toHaveLength(1);
  });
});

test('a DynamoDB that cannot be reached is Unavailable', async () => {
  const plain = new DynamoDBClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const records = dynamoRecords({ client: DynamoDBDocumentClient.from(plain), table: 'incidents' });
  expect(await wordOf(records.get({ pk: 'p', sk: 's' }))).toBe('Unavailable');
  expect(await wordOf(records.query({ pk: 'p' }))).toBe('Unavailable');
  expect(await wordOf(records.browse({ list: 'l' }))).toBe('Unavailable');
  expect(await wordOf(records.write([{ put: item('a'), when: 'absent' }]))).toBe('Unavailable');
  expect(
    await wordOf(
      records.write([
        { put: item('a'), when: 'absent' },
        { put: item('b'), when: 'absent' },
      ]),
    ),
  ).toBe('Unavailable');
  plain.destroy();
});

const cancelled = (...codes: string[]) => ({
  name: 'TransactionCanceledException',
  message: 'cancelled',
  CancellationReasons: codes.map((Code) => ({ Code })),
});
test.each<{ thrown: { name: string; message: string }; word: FaultWord }>([
  { thrown: cancelled('None', 'TransactionConflict'), word: 'Contended' },
  { thrown: cancelled('ThrottlingError', 'None', 'TransactionConflict'), word: 'Contended' },
  { thrown: cancelled('ProvisionedThroughputExceeded'), word: 'Contended' },
  { thrown: cancelled('TransactionConflict', 'ValidationError'), word: 'Bug' },
  { thrown: cancelled(), word: 'Bug' },
  { thrown: { name: 'TransactionConflictException', message: '' }, word: 'Contended' },
  { thrown: { name: 'ThrottlingException', message: '' }, word: 'Contended' },
  { thrown: { name: 'ProvisionedThroughputExceededException', message: '' }, word: 'Contended' },
  { thrown: { name: 'ValidationException', message: '' }, word: 'Bug' },
  { thrown: { name: 'AccessDeniedException', message: '' }, word: 'Unavailable' },
  { thrown: { name: 'ResourceNotFoundException', message: '' }, word: 'Unavailable' },
  { thrown: { name: 'InternalServerError', message: '' }, word: 'Unavailable' },
  { thrown: { name: 'TimeoutError', message: '' }, word: 'Unavailable' },
])('$thrown.name $thrown.CancellationReasons is $word', ({ thrown, word }) => {
  const fault = dynamoFault(thrown, 'incidents');
  expect(fault.word).toBe(word);
  expect(fault.message).toContain('incidents');
  expect(fault.hint).not.toBe('');
});

test('the grants name no wildcard, and the index that is browsed', () => {
  expect(recordsGrants.actions.filter((action) => !/^dynamodb:[A-Za-z]+$/.test(action))).toEqual([]);
  expect(recordsGrants.indexes).toEqual([listIndex]);
});
