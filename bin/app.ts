// The CDK app: `cdk synth` bundles functions and console and then runs this (cdk.json).
import { readdirSync } from 'node:fs';
import { makeApp } from '../lib/app.ts';
import { WrongContext } from '../lib/context.ts';
import { places } from '../lib/places.ts';

const built = readdirSync(places.functions)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -'.mjs'.length));
try {
  makeApp({ folder: places.functions, built, console: places.console }).app.synth();
} catch (thrown) {
  // What was typed wrong needs a sentence, not a stack.
  if (!(thrown instanceof WrongContext)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 1;
}
