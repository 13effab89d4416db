import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Fault } from '../../contracts/fault.ts';
import type { Secrets } from '../../core/ports.ts';
import { awsFault, nameOf } from './aws-fault.ts';

/** The names the home at one machine takes too, so that a hook's secret has one name in both. */
const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/**
 * Secrets at `<prefix>/<name>`: AWSCURRENT first, AWSPREVIOUS beside it while a key is being rotated. What was found is kept
 * for `keepMs`, so after a rotation the old value is known that much longer: change the sender after that time. An unknown
 * name is not kept. `now` counts milliseconds and never goes back.
 */
export function secretsManagerSecrets(parts: {
  client: SecretsManagerClient;
  prefix: string;
  keepMs?: number;
  now?: () => number;
}): Secrets {
  const { client, prefix, keepMs = 120_000, now = () => performance.now() } = parts;
  const kept = new Map<string, { until: number; values: Promise<string[]> }>();

  const value = async (name: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<string[]> => {
    try {
      const ask = new GetSecretValueCommand({ SecretId: `${prefix}/${name}`, VersionStage: stage });
      const { SecretString: text } = await client.send(ask);
      return text === undefined || text === '' ? [] : [text];
    } catch (thrown) {
      if (nameOf(thrown) === 'ResourceNotFoundException') return [];
      if (nameOf(thrown) === 'InvalidRequestException') {
        const hint = 'Restore it in Secrets Manager, or make a new one under another name.';
        throw new Fault('Unavailable', `secret ${prefix}/${name} is marked for deletion`, hint);
      }
      throw awsFault(thrown, `secret ${prefix}/${name}`);
    }
  };
  const both = async (name: string): Promise<string[]> =>
    (await Promise.all([value(name, 'AWSCURRENT'), value(name, 'AWSPREVIOUS')])).flat();

  return {
    async read(name) {
      if (name.length > 128 || !NAME.test(name)) {
        const hint = 'Use letters, digits, - and _, with single dots between, at most 128 of them.';
        throw new Fault('Malformed', `${JSON.stringify(name.slice(0, 140))} is no name of a secret`, hint);
      }
      const known = kept.get(name);
      if (known !== undefined && known.until > now()) return [...(await known.values)];
      const reading = { until: now() + keepMs, values: both(name) };
      kept.set(name, reading);
      const forget = () => kept.get(name) === reading && kept.delete(name);
      try {
        const values = await reading.values;
        if (values.length === 0) forget();
        return [...values];
      } catch (thrown) {
        forget();
        throw thrown;
      }
    },
  };
}
