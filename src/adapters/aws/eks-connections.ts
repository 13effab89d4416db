import type { RequestOptions } from 'node:https';
import type { STSClient } from '@aws-sdk/client-sts';
import type { ClusterOf } from '../../contracts/clusters.ts';
import { Fault } from '../../contracts/fault.ts';
import { groupOf } from '../../contracts/identities.ts';
import type { Behalf, Identity } from '../../core/ports.ts';
import { assumeRole } from './assume-role.ts';
import { describeEksCluster, type EksDescription } from './eks-description.ts';
import { eksToken } from './eks-token.ts';

/** A token is used for ten of its fifteen minutes, and so is where the cluster is: it may be made anew under its name. */
const LIVES_MS = 10 * 60_000;
/** A token younger than this that is not taken will not be taken when it is made again. */
const JUST_NOW_MS = 5_000;

/** What a way to a cluster is made of, whoever speaks to it. */
export interface EksConnection {
  readonly server: string;
  readonly whose: string;
  readonly ifUnknown: string;
  readonly goodForMs: number;
  credentials(fresh: boolean): Promise<RequestOptions>;
}

/**
 * Ways into clusters in EKS, one per cluster, identity and piece of work: the identity's role is taken in its name, and the
 * cluster gets a token of that session. `sts` holds the function's own credentials, `eksEndpoint` is where EKS answers where
 * that is not AWS, `now` counts milliseconds since 1970.
 */
export function eksConnections(parts: {
  sts: Pick<STSClient, 'send'>;
  eksEndpoint?: string | undefined;
  now?: () => number;
  backoffMs?: number;
}) {
  const { sts, eksEndpoint: endpoint, now = Date.now, backoffMs } = parts;
  const descriptions = new Map<string, { until: number; value: Promise<EksDescription> }>();

  const described = (config: ClusterOf<'eks'>, ask: () => Promise<EksDescription>): Promise<EksDescription> => {
    const known = descriptions.get(config.id);
    if (known !== undefined && known.until > now()) return known.value;
    const fresh = { until: now() + LIVES_MS, value: ask() };
    descriptions.set(config.id, fresh);
    fresh.value.catch(() => descriptions.get(config.id) === fresh && descriptions.delete(config.id));
    return fresh.value;
  };

  return async (config: ClusterOf<'eks'>, identity: Identity, on: Behalf | undefined): Promise<EksConnection> => {
    const { name, region } = config;
    const { [identity]: role } = config;
    if (role === undefined) throw new Fault('Forbidden', `cluster ${config.id}: no ${identity}`, 'Name its role.');

    const signIn = async () => {
      const credentials = await assumeRole(sts, { role, on });
      return { credentials, token: await eksToken({ cluster: name, region, credentials, at: new Date(now()) }) };
    };
    let kept = { at: now(), session: signIn() };
    const session = (fresh: boolean) => {
      const age = now() - kept.at;
      if (age > LIVES_MS || (fresh && age > JUST_NOW_MS)) {
        const next = { at: now(), session: signIn() };
        kept = next;
        // A failure is nobody's token: the next request tries again.
        next.session.catch(() => kept === next && Object.assign(next, { at: Number.NEGATIVE_INFINITY }));
      }
      return kept.session;
    };

    const { credentials } = await session(false);
    const { endpoint: server, authority } = await described(config, () =>
      describeEksCluster({ name, region, credentials, endpoint, ...(backoffMs !== undefined && { backoffMs }) }),
    );
    return {
      server,
      whose: `role ${role} at EKS cluster ${name} in ${region}`,
      ifUnknown: `The cluster has no access entry for that role: aws eks create-access-entry --region ${region} --cluster-name ${name} --principal-arn ${role} --kubernetes-groups ${groupOf(identity)}`,
      goodForMs: LIVES_MS,
      async credentials(fresh) {
        const { token } = await session(fresh);
        return { ca: authority, headers: { authorization: `Bearer ${token}` } };
      },
    };
  };
}
