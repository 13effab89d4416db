import type { PatchOp } from '../../contracts/json.ts';
import type { KubeObject } from '../../contracts/kube.ts';

type Fields = { [key: string]: Fields };

/**
 * The object's managedFields after `manager` wrote: its own entry is made anew from the paths it touched. Simplified: a real
 * server also takes fields away from their former managers and keys list elements by name.
 */
export function managedBy(object: KubeObject, manager: string, ops: readonly PatchOp[], time: string): unknown[] {
  const fields: Fields = {};
  for (const op of ops) {
    if (op.op === 'test') continue;
    let level = fields;
    for (const key of op.path.split('/').slice(1)) {
      const name = /^(\d+|-)$/.test(key) ? `i:${key}` : `f:${key.replaceAll('~1', '/').replaceAll('~0', '~')}`;
      level[name] ??= {};
      level = level[name];
    }
  }
  const others = Array.isArray(object.metadata.managedFields) ? object.metadata.managedFields : [];
  return [
    ...others.filter((entry) => (entry as { manager?: unknown }).manager !== manager),
    { manager, operation: 'Update', apiVersion: object.apiVersion, time, fieldsType: 'FieldsV1', fieldsV1: fields },
  ];
}
