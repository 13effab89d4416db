import { CreateSecretCommand, PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Fault } from '../../contracts/fault.ts';
import type { Vault } from '../../core/ports.ts';
import { awsFault, nameOf } from './aws-fault.ts';
import { secretId } from './secret-name.ts';

/**
 * Secrets at `<prefix>/<name>`, as `secretsManagerSecrets` reads them: a value put becomes AWSCURRENT, the one it takes the
 * place of AWSPREVIOUS. Secrets Manager itself knows a call that the SDK repeats, by its request token.
 */
export function secretsManagerVault(parts: { client: SecretsManagerClient; prefix: string }): Vault {
  const { client, prefix } = parts;
  /** Whether it was there to be changed. */
  const changed = async (id: string, value: string): Promise<boolean> => {
    try {
      await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: value }));
      return true;
    } catch (thrown) {
      if (nameOf(thrown) === 'ResourceNotFoundException') return false;
      throw refused(thrown, id);
    }
  };
  const created = async (id: string, value: string): Promise<boolean> => {
    try {
      await client.send(new CreateSecretCommand({ Name: id, SecretString: value }));
      return true;
    } catch (thrown) {
      if (nameOf(thrown) === 'ResourceExistsException') return false;
      throw refused(thrown, id);
    }
  };
  return {
    async put(name, value) {
      const id = secretId(prefix, name);
      if (value === '') throw new Fault('Malformed', `secret ${name} would be empty`, 'Give it a value.');
      if (await changed(id, value)) return;
      if (await created(id, value)) return;
      // Somebody else made it in between, and theirs is the older one.
      if (await changed(id, value)) return;
      throw new Fault('Contended', `secret ${id} comes and goes`, 'Try again in a moment.');
    },
  };
}

function refused(thrown: unknown, id: string): Fault {
  if (nameOf(thrown) === 'InvalidRequestException') {
    const hint = 'Restore it in Secrets Manager, or make a new one under another name.';
    return new Fault('Unavailable', `secret ${id} is marked for deletion`, hint);
  }
  return awsFault(thrown, `secret ${id}`);
}
