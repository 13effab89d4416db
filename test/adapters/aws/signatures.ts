import { createHash, createHmac } from 'node:crypto';

/** What AWS does with a signed request, written down a second time from its documentation ("Signature Version 4"). */
export interface Session {
  secretAccessKey: string;
  sessionToken: string;
}
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const percent = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((sign) => (/[\w.~-]/.test(sign) ? sign : `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`))
    .join('');

function signatureOf(parts: {
  method: string;
  path: string;
  query: readonly (readonly [string, string])[];
  headers: readonly (readonly [string, string])[];
  scope: string;
  date: string;
  secret: string;
}): string {
  const { method, path, query, headers, scope, date, secret } = parts;
  const canonical = [
    method,
    path,
    query
      .map(([name, value]) => `${percent(name)}=${percent(value)}`)
      .toSorted()
      .join('&'),
    ...headers.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    headers.map(([name]) => name).join(';'),
    sha256(''),
  ].join('\n');
  const [day = '', region = '', service = ''] = scope.split('/');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
}

/**
 * Whose token it is, as a cluster in EKS finds out: it reads the URL, adds its own name as the header that was signed, and STS
 * holds the signature against the session's secret. Throws what is wrong with it.
 */
export function callerOf(parts: {
  token: string;
  cluster: string;
  sessions: ReadonlyMap<string, Session>;
  now: Date;
}): string {
  const { token, cluster, sessions, now } = parts;
  if (!/^k8s-aws-v1\.[\w-]+$/.test(token)) throw new Error('not the form of a token');
  const url = new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());
  const said = Object.fromEntries(url.searchParams);
  const [accessKeyId = '', ...scope] = (said['X-Amz-Credential'] ?? '').split('/');
  const [day, region, service, end] = scope;
  if (!new RegExp(`^sts\\.${region}\\.(amazonaws\\.(com|com\\.cn|eu))$`).test(url.host))
    throw new Error('not the STS of its region');
  if (url.protocol !== 'https:' || url.pathname !== '/') throw new Error('not the address of STS');
  if (said.Action !== 'GetCallerIdentity' || said['X-Amz-Expires'] !== '60') throw new Error('not the one question');
  if (said['X-Amz-SignedHeaders'] !== 'host;x-k8s-aws-id') throw new Error('not signed for a cluster');
  const date = said['X-Amz-Date'] ?? '';
  if (service !== 'sts' || end !== 'aws4_request' || !date.startsWith(`${day}T`)) throw new Error('not its scope');
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(now.getTime() - signedAt <= 15 * 60_000)) throw new Error('expired');
  const session = sessions.get(accessKeyId);
  if (session === undefined || session.sessionToken !== said['X-Amz-Security-Token'])
    throw new Error('no such session');
  const signature = signatureOf({
    method: 'GET',
    path: '/',
    query: [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature'),
    headers: [
      ['host', url.host],
      ['x-k8s-aws-id', cluster],
    ],
    scope: scope.join('/'),
    date,
    secret: session.secretAccessKey,
  });
  if (signature !== said['X-Amz-Signature']) throw new Error('the signature is not of this session for this cluster');
  return accessKeyId;
}

/** Whose request it is by its headers; throws what is wrong with it. */
export function senderOf(parts: {
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  service: string;
  sessions: ReadonlyMap<string, Session>;
}): string {
  const { path, headers, service, sessions } = parts;
  const form = /^AWS4-HMAC-SHA256 Credential=(\w+)\/([\w/-]+), SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/;
  const [, accessKeyId = '', scope = '', names = '', signature] = form.exec(String(headers.authorization)) ?? [];
  const session = sessions.get(accessKeyId);
  if (session === undefined || headers['x-amz-security-token'] !== session.sessionToken)
    throw new Error('no such session');
  if (scope.split('/')[2] !== service || !names.split(';').includes('host')) throw new Error('not its scope');
  const expected = signatureOf({
    method: 'GET',
    path,
    query: [],
    headers: names.split(';').map((name) => [name, String(headers[name])] as const),
    scope,
    date: String(headers['x-amz-date']),
    secret: session.secretAccessKey,
  });
  if (expected !== signature) throw new Error('the signature is not of this session');
  return accessKeyId;
}
