import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awsFault } from '../../../src/adapters/aws/aws-fault.ts';
import { kmsSealer } from '../../../src/adapters/aws/kms-sealer.ts';
import { s3Objects } from '../../../src/adapters/aws/s3-objects.ts';
import { executionArnOf } from '../../../src/adapters/aws/step-functions.ts';
import { Fault, type FaultWord, faults } from '../../../src/contracts/fault.ts';
import { wordOf } from '../../contract/records-material.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error('said'), { name, ...more });

describe('what AWS says, in our words', () => {
  test.each<[FaultWord, Error]>([
    ['Exhausted', named('ThrottlingException')],
    ['Exhausted', named('SlowDown')],
    ['Exhausted', named('AWS.SimpleQueueService.RequestThrottled')],
    ['Exhausted', named('ExecutionLimitExceeded')],
    ['Exhausted', named('LimitExceededException')],
    ['Exhausted', named('SomethingNew', { $retryable: { throttling: true } })],
    ['Contended', named('ConditionalRequestConflict')],
    ['Bug', named('ValidationException')],
    ['Bug', named('AWS.SimpleQueueService.InvalidMessageContents')],
    ['Unavailable', named('AccessDenied')],
    ['Unavailable', named('ExpiredTokenException')],
    ['Unavailable', named('NoSuchBucket')],
    ['Unavailable', named('StateMachineDoesNotExist')],
    ['Unavailable', named('TimeoutError')],
    ['Unavailable', named('InternalServerError')],
    ['Unavailable', named('Error', { code: 'ECONNREFUSED' })],
  ])('%s: %s', (word, thrown) => {
    const fault = awsFault(thrown, 'bucket b');
    expect(fault.word).toBe(word);
    expect(fault.message).toMatch(/^bucket b: \S+: said$/);
    expect(fault.hint).not.toBe('');
  });

  test('a Fault stays what it is, and anything else becomes one', () => {
    const mine = new Fault('TooLarge', 'a', 'b');
    expect(awsFault(mine, 'x')).toBe(mine);
    fc.assert(fc.property(fc.anything(), (thrown) => faults[awsFault(thrown, 'x').word] !== undefined));
  });
});

test('the ARN of an execution, of a machine and of an alias', () => {
  const machine = 'arn:aws:states:eu-central-1:123456789012:stateMachine:investigation';
  const execution = 'arn:aws:states:eu-central-1:123456789012:execution:investigation:01K';
  expect(executionArnOf(machine, '01K')).toBe(execution);
  expect(executionArnOf(`${machine}:live`, '01K')).toBe(execution);
  for (const wrong of ['', 'investigation', 'arn:aws:sqs:eu-central-1:123456789012:alerts'])
    expect(() => executionArnOf(wrong, '01K')).toThrow(Fault);
});

describe('KMS at its word', () => {
  /** KMS, as documented, where the stand-in is kinder: it names the error, we have to understand it. */
  const answering = (thrown: Error) =>
    kmsSealer({ client: { send: async () => Promise.reject(thrown) } as never, keyId: 'k' });
  test.each<[FaultWord, string]>([
    ['Forbidden', 'InvalidCiphertextException'],
    ['Forbidden', 'IncorrectKeyException'],
    ['Unavailable', 'DisabledException'],
    ['Unavailable', 'KMSInvalidStateException'],
    ['Unavailable', 'NotFoundException'],
    ['Unavailable', 'DependencyTimeoutException'],
    ['Exhausted', 'ThrottlingException'],
  ])('%s: %s', async (word, name) => {
    expect(await wordOf(answering(named(name)).open('k1.AQID', 'hold:h'))).toBe(word);
  });

  test('what cannot be ours is not sent to KMS at all', async () => {
    const asked = answering(named('was asked'));
    for (const junk of ['', 'k1', 'k1.', 'k1.AQI=', 'k2.AQID', 'k1.AQID.x', `k1.${'A'.repeat(8196)}`])
      expect(await wordOf(asked.open(junk, 'hold:h'))).toBe('Forbidden');
  });
});

describe('two writers of one object', () => {
  const meeting = (times: number) => {
    let asked = 0;
    const send = async () => {
      asked += 1;
      if (asked <= times) throw named('ConditionalRequestConflict');
    };
    return { objects: s3Objects({ client: { send } as never, bucket: 'b' }), asked: () => asked };
  };
  test('the one told 409 asks again, and not for ever', async () => {
    const twice = meeting(2);
    expect(await wordOf(twice.objects.put(Buffer.from('a')))).toBe('no fault');
    const always = meeting(100);
    expect(await wordOf(always.objects.put(Buffer.from('a')))).toBe('Contended');
    expect(always.asked()).toBe(3);
  });
});
