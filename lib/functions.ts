import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as Lambda, type LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Environment, type EnvironmentName, toldWithPort } from '../src/contracts/environment.ts';
import { routeWiring } from '../src/contracts/wiring.ts';
import { type Arns, arnsOf, statementsOf } from './grants.ts';
import { clusterRightsOf, functionIds, functions, rightsOf } from './rights.ts';
import { type FunctionId, timeoutOf } from './timeouts.ts';
import { acknowledgeWildcards } from './wildcards.ts';

/** The code of all functions: one folder, and which of them are in it. */
export interface FunctionCode {
  readonly folder: string;
  readonly built: readonly string[];
  /** The folder of the console and the function that puts it into its bucket: `node tools/console/for-aws.ts` makes it. */
  readonly console: string;
}
export interface FunctionsProps {
  code: FunctionCode;
  /** Without what is known only once the gateway is made: see `tellSiteUrl`. */
  environment: Omit<Environment, 'SITE_URL'>;
  arns: Arns;
  layer: LayerVersion;
}

const toldWithPorts = new Set(Object.values(toldWithPort).flat());
/** Whether a function is told a variable: what belongs to a port, only where its row names the port. */
const isTold = (id: FunctionId, name: string): boolean =>
  !toldWithPorts.has(name as EnvironmentName) ||
  functions[id].some((port) => toldWithPort[port]?.includes(name as EnvironmentName));

/** Kubernetes' client alone takes some 60 MB, and memory buys processor time with it. */
const memoryOf = (id: FunctionId): number => (functions[id].includes('clusters') ? 1024 : 512);

/** One Lambda per step and per group of routes, each under a role that holds what its wiring row asks for and nothing else. */
export class Functions extends Construct {
  private readonly made = new Map<FunctionId, Lambda>();

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const code = Code.fromAsset(props.code.folder);
    for (const name of functionIds) this.made.set(name, this.make(name, code, props));
    const missing = functionIds.filter((name) => !props.code.built.includes(name));
    if (missing.length > 0)
      Annotations.of(this).addError(
        `no code for ${missing.join(', ')}: write functions/NAME.ts exporting \`handler\` for each, then \`node tools/bundle-functions.ts\` (cdk synth runs it)`,
      );
  }

  get(id: FunctionId): Lambda {
    const found = this.made.get(id);
    if (found === undefined) throw new Error(`there is no function ${id}: add it to src/contracts/wiring.ts`);
    return found;
  }

  roleOf(id: FunctionId): IRole {
    const { role } = this.get(id);
    if (role === undefined) throw new Error(`the function ${id} has no role`);
    return role;
  }

  /** Only to functions that are not behind the gateway: the front door stands on it, so that would be a circle. */
  tellSiteUrl(url: string): void {
    for (const [id, made] of this.made)
      if (!Object.hasOwn(routeWiring, id) && isTold(id, 'SITE_URL')) made.addEnvironment('SITE_URL', url);
  }

  private make(name: FunctionId, code: Code, props: FunctionsProps): Lambda {
    const functionName = `${Stack.of(this).stackName}-${name}`;
    const scope = new Construct(this, name);
    const rights = [...rightsOf(name), ...clusterRightsOf(name)].filter(
      (right) => right.resource === 'Logs' || arnsOf(right, props.arns).length > 0,
    );
    const logGroup = new LogGroup(scope, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      // Its name is ours: one that stayed behind would stand in the way of the next stack of this name.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        wiring: new PolicyDocument({
          statements: statementsOf(rights, props.arns, logGroup.logGroupArn),
        }),
      },
    });
    acknowledgeWildcards(
      role,
      rights
        .filter((right) => right.resource !== 'Logs')
        .flatMap((right) => arnsOf(right, props.arns).map((arn) => ({ resource: right.resource, arn }))),
    );
    return new Lambda(scope, 'Function', {
      functionName,
      description: `Mendgate: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code,
      handler: `${name}.handler`,
      memorySize: memoryOf(name),
      timeout: Duration.seconds(timeoutOf(name)),
      environment: Object.fromEntries(
        Object.entries(props.environment).flatMap(([variable, value]) =>
          value !== undefined && isTold(name, variable) ? [[variable, value]] : [],
        ),
      ),
      layers: [props.layer],
      role,
      logGroup,
    });
  }
}
