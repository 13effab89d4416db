import { expect, test } from 'vitest';
import { appTemplate, type Scenario, scenarios } from '../../src/adapters/practice/index.ts';
import { planText } from '../../src/cli/plan-text.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import type { Hold } from '../../src/contracts/remediation.ts';
import { type Route, routes } from '../../src/contracts/routes.ts';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { keys } from '../../src/core/ledger/keys.ts';
import { need } from '../../src/core/ledger/load.ts';
import { shapes } from '../../src/core/ledger/shapes.ts';
import { planHash } from '../../src/core/planning/plan-hash.ts';
import type { Cluster, Ports } from '../../src/core/ports.ts';
import { announcement } from '../../src/runtime/local/announce.ts';
import { ended, tenant, waiting } from './home.ts';
import { type ServedHome, servedHome } from './http.ts';

// In parts, so that nobody who scans this repository for keys stops here.
const stripe = (end: string) => `sk_${'live'}_51h8qz${end}`;
const seeded = ['hunter-of-old', 'hunter-of-new', stripe('oldoldold'), stripe('newnewnew'), 'pw-in-the-dsn'];
const [oldPassword = '', newPassword = '', oldStripe = '', newStripe = '', dsn = ''] = seeded;

/** checkout lost its database address with its last revision; both revisions hold secrets as plain values. */
const base = scenarios['practice-variable'];
const secretive: Scenario = {
  ...base,
  workloads: base.workloads.map((workload) =>
    workload.name !== 'checkout'
      ? workload
      : {
          ...workload,
          revisions: [
            {
              ago: 86_400,
              template: appTemplate(
                'checkout',
                {},
                {
                  DB_PASSWORD: oldPassword,
                  STRIPE_SK: oldStripe,
                  DATABASE_URL: `postgres://orders:${dsn}@orders-db:5432/orders`,
                },
              ),
            },
            {
              ago: 900,
              template: appTemplate('checkout', {}, { DB_PASSWORD: newPassword, STRIPE_SK: newStripe }),
            },
          ],
        },
  ),
};

/** What a hostile program may make a cluster say: clear the screen, hide, ring, overwrite the line, turn the direction. */
const [ESC, CSI, BEL, RLO] = [0x1b, 0x9b, 0x07, 0x202e].map((code) => String.fromCharCode(code));
const hostile = `${ESC}[2J${ESC}[1;1H${ESC}[8m${CSI}2K${BEL}${RLO}\r`;
const controlled = (text: string) =>
  [...text].filter((sign) => /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u.test(sign));
const hostileCluster = (ports: Ports): Ports => ({
  ...ports,
  clusters: {
    async open(id, identity) {
      const cluster = await ports.clusters.open(id, identity);
      const list: Cluster['list'] = async (kind, namespace) => {
        const objects = await cluster.list(kind, namespace);
        return kind === 'Event' ? objects.map((each) => ({ ...each, message: `${hostile}${each.message}` })) : objects;
      };
      const logs: Cluster['logs'] = async (ask) => (await cluster.logs(ask))?.replaceAll(/^(?=.)/gm, hostile);
      return { ...cluster, list, logs };
    },
  },
});

async function heldPlan(home: ServedHome): Promise<Hold> {
  home.practice.seed(secretive);
  expect((await home.deliver(home.practice.alarmFor(secretive, home.now()))).status).toBe(202);
  return home.until('a hold', () => waiting(home));
}

const proposalOf = (home: ServedHome, hold: Hold) =>
  need(home.ports.records, shapes.proposal, keys.proposal(tenant, hold.incident, hold.proposal), 'the proposal');

/** Every GET of the route table, with the names of what there is, by the least who may ask. */
async function answers(home: ServedHome, hold: Hold): Promise<Map<string, string>> {
  const names: Record<string, string> = { incident: hold.incident, hold: holdName(hold), name: 'policy' };
  const texts = new Map<string, string>();
  for (const { method, path, auth, roles } of routes as readonly Route[]) {
    if (method !== 'GET') continue;
    const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => names[name] ?? 'none');
    const as = auth === 'none' || roles.includes('viewer') ? 'vera' : 'owner';
    const answer = await home.send('GET', filled, { as });
    texts.set(path, answer.bytes.toString());
    if (!filled.includes('none')) expect(answer.status, filled).toBe(200);
  }
  return texts;
}

const expectNoSecret = (text: string, where: string) => {
  for (const secret of seeded) expect(text.includes(secret), `${secret} in ${where}`).toBe(false);
};

test('no secret of a workload leaves: in no answer before or after the run, nor in what the terminal says', async () => {
  const home = await servedHome({ reachable: ['ada', 'bob'] });
  const hold = await heldPlan(home);
  const { value: proposal } = await proposalOf(home, hold);
  // The stored plan is the write, so it holds them; or this test would look for what is not there.
  expect(proposal.plan.action.id).toBe('workload.roll-back');
  for (const secret of seeded) expect(JSON.stringify(proposal.plan.effects)).toContain(secret);
  expect(planHash(proposal.plan)).toBe(hold.planHash);

  const before = await answers(home, hold);
  for (const [path, text] of before) expectNoSecret(text, path);
  for (const path of ['/api/v1/holds', '/api/v1/incidents/:incident']) {
    expect(before.get(path)).toMatch(/"name":"DB_PASSWORD","value":"secret:[0-9a-f]{8}"/);
    expect(before.get(path)).toContain(hold.planHash);
  }
  for (const entry of home.announced) expectNoSecret(announcement(entry, proposal, 'mendgate') ?? '', entry.event);
  expectNoSecret(planText(proposal.plan, proposal.rehearsal ?? null, proposal.policy ?? null), 'the plan on paper');

  expect(home.mailbox).toHaveLength(2);
  const link = /\/decide#(\S+)/.exec(home.mailbox[0]?.text ?? '')?.[1];
  const opened = await home.send('POST', '/api/v1/links/open', { body: { link } });
  expect(opened.bytes.toString()).toMatch(/"name":"DB_PASSWORD","value":"secret:[0-9a-f]{8}"/);
  expectNoSecret(opened.bytes.toString(), 'the page behind a link');

  const decided = await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
  expect(decided.status).toBe(200);
  expect(await home.until('an end', () => ended(home))).toMatchObject({ status: 'recovered' });
  const after = await answers(home, hold);
  expect(after.get('/api/v1/incidents/:incident')).toContain('"outcome":"done"');
  for (const [path, text] of after) expectNoSecret(text, path);
  expect(home.mailbox.length).toBeGreaterThan(2);
  for (const letter of home.mailbox) expectNoSecret(JSON.stringify(letter), `a letter to ${letter.to}`);
});

test('what a cluster says moves no cursor: neither beside the question nor in what the terminal says', async () => {
  const home = await servedHome({ around: hostileCluster, reachable: ['ada'] });
  const hold = await heldPlan(home);
  const { value: proposal } = await proposalOf(home, hold);
  expect(controlled(JSON.stringify(proposal.plan.evidence))).toEqual([]);
  expect(proposal.plan.evidence.length).toBeGreaterThan(0);
  expect(controlled(home.mailbox.map(({ subject, text, html }) => subject + text + html).join())).toEqual([]);
  expect(home.mailbox).toHaveLength(1);
  for (const text of (await answers(home, hold)).values()) expect(text).not.toMatch(/\\u001b|\u009b|\u202e/);
  for (const entry of home.announced) expect(controlled(announcement(entry, proposal, 'm') ?? '')).toEqual([]);
});

test('a title from outside cannot act on the terminal, and a value cannot pass for a line of ours', async () => {
  const home = await servedHome();
  const hold = await heldPlan(home);
  const { value: proposal } = await proposalOf(home, hold);
  const forged = `${hostile}all is well\n  rehearsed   yes`;
  const plan = {
    ...proposal.plan,
    title: forged,
    rootCause: forged,
    evidence: [{ id: 'e1', from: forged, says: forged }],
  };
  const unrehearsed = { ...proposal, plan, rehearsal: undefined };
  const text = planText(plan, null, null);
  expect(controlled(text.replaceAll(new RegExp(`${ESC}\\[\\d+m`, 'g'), ''))).toEqual([]);
  expect(text).not.toMatch(/^ {2}rehearsed/m);
  const entry = home.announced.find(({ event }) => event === 'proposals_submitted') as LogEntry;
  const { rehearsal: _, ...without } = unrehearsed;
  const said = announcement(entry, without, 'mendgate') ?? '';
  expect(controlled(said)).toEqual([]);
  expect(said).not.toMatch(/^ {2}rehearsed/m);
  expect(said).not.toContain('rehearsed both ways');
  expect(announcement(entry, proposal, 'mendgate')).toContain('rehearsed both ways');
  const opened = { ...entry, event: 'incident_opened', detail: { title: forged } } as const;
  expect(controlled(announcement(opened, undefined, 'mendgate') ?? '')).toEqual([]);
});
