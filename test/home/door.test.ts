import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { hookSecret } from './home.ts';
import { type ServedHome, servedHome } from './http.ts';

/** What no client sends by itself: the bytes of a request, in the pieces given, and all that is answered until the end. */
async function spoken(home: ServedHome, head: readonly string[], pieces: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(home.address).port), '127.0.0.1');
  await once(socket, 'connect');
  const lines = ['POST /hooks/alertmanager/alertmanager HTTP/1.1', 'host: 127.0.0.1', ...head, '', ''];
  socket.write(lines.join('\r\n'));
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  socket.end();
  return text(socket);
}

const json = 'content-type: application/json';
const secret = (value: string) => `authorization: Bearer ${value}`;

test('a body that comes in pieces is one body', async () => {
  const home = await servedHome();
  const body = JSON.stringify(home.alarm());
  const head = [json, secret(hookSecret), 'connection: close', `content-length: ${Buffer.byteLength(body)}`];
  expect(await spoken(home, head, [...body])).toMatch(/^HTTP\/1.1 202 /);
  expect(home.kept()).toMatchObject({ messages: 1 });
});

test('a sender that leaves in the middle of its body leaves nothing behind, and is nobody’s defect', async () => {
  const home = await servedHome();
  const before = home.kept();
  await spoken(home, [json, secret(hookSecret), 'content-length: 1000'], ['{"alerts":']);
  // The door still stands open, and by then the first has been dealt with.
  expect((await home.deliver(home.alarm())).status).toBe(202);
  expect(home.kept()).toEqual({ ...before, messages: 1 });
  expect(home.complaints).toEqual([]);
});

test.for([
  [hookSecret, 'another'],
  ['another', hookSecret],
])('of two secrets at once none is picked (%s, %s)', async (secrets) => {
  const home = await servedHome();
  const before = home.kept();
  const head = [json, ...secrets.map(secret), 'connection: close', 'content-length: 2'];
  expect(await spoken(home, head, ['{}'])).toMatch(/^HTTP\/1.1 401 /);
  expect(home.kept()).toEqual(before);
});

test('too much is answered although its sender never ends', async () => {
  const home = await servedHome();
  const before = home.kept();
  const head = [json, secret(hookSecret), 'transfer-encoding: chunked'];
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  expect(await spoken(home, head, Array(17).fill(chunk))).toMatch(/^HTTP\/1.1 413 /);
  expect(home.kept()).toEqual(before);
});
