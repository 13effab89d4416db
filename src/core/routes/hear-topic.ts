import type { DeliveryTaken } from '../../contracts/api/deliveries.ts';
import type { Hook } from '../../contracts/hook.ts';
import type { TopicMessage } from '../../contracts/topic.ts';
import type { QueuedDelivery } from '../incident/arrival.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';

const ended = (topic: string) =>
  `the topic ${topic} does not send here any more: somebody ended its subscription. Subscribe this hook again, unless it was meant.`;

/**
 * Takes what a topic says of its subscription, once per message: an offer of one it may send here is accepted; the end of one is
 * shown to people like an alarm nobody can read, for alarms that stop coming look like health.
 */
export async function hearTopic(
  ports: Pick<Ports, 'records' | 'alerts' | 'topics'>,
  hook: Hook,
  message: TopicMessage,
  delivery: QueuedDelivery,
): Promise<DeliveryTaken> {
  const { tenant } = hook;
  const { Type, TopicArn, MessageId } = message;
  const begins = Type === 'SubscriptionConfirmation';
  const heard = (why: string): DeliveryTaken => ({ delivery: MessageId, alerts: 0, ignored: [{ what: Type, why }] });
  const receipt = derivedId('topic', hook.id, MessageId);
  if ((await load(ports.records, shapes.receipt, keys.receipt(tenant, tenantLog, receipt))) !== undefined)
    return heard('it was taken before');

  if (begins) await ports.topics.confirm(message);
  else await ports.alerts.send(JSON.stringify({ ...delivery, unreadable: ended(TopicArn) }));
  await commit(ports.records, { tenant, incident: tenantLog, receipt }, async () => ({
    output: null,
    log: [
      {
        at: delivery.receivedAt,
        actor: { kind: 'hook', id: hook.id },
        event: begins ? 'hook_subscribed' : 'hook_unsubscribed',
        about: hook.id,
        detail: { topic: TopicArn },
      },
    ],
  }));
  return heard(
    begins ? 'the subscription is confirmed' : 'people are shown that this topic does not send here any more',
  );
}
