import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  type CfnStateMachine,
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';
import { type MachineName, machines, tasksOf } from './machines.ts';
import { places } from './places.ts';

/** Executions start through this alias: an open hold then ends on the definition it began with. */
export const aliasName = 'live';

export const machineName = (stack: Stack, machine: MachineName): string => `${stack.stackName}-${machine}`;

/** Written out, not referred to: see Machine. */
export const machineArn = (stack: Stack, machine: MachineName): string =>
  stateArn(stack, 'stateMachine', machineName(stack, machine));

/** All executions of a machine: their names are ids, made later. */
export const executionsArn = (stack: Stack, machine: MachineName): string =>
  stateArn(stack, 'execution', `${machineName(stack, machine)}:*`);

const stateArn = (stack: Stack, resource: string, resourceName: string): string =>
  stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });

/**
 * One machine as its file says. Names are ours, so that functions can be told of a machine that names those functions:
 * references both ways would be a circle.
 */
export class Machine extends Construct {
  readonly machine: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    props: { name: MachineName; functions: Functions; key: IKey; alias: boolean },
  ) {
    super(scope, id);
    const stack = Stack.of(this);
    const tasks = tasksOf(props.name);
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${machineName(stack, props.name)}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.role([...new Set(tasks.map((task) => props.functions.get(task.id).functionArn))], props.key);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: machineName(stack, props.name),
      stateMachineType: StateMachineType.STANDARD,
      comment: machines[props.name].Comment,
      definitionBody: DefinitionBody.fromFile(places.machine(props.name)),
      definitionSubstitutions: Object.fromEntries(
        tasks.map((task) => [task.placeholder, props.functions.get(task.id).functionArn]),
      ),
      encryptionConfiguration: new CustomerManagedEncryptionConfiguration(props.key, Duration.minutes(5)),
      role,
    });
    // Set here and not by `logs`, which would add an action with a wildcard to the key's policy.
    const resource = this.machine.node.defaultChild as CfnStateMachine;
    resource.loggingConfiguration = {
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logs.logGroupArn } }],
      // Which state when, never what it carried: the task token of a hold would be in it.
      includeExecutionData: false,
      level: 'ALL',
    };
    if (props.alias) this.alias();
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF2',
      reason:
        'Every execution has its full history and the incident its own ordered log; tracing would pay twice for less.',
    });
  }

  private alias(): void {
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: this.machine.stateMachineArn,
      stateMachineRevisionId: this.machine.stateMachineRevisionId,
    });
    // Older versions carry executions that are still open.
    version.applyRemovalPolicy(RemovalPolicy.RETAIN, { applyToUpdateReplacePolicy: true });
    new CfnStateMachineAlias(this, 'Alias', {
      name: aliasName,
      routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }],
    });
  }

  private role(functions: readonly string[], key: IKey): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        steps: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...functions] }),
            new PolicyStatement({
              actions: ['kms:GenerateDataKey'],
              resources: [key.keyArn],
              conditions: {
                StringEquals: {
                  'kms:EncryptionContext:SourceArn': Stack.of(this).formatArn({
                    service: 'logs',
                    resource: '*',
                    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
                  }),
                },
              },
            }),
            new PolicyStatement({
              actions: [
                'logs:CreateLogDelivery',
                'logs:DeleteLogDelivery',
                'logs:DescribeLogGroups',
                'logs:DescribeResourcePolicies',
                'logs:GetLogDelivery',
                'logs:ListLogDeliveries',
                'logs:PutResourcePolicy',
                'logs:UpdateLogDelivery',
              ],
              // These actions know no resources (AWS Step Functions, "Logging using CloudWatch Logs").
              resources: ['*'],
            }),
          ],
        }),
      },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The actions that deliver logs know no resources: AWS allows them on all or not at all.',
    });
    return role;
  }
}
