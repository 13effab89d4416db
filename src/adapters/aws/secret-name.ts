import { Fault } from '../../contracts/fault.ts';

/** The names the home at one machine takes too, so that a hook's secret has one name in both. */
const NAME = /^(?!.*\.(?:previous|unfinished)$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/** The name in Secrets Manager. Throws Malformed when ours is none. */
export function secretId(prefix: string, name: string): string {
  if (name.length <= 128 && NAME.test(name)) return `${prefix}/${name}`;
  const hint = 'Use letters, digits, - and _, with single dots between, at most 128 of them.';
  throw new Fault('Malformed', `${JSON.stringify(name.slice(0, 140))} is no name of a secret`, hint);
}
