import { type OpenedLink, OpenLinkRequest } from '../../contracts/api/links.ts';
import { Fault } from '../../contracts/fault.ts';
import type { FindingRecord } from '../../contracts/incident.ts';
import type { Decision, Hold } from '../../contracts/remediation.ts';
import { anotherPlan, expired, forged } from '../approvals/check-link.ts';
import { type HoldLink, linksSecret, readLink } from '../approvals/link.ts';
import { mayDecide } from '../incident/approvers.ts';
import { noteKey } from '../incident/notices.ts';
import { shownHold } from '../incident/shown-hold.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll, need } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import { withoutSecrets } from '../policy/secret-value.ts';
import type { Records } from '../ports.ts';
import { bodyOf, handlers, ok } from './route.ts';

/**
 * What the page behind a letter shows. It reads and writes nothing, whoever asks and however often: mail programs, scanners
 * and previews open what they find. The link is in the body, for addresses are kept in logs along the way.
 */
export const links = handlers('links', {
  'open-link': async ({ records, clock, secrets }, request) => {
    const now = clock.now();
    const asked = bodyOf(request, OpenLinkRequest);
    const read = readLink(asked.link, await secrets.read(linksSecret), now);
    if (read.is === 'forged') throw forged('Unauthorized');
    if (read.is === 'expired') throw expired(read.link);
    return ok(await openedLink(records, read.link, now));
  },
});

async function openedLink(records: Records, link: HoldLink, now: string): Promise<OpenedLink> {
  const { tenant, incident } = link;
  const hold = (await load(records, shapes.hold, keys.hold(tenant, incident, link.hold)))?.value;
  if (hold === undefined || hold.planHash !== link.planHash) throw anotherPlan();
  const owner = (await load(records, shapes.user, keys.user(tenant, link.approver)))?.value;
  if (owner === undefined || !mayDecide(owner))
    throw new Fault(
      'Forbidden',
      'whoever this link was sent to may not decide here any more',
      'Ask an owner, if that is a mistake.',
      { because: 'no_approver' },
    );
  const pk = partitionOf(tenant, incident);
  const [head, proposal, remediation, notice, decisions] = await Promise.all([
    need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`),
    need(records, shapes.proposal, keys.proposal(tenant, incident, hold.proposal), `proposal ${hold.proposal}`),
    need(records, shapes.remediation, keys.remediation(tenant, incident, hold.remediation), 'remediation'),
    load(records, shapes.notice, noteKey(hold, owner.id)),
    loadAll(records, shapes.decision, pk, prefixes.decision),
  ]);
  const record = await load(records, shapes.finding, keys.finding(tenant, incident, remediation.value.finding));
  const answers = decisions.map(({ value }) => value).filter((it) => it.hold === hold.id);
  const open = (hold.status === 'pending' || hold.status === 'info_needed') && hold.expiresAt > now;
  const { id, title, status, reason, cluster, namespace, workload, openedAt, triage } = head.value;
  const { status: moved, outcome, reason: why, attempt } = remediation.value;
  // Whoever holds the link need be nobody of ours: texts of senders and of people are shown as the letter shows them.
  return withoutSecrets<OpenedLink>({
    hold: shownHold(hold, proposal.value),
    incident: {
      id,
      title,
      status,
      reason,
      cluster,
      ...(namespace !== undefined && { namespace }),
      ...(workload !== undefined && { workload }),
      openedAt,
      severity: triage?.severity ?? null,
      category: triage?.category ?? null,
    },
    finding: record === undefined ? null : findingOf(record.value, head.value.diagnosis?.findings),
    sentTo: { id: owner.id, name: owner.name },
    usedAt: notice?.value.usedAt ?? null,
    open,
    ended: open ? null : await endOf(records, hold, answers),
    remediation: { status: moved, outcome, reason: why, attempt },
  });
}

/** As the diagnosis shows it: of the judgement alone nobody knows whom it hurts. */
function findingOf(record: FindingRecord, found: readonly Finding[] = []): Finding {
  const { object, cause, confidence, evidence } = record.judgement;
  const same = found.find((it) => it.cause.id === cause.id && JSON.stringify(it.object) === JSON.stringify(object));
  return {
    rank: record.rank,
    object,
    cause,
    confidence,
    evidence: evidence.map(({ from, says }, at) => ({ id: `e${at + 1}`, from, says })),
    victims: same?.victims ?? [],
    actions: record.actions,
  };
}
type Finding = NonNullable<OpenedLink['finding']>;

async function endOf(
  records: Records,
  hold: Hold,
  answers: readonly Decision[],
): Promise<NonNullable<OpenedLink['ended']>> {
  const status = hold.status === 'pending' || hold.status === 'info_needed' ? 'expired' : hold.status;
  const given = answers
    .filter(({ verdict }) => verdict !== 'need_more_info')
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const last = given.at(-1);
  const named = async ({ by }: Decision) => {
    const user = await load(records, shapes.user, keys.user(hold.tenant, by));
    return { id: by, name: user?.value.name ?? by };
  };
  return {
    status,
    by: await Promise.all(given.map(named)),
    at: status === 'expired' ? hold.expiresAt : (last?.at ?? null),
    reason: last?.reason ?? null,
  };
}
