import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { type Kind, KubeObject } from '../../contracts/kube.ts';
import type { Who } from './connection.ts';
import type { Limits } from './limits.ts';
import { apiVersionOf, pathOf } from './path.ts';
import { refusalOf } from './refusal.ts';
import type { Transport } from './transport.ts';

const ListPage = z.looseObject({
  metadata: z.looseObject({ continue: z.string().optional() }).optional(),
  items: z.array(z.looseObject({})).nullish(),
});

/** All objects of a kind, page by page, within a bound of objects and bytes (Fault TooLarge). */
export async function listAll(
  send: Transport,
  who: Who,
  limits: Limits,
  kind: Kind,
  namespace: string | undefined,
): Promise<KubeObject[]> {
  const about = `${kind} in ${namespace ?? 'all namespaces'}`;
  const base = pathOf(kind, namespace);
  const found: KubeObject[] = [];
  let bytes = 0;
  let from = '';
  let restarted = false;
  for (;;) {
    const path = `${base}?limit=${limits.pageSize}${from && `&continue=${encodeURIComponent(from)}`}`;
    const reply = await send.read({ method: 'GET', path, maxBytes: limits.maxBytes - bytes });
    // The continue token outlived the server's memory of that moment. From the start once: a mix of two moments is no list.
    if (reply.status === 410 && from !== '' && !restarted) {
      [restarted, from, bytes, found.length] = [true, '', 0, 0];
      continue;
    }
    if (reply.status !== 200) throw refusalOf(reply, { verb: 'list', about, who });
    bytes += reply.text.length;
    const page = parse(ListPage, reply.text, about);
    for (const item of page.items ?? []) {
      const object = KubeObject.safeParse({ ...item, apiVersion: apiVersionOf(kind), kind });
      if (!object.success) throw unreadable(about);
      found.push(object.data);
    }
    if (found.length > limits.maxObjects)
      throw new Fault('TooLarge', `list ${about}: more than ${limits.maxObjects} objects`, 'Ask for one namespace.');
    from = page.metadata?.continue ?? '';
    if (from === '') return found;
  }
}

/** The body of a 200 by its schema; Unavailable when it is something else, as from a sign-in page in between. */
export function parse<T>(schema: z.ZodType<T>, text: string, about: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw unreadable(about);
  }
}

const unreadable = (about: string): Fault =>
  new Fault(
    'Unavailable',
    `${about}: the answer is not a Kubernetes object`,
    'Something between here and the API server answers for it: check the address and the proxy.',
  );
