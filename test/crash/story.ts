import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPractice } from '../../src/adapters/practice/index.ts';
import type { Listed, ShownHold } from '../../src/cli/shown.ts';
import type { Incident } from '../../src/contracts/incident.ts';
import { cli, freshData, launch } from '../process/home-process.ts';

export interface Ending {
  incidents: { status: string; reason: string }[];
  /** Writes that changed an object, from the practice cluster's own log. */
  applied: number;
  auditExit: number | null;
  audit: string;
  tookMs: number;
  killedAtMs: number | undefined;
}

const ended = new Set(['recovered', 'escalated', 'closed']);
const patienceMs = 120_000;

/**
 * The practice story of a real process, from an empty directory to its end: somebody approves as soon as a hold is there.
 * With `killAtMs` the process gets SIGKILL that long after its launch, wherever it stands, and is started again.
 */
export async function tellStory(houseRules: string, killAtMs: number | undefined): Promise<Ending> {
  const data = freshData();
  const began = performance.now();
  const args = ['--practice', '--house-rules', houseRules];
  let running = launch(data, args);
  let killed = false;
  const kill = async () => {
    killed = true;
    running.child.kill('SIGKILL');
    await running.exited;
    running = launch(data, args);
  };
  for (;;) {
    const elapsed = performance.now() - began;
    // A home that ends by itself would otherwise look like one that never answers.
    if (elapsed > patienceMs || running.child.exitCode !== null) {
      running.child.kill('SIGKILL');
      throw new Error(`the story did not end; killed at ${killAtMs} ms; data in ${data}; ${running.output()}`);
    }
    if (killAtMs !== undefined && !killed && elapsed >= killAtMs) await kill();
    const incidents = await ask<Listed<Incident>>(data, '/api/v1/incidents');
    const done = incidents?.items.length === 1 && incidents.items.every((incident) => ended.has(incident.status));
    if (done && (killed || killAtMs === undefined)) break;
    const holds = done ? undefined : await ask<Listed<ShownHold>>(data, '/api/v1/holds');
    for (const hold of holds?.items ?? [])
      await ask(data, `/api/v1/holds/${hold.name}/decision`, { verdict: 'approved', planHash: hold.planHash });
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const tookMs = performance.now() - began;
  const last = await ask<Listed<Incident>>(data, '/api/v1/incidents');
  running.child.kill('SIGTERM');
  await running.exited;
  const practice = openPractice({ path: join(data, 'practice.db'), clock: { now: () => new Date().toISOString() } });
  const applied = practice.calls().filter((call) => call.outcome === 'applied').length;
  practice.close();
  const audit = await cli(['--data', data, 'audit', 'verify']);
  return {
    incidents: last?.items.map(({ status, reason }) => ({ status, reason })) ?? [],
    applied,
    auditExit: audit.code,
    audit: audit.stdout + audit.stderr,
    tookMs,
    killedAtMs: killAtMs,
  };
}

/** One question to whatever home runs in the directory at this moment; undefined while none answers. */
async function ask<T>(data: string, path: string, body?: unknown): Promise<T | undefined> {
  try {
    const { address } = JSON.parse(readFileSync(join(data, 'home.json'), 'utf8')) as { address: string };
    const token = readFileSync(join(data, 'owner.token'), 'utf8').trim();
    const response = await fetch(address + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
