import { describe, expect, test } from 'vitest';
import {
  investigationProgress,
  investigationSteps,
  remediationProgress,
  remediationSteps,
} from '../../../console/view/progress.ts';
import { timelineOf } from '../../../console/view/timeline.ts';
import { foremost, waitingAction, waitingHolds } from '../../../console/view/waiting-for.ts';
import type { LogEntry } from '../../../src/contracts/log.ts';
import { everythingOf } from '../../../src/core/incident/everything.ts';
import { machineSteps } from '../../../src/core/steps/catalogue.ts';
import { ended, type TestHome } from '../../home/home.ts';
import { servedHome } from '../../home/http.ts';

/** What the console is told of the only incident, as the routes tell it. */
async function told(home: TestHome) {
  const incident = await home.incident();
  const everything = await everythingOf(home.ports.records, incident);
  return { everything, log: await home.log(incident.id) };
}
const states = (steps: readonly { id: string; state: string }[]): Record<string, string> =>
  Object.fromEntries(steps.map(({ id, state }) => [id, state]));

async function stepper(home: TestHome) {
  const { everything, log } = await told(home);
  const remediation = foremost(everything.remediations);
  return {
    ...states(investigationProgress(everything, log)),
    ...(remediation && states(remediationProgress(everything, remediation, log))),
  };
}

test('every step of the stepper is a step of the machines, by its name', () => {
  const known = new Set<string>(machineSteps.map(({ id }) => id));
  for (const [id] of [...investigationSteps.slice(1), ...remediationSteps]) expect(known).toContain(id);
});

describe('the practice story, step by step', () => {
  const before = {
    'open-incident': 'done',
    'triage-incident': 'done',
    'collect-evidence': 'done',
    'diagnose-incident': 'done',
    'plan-remediation': 'done',
    'rehearse-plan': 'done',
    'decide-policy': 'done',
  };

  test('an alarm is taken: triage is next', async () => {
    const home = await servedHome();
    await home.deliver(home.alarm());
    await home.settle();
    expect(await stepper(home)).toEqual({
      'open-incident': 'done',
      'triage-incident': 'running',
      'collect-evidence': 'todo',
      'diagnose-incident': 'todo',
      'plan-remediation': 'todo',
    });
    const { everything } = await told(home);
    expect(waitingAction(everything, home.now())).toBe('Being looked into: nothing to do for you yet');
  });

  test('it waits, is approved, runs, recovers', async () => {
    const home = await servedHome();
    const hold = await home.held();
    expect(await stepper(home)).toEqual({
      ...before,
      'hold-for-approval': 'waiting',
      're-prove-claims': 'todo',
      'run-plan': 'todo',
      'watch-recovery': 'todo',
    });
    const waiting = await told(home);
    expect(waitingHolds(waiting.everything, home.now()).map(({ planHash }) => planHash)).toEqual([hold.planHash]);
    expect(waitingAction(waiting.everything, home.now())).toBe('Waits for your yes or no');
    expect(waitingHolds(waiting.everything, hold.expiresAt)).toEqual([]);

    const answer = await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
    expect(answer.status).toBe(200);
    await home.until('watching', async () =>
      (await told(home)).everything.remediations[0]?.status === 'watching' ? true : undefined,
    );
    expect(await stepper(home)).toEqual({
      ...before,
      'hold-for-approval': 'done',
      're-prove-claims': 'done',
      'run-plan': 'done',
      'watch-recovery': 'running',
    });

    await home.until('the end', () => ended(home));
    const end = await told(home);
    expect(end.everything.incident.status).toBe('recovered');
    expect(new Set(Object.values(await stepper(home)))).toEqual(new Set(['done']));
    expect(waitingAction(end.everything, home.now())).toBe('Nothing: it recovered');
  });

  test('a no ends it at the approval, and the rest is not needed', async () => {
    const home = await servedHome();
    const hold = await home.held();
    await home.decide(hold, { as: 'ada', body: { verdict: 'rejected', planHash: hold.planHash, reason: 'not now' } });
    await home.until('the end', () => ended(home));
    expect(await stepper(home)).toEqual({
      ...before,
      'hold-for-approval': 'failed',
      're-prove-claims': 'skipped',
      'run-plan': 'skipped',
      'watch-recovery': 'skipped',
    });
  });
});

describe('the timeline', () => {
  test('has every entry in its order, each with words', async () => {
    const home = await servedHome();
    const hold = await home.held();
    await home.decide(hold, {
      as: 'ada',
      body: { verdict: 'need_more_info', planHash: hold.planHash, reason: 'why now?' },
    });
    const { log } = await told(home);
    const entries = timelineOf(log);
    expect(entries.map(({ seq }) => seq)).toEqual(log.map(({ seq }) => seq));
    expect(entries.every(({ title }) => title.length > 0)).toBe(true);
    expect(entries.at(-1)).toMatchObject({ title: 'Asked back', by: { kind: 'person', name: 'ada' }, tone: 'pending' });
    expect(entries.at(-1)?.says).toContain('reason: why now?');
  });

  test('shows text of strangers as text, on one line, and not without end', () => {
    const entry: LogEntry = {
      tenant: 'home',
      incident: '01K',
      seq: 1,
      at: '2026-03-01T08:00:00.000Z',
      actor: { kind: 'person', id: `ada${String.fromCharCode(0x202e)}` },
      event: 'incident_opened',
      about: 'x',
      detail: { title: `a\nb${'c'.repeat(10_000)}`, why: '' },
      prev: '0',
      hash: '1',
    };
    const [shown] = timelineOf([entry]);
    expect(shown?.by.name).toBe('ada');
    expect(shown?.says).toHaveLength(1);
    expect(shown?.says[0]).toMatch(/^title: a bc+…$/);
    expect(shown?.says[0]?.length).toBeLessThan(500);
  });
});
