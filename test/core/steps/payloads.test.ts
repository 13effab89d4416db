import { describe, expect, test } from 'vitest';
import { machineSteps } from '../../../src/core/steps/catalogue.ts';
import { deliverOutbox } from '../../../src/core/steps/deliver-outbox.ts';
import { openIncident } from '../../../src/core/steps/open-incident.ts';
import { sweep } from '../../../src/core/steps/sweep.ts';
import { takeFailedExecution } from '../../../src/core/steps/take-failed-execution.ts';

/** Each field a step may be called with, as it would be right. */
const fields: Record<string, unknown> = {
  tenant: 'default',
  incident: '01KTEST',
  execution: 'e',
  now: '2026-03-01T08:00:00.000Z',
  remediation: 'r',
  world: 'w',
  token: 't',
  state: {},
  id: 'i',
  error: 'E',
  cause: 'c',
  delivery: {
    id: 'd',
    tenant: 'default',
    hook: 'alertmanager',
    source: 'alertmanager',
    cluster: 'practice',
    receivedAt: '2026-03-01T08:00:00.000Z',
    contentType: 'application/json',
    bytes: 'e30=',
  },
};
interface Called {
  name: string;
  input: { safeParse(value: unknown): { success: boolean } };
  invoke(ports: never, payload: unknown): Promise<unknown>;
}
const steps: readonly Called[] = [...machineSteps, openIncident, deliverOutbox, takeFailedExecution, sweep];

/** Whoever touches a port before the payload was read fails here. */
const untouchable = new Proxy({}, { get: (_, port) => expect.fail(`port ${String(port)} was touched`) }) as never;
/** The smallest payload that this step takes: without any one of these fields it is wrong. */
function needed(step: Called): Record<string, unknown> {
  const allowed = Object.entries(fields).filter(([name]) => {
    const issues = step.input.safeParse({ [name]: fields[name] }) as {
      error?: { issues: { code: string; keys?: string[] }[] };
    };
    return !issues.error?.issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys?.includes(name));
  });
  return Object.fromEntries(allowed);
}

describe.for(steps.map((step) => [step.name, step] as const))('%s', ([name, step]) => {
  const right = needed(step);
  const refused = async (payload: unknown) => {
    const thrown: unknown = await step.invoke(untouchable, payload).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: 'Malformed', message: expect.stringContaining(name) });
  };

  test('takes what its state passes', () => {
    expect(step.input.safeParse(right).success).toBe(true);
  });

  test.for<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'default'],
    ['a list', [right]],
    ['an empty object', {}],
    ['a field nobody passes', { ...right, verdict: 'approved' }],
    ['a tenant that is none', { ...right, tenant: 7 }],
    ['a tenant in a list', { ...right, tenant: ['default'] }],
  ])('refuses %s before it touches anything', ([, payload]) => refused(payload));

  test.for(Object.keys(right).filter((field) => field !== 'state'))('refuses to go without %s', (field) =>
    refused(Object.fromEntries(Object.entries(right).filter(([name]) => name !== field))),
  );

  if ('now' in right)
    test.for(['yesterday', '2026-03-01T08:00:00Z', '2026-03-01 08:00:00.000', 1772352000000, ''])(
      'refuses the time %s',
      (now) => refused({ ...right, now }),
    );
});
