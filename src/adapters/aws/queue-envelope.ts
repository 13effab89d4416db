import { Fault } from '../../contracts/fault.ts';
import type { Objects } from '../../core/ports.ts';

/** Ours, in bytes; SQS takes 1 MiB, but what people look at in a dead-letter queue should be small and whole. */
export const inlineAtMost = 256 * 1024;
/** No JSON begins so. What does begin so goes by reference itself, so that a message always means one thing. */
const MARK = 'mendgate-object:';
const REFERENCE = /^mendgate-object:([0-9a-f]{64})$/;
/**
 * What SQS takes ("SendMessage", Important) without characters beyond the first plane, which some stand-ins refuse: ours are
 * base64 and ids, so hardly a body goes by reference for it.
 */
const FIT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]+$/;

/** A body as the queue carries it: as it is where it fits, else a reference to an object that holds it. */
export async function intoMessage(body: string, objects: Pick<Objects, 'put'>): Promise<string> {
  if (!body.startsWith(MARK) && FIT.test(body) && Buffer.byteLength(body) <= inlineAtMost) return body;
  // JSON of the text keeps lone surrogates, which UTF-8 itself cannot carry.
  return `${MARK}${await objects.put(Buffer.from(JSON.stringify(body)))}`;
}

/** The body that was sent. Throws Impossible when a reference names nothing any more. */
export async function fromMessage(message: string, objects: Pick<Objects, 'get'>): Promise<string> {
  const sha256 = REFERENCE.exec(message)?.[1];
  if (sha256 === undefined) return message;
  const bytes = await objects.get(sha256);
  if (bytes === undefined) {
    const hint = 'It was deleted from the bucket before it was taken: send the alarm again from its source.';
    throw new Fault('Impossible', `a message refers to object ${sha256}, which is gone`, hint);
  }
  const body: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (typeof body === 'string') return body;
  throw new Fault('Malformed', `object ${sha256} is no body of a message`, 'Only Mendgate writes such messages.');
}
