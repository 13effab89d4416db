import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Perhaps, Resource, Right } from './rights.ts';

/**
 * Where each resource of a right is, once the stack has it. Machines come as their ARN and as that of their executions; of what
 * the context has none of the list is empty.
 */
export interface Arns
  extends Readonly<Record<Exclude<Resource, 'Logs' | Perhaps>, string>>,
    Readonly<Record<Perhaps, readonly string[]>> {
  readonly executions: Readonly<Record<'InvestigationMachine' | 'RemediationMachine', string>>;
  readonly region: string;
}

/** Rights as the policy statements of one role. `logs` is the role's own log group. */
export const statementsOf = (rights: readonly Right[], arns: Arns, logs: string): PolicyStatement[] =>
  rights.map((right) => {
    const conditions = conditionsOf(right, arns);
    return new PolicyStatement({
      actions: [...right.actions],
      resources: right.resource === 'Logs' ? [logs] : [...arnsOf(right, arns)],
      ...(conditions && { conditions }),
    });
  });

export function arnsOf({ resource, part }: Right, arns: Arns): readonly string[] {
  if (resource === 'Logs') throw new Error('a log group belongs to its function');
  const arn = arns[resource];
  if (typeof arn !== 'string') return arn;
  if (part === undefined) return [arn];
  if ('index' in part) return [`${arn}/index/${part.index}`];
  // The names of what lies there are not known before: the prefix is as narrow as it gets.
  if ('under' in part) return [`${arn}/${part.under}*`];
  // Secrets Manager ends each name with a hyphen and six characters of its own.
  if ('named' in part) return [`${arn.slice(0, -'*'.length)}${part.named}-??????`];
  if (resource === 'InvestigationMachine' || resource === 'RemediationMachine') return [arns.executions[resource]];
  throw new Error(`${resource} has no executions: correct its grant in src/adapters/aws`);
}

function conditionsOf({ through }: Right, arns: Arns) {
  switch (through) {
    case undefined:
      return undefined;
    case 'states':
      // Step Functions uses the key under the caller or under the machine's role, always for a machine: that is what we pin.
      return {
        StringEquals: {
          'kms:EncryptionContext:aws:states:stateMachineArn': [arns.InvestigationMachine, arns.RemediationMachine],
        },
      };
    default:
      return { StringEquals: { 'kms:ViaService': `${through}.${arns.region}.amazonaws.com` } };
  }
}
