import { AssumeRoleCommand, type AssumeRoleCommandOutput, type STSClient } from '@aws-sdk/client-sts';
import { Fault } from '../../contracts/fault.ts';
import type { Behalf } from '../../core/ports.ts';
import { clusterFault } from './cluster-fault.ts';
import type { Credentials } from './request-signer.ts';
import { trailName } from './trail-name.ts';

/** The shortest there is, and longer than any token made from it is used. */
const SECONDS = 900;

/**
 * Takes a role for one piece of work. Its session is named after it, and carries who approved as its source identity: the
 * cluster's audit shows the first, CloudTrail both. Throws Forbidden where the role may not be taken.
 */
export async function assumeRole(
  client: Pick<STSClient, 'send'>,
  { role, on }: { role: string; on: Behalf | undefined },
): Promise<Credentials> {
  const ask = new AssumeRoleCommand({
    RoleArn: role,
    RoleSessionName: trailName(on?.session ?? 'mendgate'),
    DurationSeconds: SECONDS,
    ...(on?.approver !== undefined && { SourceIdentity: trailName(on.approver) }),
  });
  let answer: AssumeRoleCommandOutput;
  try {
    answer = await client.send(ask);
  } catch (thrown) {
    const hint = 'Its trust policy lets the functions of its own stack take it: deploy the stack again.';
    throw clusterFault(thrown, `role ${role}`, hint);
  }
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
    throw new Fault('Unavailable', `role ${role}: STS answered without credentials`, 'Try again in a moment.');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
