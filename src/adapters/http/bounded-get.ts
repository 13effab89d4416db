import { Fault } from '../../contracts/fault.ts';

export interface Got {
  readonly status: number;
  /** Undefined when there was more than the bound. */
  readonly text: string | undefined;
}

/**
 * Gets a text over https: no redirect followed, at most `bytes` read, over after `ms`. Any status is an answer. Throws
 * Unavailable when there is none.
 */
export async function boundedGet(
  fetch: typeof globalThis.fetch,
  address: string,
  { bytes, ms }: { bytes: number; ms: number },
): Promise<Got> {
  const host = address.split('/')[2];
  try {
    const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(ms) });
    return { status: response.status, text: await textOf(response, bytes) };
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('Unavailable', `no answer from ${host}: ${why}`, 'Let it out over https, and send it again.');
  }
}

async function textOf(response: Response, most: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    // Leaving the loop takes the connection down with it.
    if (size > most) return undefined;
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}
