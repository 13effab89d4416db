import type { Hold, Proposal, Remediation } from '../../../src/contracts/remediation.ts';
import type { Outbox } from '../../../src/contracts/stored.ts';
import type { RemediationInput } from '../../../src/core/incident/standing.ts';
import { keys, partitionOf, prefixes } from '../../../src/core/ledger/keys.ts';
import { loadAll, need } from '../../../src/core/ledger/load.ts';
import { change, type Stored, shapes } from '../../../src/core/ledger/shapes.ts';
import type { Ports } from '../../../src/core/ports.ts';
import { type TestHomeOptions, tenant } from '../../home/home.ts';
import { type ServedHome, servedHome } from '../../home/http.ts';

/** A home whose plan waits for a yes, and what a step is called with there. */
export interface Stage {
  home: ServedHome;
  ports: Ports;
  hold: Hold;
  incident: string;
  /** The input of a step entered now. */
  input(): RemediationInput;
  proposal(): Promise<Stored<Proposal>>;
  remediation(): Promise<Remediation>;
  storedHold(): Promise<Stored<Hold>>;
  outbox(): Promise<Outbox[]>;
  approve(): Promise<void>;
  reject(): Promise<void>;
  rewriteHold(change: Partial<Hold>): Promise<void>;
  rewriteProposal(change: Partial<Proposal>): Promise<void>;
  events(): Promise<string[]>;
}

export async function heldStage(options: TestHomeOptions = {}): Promise<Stage> {
  const home = await servedHome(options);
  const hold = await home.held();
  const { ports } = home;
  const { records } = ports;
  const { incident } = hold;
  const proposal = () =>
    need(records, shapes.proposal, keys.proposal(tenant, incident, hold.proposal), 'proposal of the stage');
  const storedHold = () => need(records, shapes.hold, keys.hold(tenant, incident, hold.id), 'hold of the stage');
  const decide = async (verdict: 'approved' | 'rejected') => {
    const { status } = await home.decide(hold, { as: 'ada', body: { verdict, planHash: hold.planHash } });
    if (status !== 200) throw new Error(`the decision was answered with ${status}`);
  };
  return {
    home,
    ports,
    hold,
    incident,
    input: () => ({ tenant, incident, execution: 'of-the-test', now: home.now(), remediation: hold.remediation }),
    proposal,
    async remediation() {
      const key = keys.remediation(tenant, incident, hold.remediation);
      return (await need(records, shapes.remediation, key, 'remediation of the stage')).value;
    },
    storedHold,
    outbox: async () =>
      (await loadAll(records, shapes.outbox, partitionOf(tenant, incident), prefixes.outbox)).map(({ value }) => value),
    approve: () => decide('approved'),
    reject: () => decide('rejected'),
    async rewriteHold(next) {
      const stands = await storedHold();
      await records.write([change(shapes.hold, stands, { ...stands.value, ...next })]);
    },
    async rewriteProposal(next) {
      const stands = await proposal();
      await records.write([change(shapes.proposal, stands, { ...stands.value, ...next })]);
    },
    events: async () => (await home.log(incident)).map((entry) => entry.event),
  };
}
