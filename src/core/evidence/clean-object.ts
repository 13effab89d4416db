import type { KubeObject } from '../../contracts/kube.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { withoutSecrets } from '../policy/secret-value.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The object as it may be stored: without bookkeeping, ignored annotations and secrets. Control characters go first: events
 * and states repeat what programs wrote, and a colour in the middle would split a secret.
 */
export function cleanObject(object: KubeObject, ignoredAnnotations: readonly string[]): KubeObject {
  const ignored = (key: string) => key === LAST_APPLIED || ignoredAnnotations.some((prefix) => key.startsWith(prefix));
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return plainText(value);
    if (Array.isArray(value)) return value.map((each) => walk(each, ''));
    if (typeof value !== 'object' || value === null) return value;
    const out: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) {
      if (key === 'metadata' && name === 'managedFields') continue;
      if (key === 'annotations' && ignored(name)) continue;
      out[name] = walk(inner, name);
    }
    return out;
  };
  return withoutSecrets(walk(object, '') as KubeObject);
}
