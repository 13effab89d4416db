import { Source } from '../../contracts/alert.ts';
import { asFault, Fault } from '../../contracts/fault.ts';
import type { QueuedDelivery } from '../incident/arrival.ts';
import { authenticates } from '../intake/authenticate.ts';
import { toBase64 } from '../intake/base64.ts';
import { cutText } from '../intake/cut-text.ts';
import { parseDelivery } from '../intake/parse-delivery.ts';
import { topicMessageOf } from '../intake/topic-message.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import { hearTopic } from './hear-topic.ts';
import { handlers, paramOf } from './route.ts';

/**
 * The front door. Not authentic: kept nowhere. Authentic: the bytes are on the queue before anybody hears 202, and when they
 * cannot be read they are there too, so that people see it, before the sender hears 400.
 */
export const receiveWebhook = handlers('receive-webhook', {
  'receive-webhook': async (ports, request) => {
    const source = Source.safeParse(paramOf(request, 'source'));
    const hookId = paramOf(request, 'hook');
    const hook = (await load(ports.records, shapes.hook, keys.hook(hookId)))?.value;
    if (!source.success || hook === undefined || hook.source !== source.data) throw unknown();
    const receivedAt = ports.clock.now();
    const message = hook.auth.kind === 'sns' ? topicMessageOf(request, hook.auth.topics, receivedAt) : undefined;
    const proven =
      hook.auth.kind === 'sns'
        ? message !== undefined && (await ports.topics.verify(message)) === 'genuine'
        : authenticates(hook, request.headers, await ports.secrets.read(hook.secret));
    if (!proven) throw unknown();

    const contentType = request.headers['content-type'] ?? '';
    const delivery: QueuedDelivery = {
      id: ports.ids.next(),
      tenant: hook.tenant,
      hook: hook.id,
      source: hook.source,
      cluster: hook.cluster,
      receivedAt,
      contentType,
      bytes: toBase64(request.body),
    };
    if (message !== undefined && message.Type !== 'Notification')
      return { status: 202, body: await hearTopic(ports, hook, message, delivery) };
    try {
      const parsed = parseDelivery({ source: hook.source, bytes: request.body, contentType, receivedAt });
      await ports.alerts.send(JSON.stringify(delivery));
      return { status: 202, body: { delivery: delivery.id, alerts: parsed.alerts.length, ignored: parsed.ignored } };
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.word === 'Malformed')
        await ports.alerts.send(JSON.stringify({ ...delivery, unreadable: cutText(fault.message, 1000) }));
      throw fault;
    }
  },
});

/** Unknown hook, other source and wrong secret answer alike: whoever has no secret learns nothing. */
const unknown = (): Fault =>
  new Fault(
    'Unauthorized',
    'this hook does not know you',
    'Check the address and the secret: `mendgate hooks` prints what the sender must send.',
  );
