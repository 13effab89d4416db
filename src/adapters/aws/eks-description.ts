import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { clusterFault } from './cluster-fault.ts';
import { type Credentials, requestSigner } from './request-signer.ts';
import { serviceHost } from './service-host.ts';

const ANSWER_BYTES = 1024 * 1024;
const ANSWER_MS = 10_000;
const TRIES = 3;

const Described = z.object({
  cluster: z.object({
    status: z.string().max(100),
    endpoint: z.url({ protocol: /^https$/ }).optional(),
    certificateAuthority: z.object({ data: z.base64() }).optional(),
  }),
});
/** AWS writes the same in several ways. */
const Refused = z.object({
  message: z.string().optional(),
  Message: z.string().optional(),
  __type: z.string().optional(),
});

/** Where a cluster's API server is, without a trailing slash, and the certificate authority it is known by (PEM). */
export interface EksDescription {
  readonly endpoint: string;
  readonly authority: string;
}

/** `endpoint` is where EKS itself answers, where that is not AWS; `backoffMs` the wait before the second try of three. */
export interface EksQuestion {
  readonly name: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly endpoint?: string | undefined;
  readonly backoffMs?: number;
}

/**
 * `eks:DescribeCluster`, asked as HTTP: a client for this one question would be larger than all of it. Throws NotFound where EKS
 * knows no such cluster, Forbidden where this role may not ask, Unavailable for the rest.
 */
export async function describeEksCluster(question: EksQuestion): Promise<EksDescription> {
  const { name, region, backoffMs = 150 } = question;
  const whose = `EKS cluster ${name} in ${region}`;
  for (let tried = 1; ; tried++) {
    try {
      return read(await ask(question), whose);
    } catch (thrown) {
      const fault = faultOf(thrown, whose);
      if (fault.word !== 'Unavailable' || tried >= TRIES) throw fault;
      await wait(backoffMs * 2 ** (tried - 1) * (0.5 + Math.random()));
    }
  }
}

/** The body of a 200; what else was answered is thrown under the name AWS gives it. */
async function ask({ name, region, credentials, endpoint }: EksQuestion): Promise<string> {
  const { origin, protocol, hostname, port, host } = new URL(endpoint ?? `https://${serviceHost('eks', region)}`);
  const path = `/clusters/${encodeURIComponent(name)}`;
  const at = { protocol, hostname, ...(port !== '' && { port: Number(port) }), path };
  const signer = requestSigner({ service: 'eks', region, credentials });
  const { headers } = await signer.sign({ method: 'GET', ...at, query: {}, headers: { host } });
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(`${origin}${path}`, { headers, signal, redirect: 'error' });
  const text = await bounded(response);
  if (response.status === 200) return text;
  const refused = Refused.safeParse(jsonOf(text)).data ?? {};
  const kind = response.headers.get('x-amzn-errortype')?.split(':')[0] ?? refused.__type ?? `status ${response.status}`;
  throw Object.assign(new Error(refused.message ?? refused.Message ?? 'unexplained'), { name: kind.slice(0, 100) });
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length > ANSWER_BYTES) throw new Error(`an answer of more than ${ANSWER_BYTES} bytes`);
  }
  return text;
}

function read(text: string, whose: string): EksDescription {
  const parsed = Described.safeParse(jsonOf(text));
  if (!parsed.success) throw new Fault('Unavailable', `${whose}: the answer of EKS is none`, 'Try again in a moment.');
  const { status, endpoint, certificateAuthority } = parsed.data.cluster;
  if (endpoint === undefined || certificateAuthority === undefined)
    throw new Fault('Unavailable', `${whose} has no address yet: it is ${status}`, 'Wait until it is ACTIVE.');
  const authority = Buffer.from(certificateAuthority.data, 'base64').toString();
  return { endpoint: endpoint.replace(/\/$/, ''), authority };
}

function faultOf(thrown: unknown, whose: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const { name, cause } = thrown as Error;
  if (name === 'ResourceNotFoundException') {
    const hint = 'Name the cluster as EKS does, and its region where that is not the one of the stack.';
    return new Fault('NotFound', `${whose}: EKS knows no such cluster in this account`, hint);
  }
  // `fetch failed` says nothing; what failed is behind it.
  const error = cause instanceof Error ? cause : thrown;
  return clusterFault(
    error,
    whose,
    'Its role may ask for the clusters named when the stack was deployed: deploy again.',
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
