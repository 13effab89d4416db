import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readContext } from './context.ts';
import type { FunctionCode } from './functions.ts';
import { MendgateStack } from './stack.ts';

/** The app as CDK runs it: its context read, its stack made, every rule of AWS Solutions held against it. */
export function makeApp(code: FunctionCode, props: AppProps = {}): { app: App; stack: MendgateStack } {
  const app = new App(props);
  const context = readContext(app.node.getAllContext() as Readonly<Record<string, unknown>>);
  const stack = new MendgateStack(app, context, code);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stack };
}
