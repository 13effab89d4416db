import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Fault, type FaultWord, faults } from '../../src/contracts/fault.ts';
import type { Records } from '../../src/core/ports.ts';
import { closeIncident } from '../../src/core/steps/close-incident.ts';
import { diagnoseIncident } from '../../src/core/steps/diagnose-incident.ts';
import { records as dynamo } from '../../src/runtime/aws/records.ts';
import { stepHandler } from '../../src/runtime/aws/step-handler.ts';

const payload = { tenant: 'acme', incident: 'i', execution: 'e', now: '2026-11-24T11:50:36.000Z' };
const throwing = (thrown: unknown): Records => {
  const fail = async () => Promise.reject(thrown);
  return { get: fail, query: fail, browse: fail, write: fail };
};
const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('what a machine is told', () => {
  test.each(Object.keys(faults) as FaultWord[])('a Fault %s keeps its name', async (word) => {
    const handler = stepHandler(closeIncident, {
      records: () => throwing(new Fault(word, 'what happened', 'do this')),
    });
    await expect(handler(payload)).rejects.toMatchObject({ name: word, message: 'what happened' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', function: 'close-incident', fault: word });
  });

  test('anything else is our defect, with its stack in the log and not in the answer', async () => {
    const handler = stepHandler(closeIncident, { records: () => throwing(new TypeError('of undefined')) });
    await expect(handler(payload, { awsRequestId: 'r-1' })).rejects.toMatchObject({ name: 'Bug' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ request: 'r-1', stack: expect.stringContaining('TypeError') });
  });

  test.each([undefined, null, {}, [], 'text', { ...payload, now: 'yesterday' }, { ...payload, more: 1 }])(
    'the payload %j is Malformed',
    async (wrong) => {
      const handler = stepHandler(closeIncident, { records: () => throwing(new Error('was asked')) });
      await expect(handler(wrong)).rejects.toMatchObject({ name: 'Malformed' });
    },
  );

  test('no payload makes it throw anything but a Fault, and none is quoted in the log', () =>
    fc.assert(
      fc.asyncProperty(fc.anything(), async (wrong) => {
        const handler = stepHandler(diagnoseIncident, {
          records: () => throwing(new Fault('Unavailable', 'off', 'wait')),
          objects: () => ({ put: async () => '', get: async () => undefined }),
          settings: () => ({ read: async () => Promise.reject(new Fault('Unavailable', 'off', 'wait')) }),
        });
        const thrown = await handler(wrong).catch((error) => error);
        expect(thrown).toBeInstanceOf(Fault);
        expect(thrown.word).toBe('Malformed');
      }),
    ));
});

describe('cold starts', () => {
  test('ports are opened by the first invocation, once, and again only if that failed', async () => {
    let opened = 0;
    const records = () => {
      opened += 1;
      if (opened === 1) throw new Fault('Unavailable', 'not yet', 'wait');
      return throwing(new Fault('NotFound', 'nothing here', ''));
    };
    const handler = stepHandler(closeIncident, { records });
    expect(opened).toBe(0);
    await expect(handler(payload)).rejects.toMatchObject({ name: 'Unavailable' });
    await expect(handler(payload)).rejects.toMatchObject({ name: 'NotFound' });
    await expect(handler(payload)).rejects.toMatchObject({ name: 'NotFound' });
    expect(opened).toBe(2);
  });

  test('a variable the deployment forgot is named', async () => {
    const handler = stepHandler(closeIncident, { records: dynamo }, {});
    await expect(handler(payload)).rejects.toMatchObject({
      name: 'Impossible',
      message: expect.stringContaining('INCIDENTS_TABLE'),
    });
  });
});

test('the compiler refuses a function more and less than its row', () => {
  const sealer = () => ({ seal: async () => '', open: async () => '' });
  // @ts-expect-error close-incident holds no sealer
  expect(stepHandler(closeIncident, { records: dynamo, sealer })).toBeTypeOf('function');
  // @ts-expect-error close-incident needs records
  expect(stepHandler(closeIncident, {})).toBeTypeOf('function');
});
