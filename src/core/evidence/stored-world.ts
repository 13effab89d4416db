import { Fault } from '../../contracts/fault.ts';
import { WorldRecord } from '../../contracts/world.ts';
import type { Objects } from '../ports.ts';

/** A collected world read back from Objects. Throws NotFound when the bytes are gone: what was decided on them cannot be replayed. */
export async function storedWorld(objects: Pick<Objects, 'get'>, sha256: string): Promise<WorldRecord> {
  const bytes = await objects.get(sha256);
  if (bytes === undefined)
    throw new Fault(
      'NotFound',
      `evidence ${sha256} is not in the store`,
      'The object store lost it: collect the evidence again.',
    );
  return WorldRecord.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
