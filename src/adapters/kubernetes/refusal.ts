import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import type { Who } from './connection.ts';
import type { Reply } from './request.ts';

/** The `Status` every Kubernetes refusal is written as. */
const Status = z.looseObject({
  kind: z.literal('Status'),
  message: z.string().default(''),
  reason: z.string().default(''),
  details: z.looseObject({ name: z.string().optional(), causes: z.array(z.unknown()).optional() }).nullish(),
});
export type Status = z.infer<typeof Status>;

/** What was asked, for the person who reads the fault. */
export interface Question {
  verb: 'list' | 'get' | 'patch' | 'create';
  /** `deployment/shop/cart`, `Pod in shop`, `logs of pod/shop/cart-1`. */
  about: string;
  who: Who;
}

export function statusOf(reply: Reply): Status | undefined {
  try {
    return Status.parse(JSON.parse(reply.text));
  } catch {
    return undefined;
  }
}

/** The object named is not there; `404 page not found` and a 404 without a name mean that the kind is not served. */
export const isAbsent = (reply: Reply): boolean => reply.status === 404 && !!statusOf(reply)?.details?.name;

/** The server's own words without what must not travel: a strict decoding error quotes the whole object, env values too. */
export function saysOf(status: Status | undefined, reply: Reply): string {
  let says =
    status?.message.trim() || (reply.status === 404 ? 'not served here (404)' : `status ${reply.status}, unexplained`);
  const start = says.indexOf('"{');
  const end = says.lastIndexOf('}"');
  if (start >= 0 && end > start) says = `${says.slice(0, start)}(the object)${says.slice(end + 2)}`;
  return says.length > 1000 ? `${says.slice(0, 1000)}…` : says;
}

/**
 * A refusal as a Fault. A 403 is two things: this identity may not (RBAC), or nobody may with this content (quota, pod
 * security, a webhook that picked 403). Only the text tells them apart; checked on 1.36.
 */
export function refusalOf(reply: Reply, asked: Question): Fault {
  const status = statusOf(reply);
  const says = saysOf(status, reply);
  const { whose } = asked.who;
  const writing = asked.verb === 'patch' || asked.verb === 'create';
  const fault = (word: 'Forbidden' | 'NotFound' | 'Stale' | 'Impossible' | 'Unavailable', hint: string): Fault =>
    new Fault(word, `${asked.verb} ${asked.about}: ${says}`, hint, { status: reply.status });

  if (reply.status === 401)
    return fault(
      'Forbidden',
      asked.who.ifUnknown ?? `The server does not know who ${whose} is: sign in again or renew its token.`,
    );
  if (reply.status === 403 && !(writing && isContent(says)))
    return fault('Forbidden', `${whose} may not ${asked.verb} ${asked.about}: grant it that, or name another context.`);
  if (reply.status === 404)
    return isAbsent(reply)
      ? fault('NotFound', 'It is not there (any more): look again.')
      : fault('Unavailable', 'This cluster does not serve that kind. PodMetrics come with the metrics server.');
  if (reply.status === 409 && status?.reason !== 'AlreadyExists')
    return fault('Stale', 'It was changed meanwhile: read it again and plan again.');
  if (reply.status === 429 || reply.status >= 500)
    return fault('Unavailable', 'The API server or something behind it is in trouble: try again in a moment.');
  if (says.includes('does not support dry run'))
    return fault(
      'Impossible',
      'It cannot be rehearsed: an admission webhook refuses dry runs. Set its sideEffects to None.',
    );
  if (reply.status >= 400) {
    if (writing) return fault('Impossible', 'The server refuses this content: change the plan, or what refuses it.');
    return fault('Unavailable', 'The server does not understand the question. Is it a Kubernetes API server?');
  }
  return fault('Unavailable', `It answered ${reply.status}, as no API server does: check the address in ${whose}.`);
}

const isContent = (says: string): boolean => {
  // The authorizer's sentence, the same for RBAC, Node and webhook authorizers.
  if (/\bUser "[^"]*" cannot \w+ /.test(says)) return false;
  // A policy that answers 403 was told to: it is about who asks (ours keeps rehearsers to dry runs). Others answer 422.
  if (says.includes("ValidatingAdmissionPolicy '")) return false;
  return says.includes('admission webhook "') || says.includes(' is forbidden: ');
};
