import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { alarmBody } from './alarm-body.ts';
import { bareInserts } from './bare-inserts.ts';
import { type Figure, figure, median } from './figure.ts';
import { startBareServer, startHome } from './home.ts';
import { postAll } from './keep-alive-clients.ts';
import { loadNow } from './load.ts';
import { inScratch, scratchIsMemory } from './scratch.ts';

const runs = 5;
const requests = 1000;
const warmUps = 300;
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
  const kinds = {
    distinct: { body: (n: number) => alarmBody(n + 1, startsAt), values: [] as number[], floor: [] as number[] },
    duplicates: { body: () => alarmBody(0, startsAt), values: [] as number[], floor: [] as number[] },
  };
  const http: number[] = [];
  let before = await bareInserts(requests, bytes);
  for (let run = 0; run < runs; run += 1) {
    http.push(await bareAnswers((n) => alarmBody(n, startsAt)));
    for (const { body, values, floor } of Object.values(kinds)) {
      values.push(await accepted(body, startsAt));
      // Before and after, because a disk shared with others changes its pace from second to second.
      const after = await bareInserts(requests, bytes);
      floor.push((before + after) / 2);
      before = after;
    }
  }
  const notes = [
    `${requests} alarms a run after ${warmUps} to warm up, over ${clients} keep-alive connections, one request under way on each`,
    `floor: rows of ${bytes} bytes, WAL, synchronous=FULL, one transaction each, before and after each run`,
    `a bare node http server gives the same clients ${median(http).toFixed(0)} answers per s`,
    ...(scratchIsMemory() ? ['the temporary folder lies in memory: set TMPDIR to a disk'] : []),
  ];
  const result = (id: string, what: string, { values, floor }: { values: number[]; floor: number[] }): Figure =>
    figure({
      id,
      what,
      unit: 'per s',
      values,
      floor: { what: 'bare FULL inserts', values: floor },
      bound: { atLeastTimesFloor: 0.5 },
      load,
      notes: id === 'accept-distinct' ? notes : [],
    });
  return [
    result('accept-distinct', 'alarms accepted durably, each new', kinds.distinct),
    result('accept-duplicates', 'alarms accepted durably, duplicates', kinds.duplicates),
  ];
}

function accepted(body: (n: number) => string, startsAt: string): Promise<number> {
  return inScratch(async (folder) => {
    const home = await startHome(join(folder, 'data'));
    try {
      const secret = readFileSync(join(home.data, 'secrets', 'hook.alertmanager'), 'utf8').trim();
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
      const post = { url: `${home.address}/hooks/alertmanager/alertmanager`, headers, clients, withinMs };
      await postAll({ ...post, body: () => alarmBody(0, startsAt), requests: warmUps }, 202);
      // The queue of the warm-up is emptied in the meantime.
      await wait(1000);
      return await postAll({ ...post, body, requests }, 202);
    } finally {
      await home.child.end();
    }
  });
}

async function bareAnswers(body: (n: number) => string): Promise<number> {
  const { child, address } = await startBareServer();
  try {
    const post = { url: address, headers: { 'content-type': 'application/json' }, body, clients, withinMs };
    await postAll({ ...post, requests: warmUps }, 202);
    return await postAll({ ...post, requests }, 202);
  } finally {
    await child.end();
  }
}

/** The bytes of the row a delivery becomes: its bytes in base64 among a few names (src/core/incident/arrival.ts). */
function queuedBytes(body: string): number {
  const id = '0'.repeat(26);
  const place = { id, tenant: 'home', hook: 'alertmanager', source: 'alertmanager', cluster: 'practice' };
  const receivedAt = new Date(0).toISOString();
  const bytes = Buffer.from(body).toString('base64');
  return JSON.stringify({ ...place, receivedAt, contentType: 'application/json', bytes }).length;
}
