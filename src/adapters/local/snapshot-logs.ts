import { open, readFile } from 'node:fs/promises';
import { Fault } from '../../contracts/fault.ts';
import type { SnapshotFile } from './snapshot-files.ts';
import { reason } from './snapshot-files.ts';

export interface LogsAsk {
  namespace: string;
  pod: string;
  container: string;
  previous: boolean;
  lines: number;
}
/** Where the logs lie. Files are read when they are asked for: a dump holds far more than a diagnosis wants. */
export interface LogIndex {
  add(file: SnapshotFile): boolean;
  /** `unknown`: nobody took this log. Undefined: there was none. Throws Unavailable when the file cannot be read. */
  read(ask: LogsAsk): Promise<string | undefined | 'unknown'>;
}

const KEPT_BYTES = 1024 * 1024;
const MAX_DUMP_BYTES = 64 * 1024 * 1024;

export function logIndex(): LogIndex {
  const single = new Map<string, SnapshotFile>();
  const dumps = new Map<string, SnapshotFile>();
  return {
    add(file) {
      const place = placeOf(file.path.split('/'));
      if (place === undefined) return false;
      if (place.container === undefined) dumps.set(key(place), file);
      else single.set(key(place), file);
      return true;
    },
    async read(ask) {
      const own = single.get(key(ask));
      if (own) return lastLines(await endOf(own), ask.lines);
      const dump = ask.previous ? undefined : dumps.get(key({ namespace: ask.namespace, pod: ask.pod }));
      if (dump === undefined) return 'unknown';
      return fromDump(await wholeOf(dump), ask);
    },
  };
}

interface Place {
  namespace: string;
  pod: string;
  container?: string;
  previous?: boolean;
}
const key = ({ namespace, pod, container = '', previous = false }: Place): string =>
  [namespace, pod, container, previous].join('/');

/** `<ns>/<pod>/logs.txt` (kubectl), `<ns>/<pod>/<container>[.previous].log` (mendgate), and where the two bundles keep theirs. */
function placeOf(segments: string[]): Place | undefined {
  const name = segments.at(-1) ?? '';
  const [namespace, pod] = segments.slice(-3);
  if (segments.length >= 7 && segments.at(-2) === 'logs' && /^(current|previous)\.log$/.test(name)) {
    // must-gather: namespaces/<ns>/pods/<pod>/<container>/<container>/logs/current.log
    const [, inside, pods, of, container] = segments.slice(-8);
    if (inside === undefined || pods !== 'pods' || of === undefined || container === undefined) return undefined;
    return { namespace: inside, pod: of, container, previous: name === 'previous.log' };
  }
  if (segments.length < 3 || namespace === undefined || pod === undefined) return undefined;
  if (name === 'logs.txt') return { namespace, pod };
  if (!name.endsWith('.log')) return undefined;
  const stem = name.slice(0, -'.log'.length);
  // Troubleshoot: pods/logs/<ns>/<pod>/<container>-previous.log
  const suffix = segments.at(-4) === 'logs' ? '-previous' : '.previous';
  const previous = stem.endsWith(suffix);
  return { namespace, pod, container: previous ? stem.slice(0, -suffix.length) : stem, previous };
}

/**
 * A container's part of `logs.txt`. Headers count only with this pod's own name: a program may print a header too, and must
 * not speak for another pod.
 */
function fromDump(text: string, { namespace, pod, container, lines }: LogsAsk): string | undefined | 'unknown' {
  const start = `==== START logs for container ${container} of pod ${namespace}/${pod} ====\n`;
  const from = text.indexOf(start);
  if (from < 0) return 'unknown';
  const body = from + start.length;
  // The end may stand on the last line of a log without a final line feed.
  const to = text.indexOf(`==== END logs for container ${container} of pod ${namespace}/${pod} ====`, body);
  const log = text.slice(body, to < 0 ? undefined : to);
  const failed = /^(?:Request log error|Create log request error): (.*)\n?$/.exec(log);
  if (failed === null) return lastLines(log.slice(-KEPT_BYTES), lines);
  const why = failed[1] ?? '';
  if (/is waiting to start|previous terminated container/.test(why)) return undefined;
  throw unavailable(`logs of pod/${namespace}/${pod} ${container}: ${why.slice(0, 300)}`);
}

async function wholeOf(file: SnapshotFile): Promise<string> {
  if (file.bytes > MAX_DUMP_BYTES) throw unavailable(`file ${file.path}: larger than 64 MB`);
  try {
    return await readFile(file.real, 'utf8');
  } catch (thrown) {
    throw unavailable(`file ${file.path}: ${reason(thrown)}`);
  }
}

async function endOf(file: SnapshotFile): Promise<string> {
  try {
    await using handle = await open(file.real, 'r');
    const length = Math.min(file.bytes, KEPT_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, file.bytes - length);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return length < file.bytes ? text.slice(text.indexOf('\n') + 1) : text;
  } catch (thrown) {
    throw unavailable(`file ${file.path}: ${reason(thrown)}`);
  }
}

function lastLines(text: string, lines: number): string {
  let from = text.endsWith('\n') ? text.length - 1 : text.length;
  if (lines <= 0) return '';
  for (let left = lines; left > 0; left--) {
    from = text.lastIndexOf('\n', from - 1);
    if (from < 0) return text;
  }
  return text.slice(from + 1);
}

const unavailable = (says: string): Fault =>
  new Fault('Unavailable', says, 'Take the snapshot again, or look at the cluster itself.');
