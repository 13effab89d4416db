import { expect, test } from 'vitest';
import type { Listed, ShownHold, ShownIncident } from '../../src/cli/shown.ts';
import type { Incident } from '../../src/contracts/incident.ts';
import { cli, freshData, startHomeProcess } from '../process/home-process.ts';
import { quickRules } from '../process/quick-rules.ts';

test('alarm to verified fix by commands alone', { timeout: 120_000 }, async () => {
  const data = freshData();
  const home = await startHomeProcess(data, ['--practice', '--house-rules', quickRules()]);
  const mendgate = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await cli(['--data', data, '--format', 'json', ...args]);
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    return JSON.parse(stdout) as T;
  };
  try {
    let holds: ShownHold[] = [];
    while (holds.length === 0) holds = (await mendgate<Listed<ShownHold>>('holds')).items;
    const [hold] = holds;
    expect(hold?.plan).toMatchObject({ action: { id: 'workload.set-resources' }, target: { name: 'cart' } });
    const code = hold?.code ?? '';
    // What the home prints to be typed reaches this home, although it lies in no usual place.
    const printed = /To see it: +(?:npx )?mendgate (.+)/.exec(home.output())?.[1] ?? '';
    expect(printed).toBe(`--data ${data} holds`);
    expect((await cli(printed.split(' '))).stdout).toContain(code);
    expect(await mendgate('ask', code, '--reason', 'is this the release?')).toMatchObject({
      items: [{ status: 'info_needed' }],
    });
    expect(await mendgate('approve', code, '--reason', 'looks right')).toMatchObject({
      items: [{ status: 'approved', by: 'owner' }],
    });
    const again = await cli(['--data', data, 'approve', hold?.name ?? '']);
    expect({ code: again.code, says: again.stderr.includes('already decided') }).toEqual({ code: 1, says: true });

    const watched = await cli(['--data', data, '--format', 'json', 'watch', hold?.incident ?? '']);
    const events = watched.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events.at(0)).toBe('incident_opened');
    expect(events.at(-1)).toBe('incident_closed');
    const { items } = await mendgate<Listed<Incident>>('incidents');
    expect(items).toMatchObject([{ status: 'recovered' }]);
    expect((await mendgate<ShownIncident>('incident', items[0]?.id.slice(0, 12) ?? '')).remediations).toMatchObject([
      { outcome: 'recovered' },
    ]);
    expect(await mendgate('audit', 'verify')).toMatchObject({ ok: true });
  } finally {
    await home.kill('SIGTERM');
  }
});
