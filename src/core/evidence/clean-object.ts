import type { KubeObject } from '../../contracts/kube.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { changedInside, leftOut } from '../policy/changed-inside.ts';
import { redactText } from '../policy/redact-text.ts';
import { isVariable, secretFree, withValue } from '../policy/secret-value.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The object as it may be stored: without bookkeeping, ignored annotations and secrets. Control characters go first: events
 * and states repeat what programs wrote, and a colour in the middle would split a secret.
 */
export function cleanObject(object: KubeObject, ignoredAnnotations: readonly string[]): KubeObject {
  const ignored = (key: string) => key === LAST_APPLIED || ignoredAnnotations.some((prefix) => key.startsWith(prefix));
  const clean = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return redactText(plainText(value));
    const made = changedInside(value, (inner, name) => {
      if (key === 'metadata' && name === 'managedFields') return leftOut;
      if (key === 'annotations' && ignored(name)) return leftOut;
      return clean(inner, name);
    });
    return isVariable(value) ? withValue(made, secretFree(plainText(value.name), plainText(value.value))) : made;
  };
  return clean(object, '') as KubeObject;
}
