import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Fault } from '../../contracts/fault.ts';
import type { Secrets } from '../../core/ports.ts';
import { awsFault, nameOf } from './aws-fault.ts';
import { secretId } from './secret-name.ts';

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

  const value = async (id: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<string[]> => {
    try {
      const ask = new GetSecretValueCommand({ SecretId: id, VersionStage: stage });
      const { SecretString: text } = await client.send(ask);
      return text === undefined || text === '' ? [] : [text];
    } catch (thrown) {
      if (nameOf(thrown) === 'ResourceNotFoundException') return [];
      if (nameOf(thrown) === 'InvalidRequestException') {
        const hint = 'Restore it in Secrets Manager, or make a new one under another name.';
        throw new Fault('Unavailable', `secret ${id} is marked for deletion`, hint);
      }
      throw awsFault(thrown, `secret ${id}`);
    }
  };
  const both = async (id: string): Promise<string[]> =>
    (await Promise.all([value(id, 'AWSCURRENT'), value(id, 'AWSPREVIOUS')])).flat();

  return {
    async read(name) {
      const id = secretId(prefix, name);
      const known = kept.get(name);
      if (known !== undefined && known.until > now()) return [...(await known.values)];
      const reading = { until: now() + keepMs, values: both(id) };
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
