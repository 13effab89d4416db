import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { type Kind, type KubeObject, Metadata } from '../../contracts/kube.ts';
import type { Who } from './connection.ts';
import type { Limits } from './limits.ts';
import { apiVersionOf, pathOf } from './path.ts';
import { refusalOf } from './refusal.ts';
import type { Transport } from './transport.ts';

const ListPage = z.looseObject({
  metadata: z.looseObject({ continue: z.string().optional() }).optional(),
  items: z.array(z.unknown()).nullish(),
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
    for (const item of page.items ?? []) found.push(objectIn(item, kind) ?? refuse(about));
    if (found.length > limits.maxObjects)
      throw new Fault('TooLarge', `list ${about}: more than ${limits.maxObjects} objects`, 'Ask for one namespace.');
    from = page.metadata?.continue ?? '';
    if (from === '') return found;
  }
}

/**
 * An item of a list as an object that says what it is; undefined when it is none. The item itself and no copy: it was parsed for
 * us alone, and a list may have thousands.
 */
function objectIn(item: unknown, kind: Kind): KubeObject | undefined {
  if (typeof item !== 'object' || item === null || !('metadata' in item)) return undefined;
  if (!Metadata.safeParse(item.metadata).success) return undefined;
  return Object.assign(item, { apiVersion: apiVersionOf(kind), kind }) as KubeObject;
}

function refuse(about: string): never {
  throw unreadable(about);
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
