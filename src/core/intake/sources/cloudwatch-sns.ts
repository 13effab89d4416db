import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod';
import { asFault, Fault } from '../../../contracts/fault.ts';
import { refusalOf } from '../field-path.ts';
import { intakeLimits } from '../limits.ts';
import { readJson } from '../read-json.ts';

/** Whatever SNS posts: told from an event by what only it has. */
const Envelope = z.object({
  Type: z.string(),
  TopicArn: z.string(),
  MessageId: z.string().min(1).max(intakeLimits.deliveryId),
  Message: z.string(),
});

const Dimension = z.object({ name: z.string(), value: z.string() });
const Metric = z.object({
  MetricName: z.string().nullish(),
  Namespace: z.string().nullish(),
  Dimensions: z.array(Dimension).nullish(),
});
/** An alarm as CloudWatch writes it to a topic (CloudWatch user guide, "Notifying users on alarm changes"). */
const Alarm = z.object({
  AlarmName: z.string().min(1),
  AlarmArn: z.string().nullish(),
  AlarmDescription: z.string().nullish(),
  AWSAccountId: z.string().nullish(),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: z.string().nullish(),
  StateChangeTime: z.string().nullish(),
  OldStateValue: z.string().nullish(),
  AlarmRule: z.string().nullish(),
  Trigger: Metric.extend({
    Metrics: z.array(z.object({ MetricStat: z.object({ Metric: Metric }).nullish() })).nullish(),
  }).nullish(),
});

const hint =
  'Let the alarm send to the topic itself, or a rule on source aws.cloudwatch, without an input transformer. Correct the named fields and send it again.';

export interface FromTopic {
  readonly deliveryId: string;
  /** In the form of an EventBridge event; undefined for what is no alarm, and `why` says so. */
  readonly event: unknown;
  readonly what: string;
  readonly why: string;
}

/** The event in a message of SNS; undefined when this is no such message. Throws Malformed naming the field. */
export function fromTopic(payload: unknown): FromTopic | undefined {
  const envelope = Envelope.safeParse(payload);
  if (!envelope.success) return undefined;
  const { Type, MessageId, Message } = envelope.data;
  const why = 'it is about a subscription, not about an alarm';
  if (Type !== 'Notification') return { deliveryId: MessageId, event: undefined, what: Type, why };
  const inner = messageOf(Message);
  // A rule of EventBridge may send to a topic as well; then the event stands in it as it is.
  if (typeof inner === 'object' && inner !== null && 'detail-type' in inner)
    return { deliveryId: MessageId, event: inner, what: Type, why: '' };
  const alarm = Alarm.safeParse(inner);
  if (!alarm.success) throw refusalOf(alarm.error, hint);
  return { deliveryId: MessageId, event: eventOf(alarm.data), what: Type, why: '' };
}

function messageOf(text: string): unknown {
  try {
    return readJson(utf8ToBytes(text.toWellFormed()), intakeLimits);
  } catch (thrown) {
    const { word, message, extra } = asFault(thrown);
    throw new Fault(word, message.replace('(whole body)', 'Message'), hint, { ...extra, fields: ['Message'] });
  }
}

function eventOf(alarm: z.infer<typeof Alarm>): unknown {
  const { AlarmArn: arn, Trigger: trigger } = alarm;
  const own = trigger?.MetricName == null ? [] : [trigger];
  const metrics = [...own, ...(trigger?.Metrics ?? []).flatMap((it) => it.MetricStat?.Metric ?? [])];
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    account: alarm.AWSAccountId,
    // The message names its region for people ("EU (Frankfurt)"); the alarm's ARN names it as everything else does.
    region: arn?.split(':')[3],
    resources: arn == null ? [] : [arn],
    detail: {
      alarmName: alarm.AlarmName,
      state: { value: alarm.NewStateValue, reason: alarm.NewStateReason, timestamp: alarm.StateChangeTime },
      previousState: { value: alarm.OldStateValue },
      configuration: {
        description: alarm.AlarmDescription,
        alarmRule: alarm.AlarmRule,
        metrics: metrics.map((metric) => ({
          metricStat: {
            metric: {
              name: metric.MetricName,
              namespace: metric.Namespace,
              dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ name, value }) => [name, value])),
            },
          },
        })),
      },
    },
  };
}
