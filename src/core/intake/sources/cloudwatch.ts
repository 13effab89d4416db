import * as z from 'zod';
import type { Alert, Parsed } from '../../../contracts/alert.ts';
import { Fault } from '../../../contracts/fault.ts';
import { boundLabels } from '../bound-labels.ts';
import { cleanLine, cleanText } from '../cut-text.ts';
import { fieldPath, refusalOf } from '../field-path.ts';
import { intakeLimits } from '../limits.ts';
import { readTime } from '../read-time.ts';
import { dimensionsOf, Metrics, placeOf } from './cloudwatch-place.ts';
import { fromTopic } from './cloudwatch-sns.ts';
import type { SourceReader } from './reader.ts';

const Texts = z.record(z.string(), z.string());

/** What EventBridge wraps around every event. */
const Envelope = z.object({
  id: z.string().min(1).max(intakeLimits.deliveryId).nullish(),
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.string(),
  account: z.string().nullish(),
  region: z.string().nullish(),
  resources: z.array(z.string()).nullish(),
});

/** "CloudWatch Alarm State Change" (CloudWatch user guide, Alarm events and EventBridge): metric, metric math and composite. */
const StateChange = z.object({
  detail: z.object({
    alarmName: z.string().min(1),
    state: z.object({
      value: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
      reason: z.string().nullish(),
      timestamp: z.string().nullish(),
      actionsSuppressedBy: z.string().nullish(),
    }),
    previousState: z.object({ value: z.string().nullish(), timestamp: z.string().nullish() }).nullish(),
    configuration: z
      .object({ description: z.string().nullish(), alarmRule: z.string().nullish(), metrics: Metrics.nullish() })
      .nullish(),
    alarmTags: Texts.nullish(),
  }),
});
type Envelope = z.infer<typeof Envelope>;
type StateChange = z.infer<typeof StateChange>['detail'];

/** Events about alarms that are no alarms themselves. An event type that is not here is refused, so that people see it. */
const noAlarm: Readonly<Record<string, string>> = {
  'CloudWatch Alarm Configuration Change': 'the alarm was created, edited or deleted; its state did not change',
  'CloudWatch Alarm Contributor State Change': "one time series of an alarm changed; the alarm's own event carries it",
};

const hint =
  'Send the EventBridge event as it is (rule on source aws.cloudwatch, no input transformer), or the message of an SNS topic. Correct the named fields and send it again.';

export const cloudwatch: SourceReader = {
  // SNS says of its JSON that it is plain text.
  contentTypes: [/^application\/json$/, /^application\/x-amz-json(-\d\.\d)?$/, /^text\/plain$/],
  parse(payload, unnamed): Parsed {
    const sent = fromTopic(payload);
    if (sent === undefined) return parseEvent(payload, unnamed);
    const { deliveryId, event, what, why } = sent;
    if (event === undefined) return { deliveryId, alerts: [], ignored: [{ what: cleanLine(what, 120), why }] };
    return parseEvent(event, deliveryId);
  },
};

function parseEvent(payload: unknown, unnamed: string): Parsed {
  const envelope = Envelope.safeParse(payload);
  if (!envelope.success) throw refusalOf(envelope.error, hint);
  const event = envelope.data;
  const deliveryId = event.id?.toWellFormed() ?? unnamed;
  const type = event['detail-type'];
  const what = cleanLine(type, 120);
  if (Object.hasOwn(noAlarm, type)) return { deliveryId, alerts: [], ignored: [{ what, why: noAlarm[type] ?? '' }] };
  if (type !== 'CloudWatch Alarm State Change')
    throw new Fault('Malformed', `detail-type: ${JSON.stringify(what)} is not known here`, hint, {
      fields: ['detail-type'],
    });
  const change = StateChange.safeParse(payload);
  if (!change.success) throw refusalOf(change.error, hint);
  const { detail } = change.data;
  if (detail.state.value === 'INSUFFICIENT_DATA') {
    const why =
      'INSUFFICIENT_DATA: CloudWatch could not judge; it says neither that something is wrong nor that it is well';
    return { deliveryId, alerts: [], ignored: [{ what: cleanLine(detail.alarmName, 256), why }] };
  }
  const { alert, left } = alertOf(event, detail);
  const note = { what: 'detail.configuration', why: `${left} labels beyond ${intakeLimits.labels} are left out` };
  return { deliveryId, alerts: [alert], ignored: left > 0 ? [note] : [] };
}

function alertOf(event: Envelope, detail: StateChange): { alert: Alert; left: number } {
  const { configuration, state } = detail;
  const title = cleanLine(detail.alarmName, intakeLimits.title);
  if (title === '')
    throw new Fault('Malformed', `${fieldPath(['detail', 'alarmName'])}: it has no visible character`, hint, {
      fields: ['detail.alarmName'],
    });
  const metrics = configuration?.metrics ?? [];
  const dimensions = dimensionsOf(metrics);
  const { labels, left } = boundLabels({
    ...tagLabels(detail.alarmTags ?? {}),
    ...dimensions,
    ...given('account', event.account),
    ...given('region', event.region),
    ...given('alarmRule', configuration?.alarmRule),
    ...given('actionsSuppressedBy', state.actionsSuppressedBy),
    ...given('metric', metrics.map((metric) => metric.metricStat?.metric.name).find(Boolean)),
    ...given('metricNamespace', metrics.map((metric) => metric.metricStat?.metric.namespace).find(Boolean)),
  });
  const texts = [configuration?.description ?? '', state.reason ?? ''].filter((text) => text.trim() !== '');
  const description = cleanText(texts.join('\n'), intakeLimits.description);
  // An OK says when the alarm ended; when it began is what its previous state says.
  const began =
    state.value === 'ALARM' ? state : detail.previousState?.value === 'ALARM' ? detail.previousState : undefined;
  const startedAt = readTime(began?.timestamp);
  const arn = event.resources?.find((resource) => resource.includes(':alarm:'));
  const unsigned = `${event.account ?? ''}:${event.region ?? ''}:alarm:${detail.alarmName}`;
  const link = consoleLink(event.region, arn, detail.alarmName);
  return {
    alert: {
      source: 'cloudwatch',
      senderId: cleanLine(arn ?? unsigned, intakeLimits.senderId),
      status: state.value === 'ALARM' ? 'firing' : 'resolved',
      title,
      ...(description !== '' && { description }),
      ...placeOf(dimensions, detail.alarmTags ?? {}),
      ...(startedAt !== undefined && { startedAt }),
      labels,
      ...(link !== undefined && { link }),
    },
    left,
  };
}

const given = (name: string, value: string | null | undefined): Record<string, string> =>
  typeof value === 'string' ? { [name]: value } : {};

const tagLabels = (tags: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`tag:${name}`, value]));

/** The alarm's page, in the partition whose console has this address. */
function consoleLink(region: string | null | undefined, arn: string | undefined, alarm: string): string | undefined {
  if (typeof region !== 'string' || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || !arn?.startsWith('arn:aws:'))
    return undefined;
  const link = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(alarm.toWellFormed())}`;
  return link.length <= intakeLimits.link ? link : undefined;
}
