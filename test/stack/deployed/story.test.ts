import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { ShownLog } from '../../../src/cli/shown.ts';
import { readAudit, until, workloads } from '../../../tools/k8s/kube.ts';
import { CONTAINER, faults } from '../../cluster/faults.ts';
import { alarmOf, breakIn, realWrites } from '../../cluster/shop.ts';
import { cli } from '../../process/home-process.ts';
import { type Letter, openMendgate } from './mendgate.ts';
import { mailFrom } from './start.ts';
import { note } from './timings.ts';

const home = openMendgate(inject('deployed'));
let approver: string;
let other: string;
let alarm: Awaited<ReturnType<typeof home.sender>>;
beforeAll(async () => {
  alarm = await home.sender('story');
  approver = await home.person('story-approver', 'approver');
  other = await home.person('story-other', 'approver');
});

/** The link of a letter: a page, and behind its `#` what no server on the way ever sees. */
function linkIn({ BodyText }: Letter): { page: string; text: string } {
  const [, page = '', text = ''] = /(https:\/\/\S+)#(\S+)/.exec(BodyText) ?? [];
  return { page, text };
}

describe('an alarm about a real Deployment, in the deployed stack', () => {
  const namespace = 'shop-story';

  test('webhook, queue, machine, hold, letter, decision, run, verify, closed: one effect, one whole log', async () => {
    await breakIn(home.admin, namespace, faults.oom, 'cart');
    const begin = performance.now();
    expect((await alarm(alarmOf(namespace, 'cart'))).status).toBe(202);
    const hold = await home.holdIn(namespace, approver);
    note(home.timings, 'POST to hold', performance.now() - begin);
    expect(hold.plan.action.id).toBe('workload.set-resources');
    expect(hold.rehearsal).toMatchObject({ ok: true });
    // Before the yes nothing of ours changed anything: the server's own log says so.
    expect(realWrites(readAudit(home.plane.dir), namespace)).toEqual([]);

    const letter = await until('a letter', async () => (await home.letters('story-approver')).at(0), {
      within: 20_000,
    });
    expect(letter.Source).toContain(mailFrom);
    const link = linkIn(letter);
    expect(link.page).toBe(`${home.outputs.Url}/decide`);
    // A mail scanner opens what it finds, as often as it likes: it sees the plan, and nothing is decided.
    for (let look = 0; look < 3; look++) {
      const opened = await home.ask('POST', '/api/v1/links/open', { body: { link: link.text } });
      expect(opened).toMatchObject({ status: 200, body: { open: true, hold: { planHash: hold.planHash } } });
    }
    const asked = { verdict: 'approved', planHash: hold.planHash, link: link.text };
    const decide = (token?: string) =>
      home.ask('POST', `/api/v1/holds/${hold.name}/decision`, { body: asked, ...(token !== undefined && { token }) });
    expect((await decide()).status, 'signed out').toBe(401);
    expect((await decide(other)).status, "with somebody else's link").toBe(403);
    expect(await home.holdIn(namespace, approver)).toMatchObject({ status: 'pending', approvals: [] });
    expect(await decide(approver)).toMatchObject({ status: 200, body: { status: 'approved', by: 'story-approver' } });
    expect((await decide(approver)).status, 'used').toBe(409);
    const incident = await home.endOf(namespace, approver);
    note(home.timings, 'POST to closed', performance.now() - begin);
    expect(incident).toMatchObject({ status: 'recovered' });

    const cart = await workloads(home.admin, namespace).deployment('cart');
    const app = cart.spec?.template.spec?.containers.find((it) => it.name === CONTAINER);
    expect(app?.resources?.limits?.memory).toBe('128Mi');
    expect(cart.status).toMatchObject({ availableReplicas: 2, updatedReplicas: 2 });
    const writes = realWrites(readAudit(home.plane.dir), namespace);
    expect(writes.map(({ user, verb, resource, code }) => ({ user, verb, resource, code }))).toEqual([
      { user: 'mendgate-executor', verb: 'patch', resource: 'deployments', code: 200 },
    ]);

    const log = await home.get<ShownLog>(`/api/v1/incidents/${incident.id}/log`, approver);
    const file = join(mkdtempSync(join(tmpdir(), 'mendgate-log-')), 'log.jsonl');
    writeFileSync(file, log.items.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const verified = await cli(['audit', 'verify', file, '--format', 'json']);
    expect(verified.code, verified.stderr).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, chains: [{ ok: true, entries: log.items.length }] });
    expect(log.items.map((entry) => entry.event)).toEqual(
      expect.arrayContaining(['incident_opened', 'proposals_submitted', 'decision_made', 'incident_closed']),
    );
  });
});
