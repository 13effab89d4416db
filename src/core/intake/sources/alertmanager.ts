import * as z from 'zod';
import type { Alert, Parsed } from '../../../contracts/alert.ts';
import { boundLabels } from '../bound-labels.ts';
import { cleanLine, cleanText } from '../cut-text.ts';
import { refusalOf } from '../field-path.ts';
import { idOfLabels } from '../fingerprint.ts';
import { intakeLimits } from '../limits.ts';
import { readTime } from '../read-time.ts';
import { whereOf } from '../where-of.ts';
import type { SourceReader } from './reader.ts';

const Texts = z.record(z.string(), z.string());
const Firing = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Texts.refine((labels) => Object.keys(labels).length > 0, 'an alert has at least one label'),
  annotations: Texts.nullish(),
  startsAt: z.string().nullish(),
  fingerprint: z.string().nullish(),
  generatorURL: z.string().nullish(),
});
type Firing = z.infer<typeof Firing>;

/**
 * The webhook body of Prometheus Alertmanager, version 4 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).
 * Its version is not asked for: the fields decide, and other senders use them under other version numbers.
 */
const Body = z.object({
  alerts: z.array(Firing),
  truncatedAlerts: z.int().min(0).nullish(),
});

const hint =
  'Post the body that Alertmanager sends (webhook_config, version 4): alerts[] with status, labels and annotations. Correct the named fields and send it again.';

export const alertmanager: SourceReader = {
  contentTypes: [/^application\/json$/],
  parse(payload, unnamed): Parsed {
    const body = Body.safeParse(payload);
    if (!body.success) throw refusalOf(body.error, hint);
    const ignored: Parsed['ignored'] = [];
    const alerts = body.data.alerts.map((firing, at) => {
      const { alert, left } = alertOf(firing);
      if (left > 0)
        ignored.push({
          what: `alerts[${at}].labels`,
          why: `${left} labels beyond ${intakeLimits.labels} are left out`,
        });
      return alert;
    });
    if (alerts.length === 0) ignored.push({ what: 'alerts', why: 'the delivery holds no alert' });
    const truncated = body.data.truncatedAlerts ?? 0;
    if (truncated > 0)
      ignored.push({ what: 'truncatedAlerts', why: `the sender left out ${truncated} alerts (max_alerts)` });
    return { deliveryId: unnamed, alerts, ignored };
  },
};

function alertOf(firing: Firing): { alert: Alert; left: number } {
  const { labels, left } = boundLabels(firing.labels);
  const notes = firing.annotations ?? {};
  const note = (name: string): string =>
    Object.hasOwn(notes, name) ? cleanText(notes[name] ?? '', intakeLimits.description) : '';
  const summary = note('summary') || note('title');
  const text = note('description') || note('message');
  const alertname = Object.hasOwn(firing.labels, 'alertname') ? (firing.labels.alertname ?? '') : '';
  // The rule's name first: it is the same for every alarm of its kind, while a summary names pods and values.
  const title = cleanLine(alertname, intakeLimits.title) || cleanLine(summary, intakeLimits.title) || 'Unnamed alert';
  const both = summary === text || summary === '' || text === '' ? summary || text : `${summary}\n${text}`;
  const description = cleanText(both, intakeLimits.description);
  const startedAt = readTime(firing.startsAt);
  const link = webLink(firing.generatorURL);
  const senderId = cleanLine(firing.fingerprint ?? '', intakeLimits.senderId) || idOfLabels(firing.labels);
  return {
    alert: {
      source: 'alertmanager',
      senderId,
      status: firing.status,
      title,
      ...(description !== '' && { description }),
      ...whereOf(firing.labels),
      ...(startedAt !== undefined && { startedAt }),
      labels,
      ...(link !== undefined && { link }),
    },
    left,
  };
}

/** Only what a browser may safely follow; a URL that is too long is left out, because half of it leads elsewhere. */
function webLink(url: string | null | undefined): string | undefined {
  if (typeof url !== 'string' || url.length > intakeLimits.link) return undefined;
  return /^https?:\/\/[^\s<>"'`\\\p{Cc}\p{Cf}\p{Cs}]+$/iu.test(url) ? url : undefined;
}
