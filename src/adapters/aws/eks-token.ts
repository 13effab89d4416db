import { type Credentials, requestSigner } from './request-signer.ts';
import { serviceHost } from './service-host.ts';

/** How long the signed question may be asked, seconds. EKS takes a token for fifteen minutes from when it was signed. */
const EXPIRES = 60;
const NAMES_CLUSTER = 'x-k8s-aws-id';
/** In the order of the AWS command line: byte for byte the same token. */
const PARTS = [
  'Action',
  'Version',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
] as const;

/**
 * A token EKS takes (Amazon EKS, "Cluster authentication"): the signed question to STS "who am I", which only the holder of the
 * credentials can sign and the cluster asks in its place. The cluster's name is a signed header, so that no other cluster
 * can use it. Whoever reads it has the role until it ends: it is never logged.
 */
export async function eksToken(parts: {
  /** The cluster's name in EKS. */
  cluster: string;
  region: string;
  credentials: Credentials;
  at: Date;
}): Promise<string> {
  const { cluster, region, credentials, at } = parts;
  const hostname = serviceHost('sts', region);
  const { query = {} } = await requestSigner({ service: 'sts', region, credentials }).presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, [NAMES_CLUSTER]: cluster },
    },
    { signingDate: at, expiresIn: EXPIRES, unhoistableHeaders: new Set([NAMES_CLUSTER]) },
  );
  const text = PARTS.map((name) => `${name}=${escaped(String(query[name]))}`).join('&');
  return `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${text}`).toString('base64url')}`;
}

/** RFC 3986, as signatures take it: `encodeURIComponent` leaves five more signs as they are. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
