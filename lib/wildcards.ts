import { Stack, Validations } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Resource } from './rights.ts';

/** Why a resource of a right ends in a wildcard. One that is not here is a finding, as it should be. */
const reasons: Readonly<Partial<Record<Resource, string>>> = {
  ObjectsBucket:
    'Objects are named by the hash of their bytes, so their names are not known before: all below one prefix.',
  InvestigationMachine: 'Executions are named by ids made later: all of this one machine.',
  RemediationMachine: 'Executions are named by ids made later: all of this one machine.',
  LiveStage: 'Connections are named by API Gateway when they open: all of this one stage, to post to and to end.',
  Secrets:
    "Hooks are added while Mendgate runs, and Secrets Manager ends names by itself: all below the deployment's prefix.",
};

/** Accepts the wildcards that the rights need, each by the exact resource, so that any other stays a finding. */
export function acknowledgeWildcards(role: Role, used: readonly { resource: Resource; arn: string }[]): void {
  for (const { resource, arn } of used) {
    const reason = reasons[resource];
    const named = nameOf(Stack.of(role).resolve(arn));
    if (reason !== undefined && /[*?]/.test(named))
      Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${named}]`, reason });
  }
}

/** A resolved ARN as cdk-nag writes it: references as <Name> and <Name.Attribute>. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (!Array.isArray(join)) throw new Error(`cannot name ${JSON.stringify(value)}`);
  const [between, parts] = join as [string, unknown[]];
  return parts.map(nameOf).join(between);
}
