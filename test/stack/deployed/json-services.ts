import { crc32 } from 'node:zlib';
import { region } from '../../../tools/stack/up.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of many services, looked into by tests only
type Answer = Record<string, any> & { status: number };

/** Services of the emulator we have no client of, as their JSON: an answer is one whether it says yes or no. */
export function jsonServices(endpoint: string) {
  async function send(name: string, headers: Record<string, string>, path: string, input: object): Promise<Answer> {
    const body = JSON.stringify(input);
    const authorization = signedFor(name);
    const response = await fetch(endpoint + path, { method: 'POST', headers: { ...headers, authorization }, body });
    const text = await response.text();
    return { ...(text === '' ? {} : (JSON.parse(text) as object)), status: response.status };
  }
  const post = (name: string, path: string, input: object) =>
    send(name, { 'content-type': 'application/json' }, path, input);
  return {
    /** By the target in a header, as older services take it. */
    call: (name: string, target: string, input: object) =>
      send(name, { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' }, '/', input),
    /** By the path. */
    post,
    /** Makes a function of one file of JavaScript (CommonJS). */
    makeFunction: (name: string, code: string, more: object = {}) =>
      post('lambda', '/2015-03-31/functions', {
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Role: 'arn:aws:iam::000000000000:role/probe',
        Handler: 'index.handler',
        Code: { ZipFile: zipOf('index.js', Buffer.from(code)).toString('base64') },
        ...more,
      }),
    /** As `aws lambda invoke` does, by the function's name, and as whoever holds rights in the account. */
    async invoke(name: string, payload: object): Promise<{ failed: boolean; answer: unknown }> {
      const response = await fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: signedFor('lambda') },
        body: JSON.stringify(payload),
      });
      const failed = !response.ok || response.headers.has('x-amz-function-error');
      return { failed, answer: (await response.json()) as unknown };
    },
  };
}

/** Which service is meant is read from the scope; the signature itself is not looked at. */
const signedFor = (name: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${name}/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

/** One file, not compressed, as a ZIP archive (APPNOTE.TXT 4.3). */
export function zipOf(name: string, bytes: Buffer): Buffer {
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt32LE(crc32(bytes), 10);
  shared.writeUInt32LE(bytes.length, 14);
  shared.writeUInt32LE(bytes.length, 18);
  shared.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), bytes]);
  const made = Buffer.from([20, 0]);
  // Comment length, disk, attributes: none; readable by all; the file begins the archive.
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(0o100644 * 2 ** 16, 6);
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), made, shared, rest, Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
