import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmBody } from './alarm-body.ts';
import { bareInserts } from './bare-inserts.ts';
import { type Figure, figure } from './figure.ts';
import { type Home, startHome } from './home.ts';
import { postAll } from './keep-alive-clients.ts';
import { loadNow } from './load.ts';
import { inScratch, scratchIsMemory } from './scratch.ts';

const runs = 3;
const requests = 1000;
const clients = 16;
const withinMs = 60_000;

/**
 * POST to the webhook route of a running home until 202, by which time the bytes are in its database with
 * synchronous=FULL. The home does all it always does meanwhile: it takes what was accepted from the queue and opens
 * incidents, on the same thread. Each run is a home of its own: a backlog of the last one would be measured too.
 */
export async function acceptedAlarms(): Promise<Figure[]> {
  const load = await loadNow();
  const startsAt = new Date().toISOString();
  const bytes = queuedBytes(alarmBody(requests, startsAt));
  const distinct: number[] = [];
  const duplicates: number[] = [];
  const floor: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    floor.push(await bareInserts(requests * 2, bytes));
    duplicates.push(await onHome((home) => post(home, () => alarmBody(1, startsAt))));
    distinct.push(await onHome((home) => post(home, (n) => alarmBody(n, startsAt))));
  }
  const notes = [
    `${requests} alarms a run over ${clients} keep-alive connections, one request under way on each`,
    `floor: rows of ${bytes} bytes, WAL, synchronous=FULL, one transaction each`,
    ...(scratchIsMemory() ? ['the temporary folder lies in memory: set TMPDIR to a disk'] : []),
  ];
  const shared = {
    unit: 'per s',
    floor: { what: 'bare FULL inserts', values: floor },
    bound: { atLeastTimesFloor: 0.5 },
    load,
    notes,
  } as const;
  return [
    figure({ ...shared, id: 'accept-distinct', what: 'alarms accepted durably, each new', values: distinct }),
    figure({ ...shared, id: 'accept-duplicates', what: 'alarms accepted durably, duplicates', values: duplicates }),
  ];
}

function post(home: Home, body: (n: number) => string): Promise<number> {
  const secret = readFileSync(join(home.data, 'secrets', 'hook.alertmanager'), 'utf8').trim();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
  const url = `${home.address}/hooks/alertmanager/alertmanager`;
  return postAll({ url, headers, body, requests, clients, withinMs }, 202);
}

const onHome = <T>(use: (home: Home) => Promise<T>): Promise<T> =>
  inScratch(async (folder) => {
    const home = await startHome(join(folder, 'data'));
    try {
      return await use(home);
    } finally {
      await home.child.end();
    }
  });

/** The bytes of the row a delivery becomes: its bytes in base64 among a few names (src/core/incident/arrival.ts). */
function queuedBytes(body: string): number {
  const id = '0'.repeat(26);
  const place = { id, tenant: 'home', hook: 'alertmanager', source: 'alertmanager', cluster: 'practice' };
  const receivedAt = new Date(0).toISOString();
  const bytes = Buffer.from(body).toString('base64');
  return JSON.stringify({ ...place, receivedAt, contentType: 'application/json', bytes }).length;
}
