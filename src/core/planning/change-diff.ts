import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { applyPatch } from 'rfc6902';
import { stringify } from 'yaml';
import type { KubeObject } from '../../contracts/kube.ts';
import { refText } from '../../contracts/kube.ts';
import type { Effect } from '../../contracts/plan.ts';
import { keysOf } from '../actions/pointer.ts';
import { redactText } from '../policy/redact-text.ts';
import { isVariable, secretFree } from '../policy/secret-value.ts';

/**
 * What people read before they say yes: a unified diff of the YAML of the touched parts alone. Secret values of variables
 * are left out of it; that they change is not.
 */
export function diffOf(object: KubeObject, effect: Effect): string {
  const paths = effect.changes.map((change) => keysOf(change.path) ?? []);
  const after = structuredClone(object);
  applyPatch(
    after,
    effect.patch.filter((op) => op.op !== 'test'),
  );
  const old = touched(object, paths);
  const fresh = touched(after, paths);
  const known = new Map<string, unknown>();
  hide(old, known, 'before');
  hide(fresh, known, 'after');
  const name = refText(effect.ref);
  // The parts are small, so all of their lines are context: nobody has to guess which container a line belongs to.
  return createTwoFilesPatch(name, name, yaml(old), yaml(fresh), 'as it stands', 'as planned', {
    context: 200,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

const yaml = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

/** The object cut down to some paths. Elements of a list keep their name, or nobody could tell which they are. */
function touched(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return structuredClone(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const heads = [...new Set(paths.map((path) => path[0] ?? ''))];
  const below = (head: string) => paths.filter((path) => path[0] === head).map((path) => path.slice(1));
  if (Array.isArray(value))
    return heads.flatMap((head) => {
      const element: unknown = value[Number(head)];
      const part = touched(element, below(head));
      if (typeof part !== 'object' || part === null) return [];
      return [{ ...(hasName(element) ? { name: element.name } : {}), ...part }];
    });
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(
    heads
      .filter((head) => Object.hasOwn(fields, head))
      .map((head) => [head, touched(fields[head], below(head))])
      .filter(([, part]) => part !== undefined),
  );
}

const hasName = (value: unknown): value is { name: string } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';

function hide(value: unknown, known: Map<string, unknown>, side: 'before' | 'after', at = ''): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Record<string, unknown>;
  for (const [key, inner] of Object.entries(fields)) {
    if (typeof inner === 'string') {
      if (key !== 'value' || !isVariable(value)) fields[key] = redactText(inner);
    } else hide(inner, known, side, `${at}/${Array.isArray(value) && hasName(inner) ? inner.name : key}`);
  }
  if (!isVariable(value) || secretFree(value.name, value.value) === value.value) return;
  const key = `${at}/${value.name}`;
  const same = side === 'before' || !known.has(key) || known.get(key) === value.value;
  if (side === 'before') known.set(key, value.value);
  value.value = same ? '(hidden)' : '(hidden, another value)';
}
