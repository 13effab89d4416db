import type { Who } from './connection.ts';
import { pathOf } from './path.ts';
import { isAbsent, refusalOf, saysOf, statusOf } from './refusal.ts';
import type { Reply } from './request.ts';
import type { Transport } from './transport.ts';

// The kubelet's limit cuts the end off, where the crash is. So it is wide, and the end of what came is kept.
const ASKED_BYTES = 8 * 1024 * 1024;
const KEPT_CHARS = 1024 * 1024;

interface LogsAsk {
  namespace: string;
  pod: string;
  container: string;
  previous: boolean;
  lines: number;
}

/** The last lines of a container's log, at most about 1 MB of them. Undefined when there is no such log. */
export async function readLogs(send: Transport, who: Who, ask: LogsAsk): Promise<string | undefined> {
  const query = new URLSearchParams({
    container: ask.container,
    tailLines: String(Math.max(0, Math.trunc(ask.lines))),
    limitBytes: String(ASKED_BYTES),
    ...(ask.previous && { previous: 'true' }),
  });
  const path = `${pathOf('Pod', ask.namespace, ask.pod, 'log')}?${query}`;
  const reply = await send.read({ method: 'GET', path, maxBytes: ASKED_BYTES * 2 });
  if (reply.status === 200) return hasNoFile(reply.text) ? undefined : tail(reply.text);
  if (isAbsent(reply) || (reply.status === 400 && neverRan(reply))) return undefined;
  const about = `logs of pod/${ask.namespace}/${ask.pod} ${ask.container}`;
  throw refusalOf(reply, { verb: 'get', about, who });
}

const neverRan = (reply: Reply): boolean =>
  /previous terminated container .* not found|is waiting to start|is not valid for pod|does not have a host assigned/.test(
    saysOf(statusOf(reply), reply),
  );

// The kubelet answers 200 when the runtime has already removed the file.
const hasNoFile = (text: string): boolean => /^unable to retrieve container logs for \S+$/.test(text.trimEnd());

function tail(text: string): string {
  if (text.length <= KEPT_CHARS) return text;
  const kept = text.slice(-KEPT_CHARS);
  return kept.slice(kept.indexOf('\n') + 1);
}
