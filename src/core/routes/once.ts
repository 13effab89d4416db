import { asFault, Fault, type FaultWord } from '../../contracts/fault.ts';
import { type Instant, plusSeconds, secondsBetween } from '../../contracts/instant.ts';
import type { Json } from '../../contracts/json.ts';
import type { Route } from '../../contracts/route.ts';
import type { Once, User } from '../../contracts/stored.ts';
import { derivedId, digestOf, sha256Hex } from '../ledger/digest.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, remove, type Stored, shapes, upsert } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import type { Request, Response } from './route.ts';

const keptSeconds = 24 * 3600;
/** No function runs longer: what is still `begun` after it was cut off. */
const atWorkSeconds = 60;

/** No refusals: what they end may have been done. Made twice, the first secret is nobody's, and the one before it is gone. */
const inDoubt: ReadonlySet<FaultWord> = new Set(['Unavailable', 'Bug']);

/**
 * Does a POST once however often it is sent under one `Idempotency-Key`: the first claims the key, the others hear what it
 * answered. A refusal frees the key, for nothing was done. Throws Impossible when the key named another request, Contended
 * while the first is under way, Conflict when nobody can tell how it ended: doubt does not act twice.
 */
export async function once(
  route: Pick<Route, 'id' | 'once'>,
  ports: Pick<Ports, 'records' | 'clock'>,
  request: Request,
  person: User,
  work: () => Promise<Response>,
): Promise<Response> {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return work();
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Fault(
      'Malformed',
      'Idempotency-Key is not 1 to 255 visible ASCII characters',
      'Send a random one for each thing you want done, such as a UUID.',
    );
  if (route.once === 'receipt') return work();
  const { tenant } = person;
  const id = derivedId('once', person.id, key);
  const at = keys.once(tenant, id);
  const now = ports.clock.now();
  const asked = digestOf([route.id, request.params, request.query, sha256Hex(request.body)]);
  const standing = await load(ports.records, shapes.once, at);
  if (standing !== undefined && standing.value.until > now) return again(standing.value, asked, now);

  const begun: Once = { id, tenant, request: asked, state: 'begun', at: now, until: plusSeconds(now, keptSeconds) };
  const claimed = await ports.records.write([upsert(shapes.once, at, standing, begun)]);
  if (!claimed.ok) throw underWay();
  const mine: Stored<Once> = { key: at, rev: (standing?.rev ?? 0) + 1, value: begun };
  let answer: Response;
  try {
    answer = await work();
  } catch (refused) {
    if (!(route.once === 'mark' && inDoubt.has(asFault(refused).word))) await ports.records.write([remove(mine)]);
    throw refused;
  }
  const { status, body, headers } = answer;
  const kept =
    route.once === 'mark'
      ? {}
      : { answer: { status, body: JSON.parse(JSON.stringify(body)) as Json, ...(headers && { headers }) } };
  await ports.records.write([change(shapes.once, mine, { ...begun, state: 'done', ...kept })]);
  return answer;
}

function again(standing: Once, asked: string, now: Instant): Response {
  if (standing.request !== asked)
    throw new Fault(
      'Impossible',
      'this Idempotency-Key named another request',
      'Use a new key for each thing you want done; send the same request again only to hear its answer.',
    );
  if (standing.answer !== undefined) {
    const { status, body, headers } = standing.answer;
    return { status, body, ...(headers && { headers }) };
  }
  if (standing.state === 'done')
    throw new Fault(
      'Conflict',
      'this was done already, and its answer was shown once',
      'If it is lost, do it anew under another key.',
    );
  if (secondsBetween(standing.at, now) < atWorkSeconds) throw underWay();
  throw new Fault(
    'Conflict',
    'a request with this Idempotency-Key was cut off: whether it was done is not known',
    'Look whether it was. If not, send it under a new key.',
  );
}

const underWay = () =>
  new Fault('Contended', 'a request with this Idempotency-Key is under way', 'Send it again in a moment.');
