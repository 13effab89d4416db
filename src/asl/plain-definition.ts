import type { Problem } from './invalid-definition.ts';
import type { Json, JsonObject } from './json.ts';

const DEEPEST = 64;
const LARGEST = 1_000_000;
const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** Thrown inside, caught below: what follows a definition that is too large or no JSON is not worth reporting. */
class Stop extends Error {}

interface Walk {
  readonly substitutions: Record<string, string>;
  readonly used: Set<string>;
  readonly problems: Problem[];
  size: number;
}

/**
 * A copy of the definition as plain JSON with its `${Name}` placeholders filled in, as CDK's definitionSubstitutions does.
 * undefined when it is no JSON, deeper than 64 or larger than 1 MB; the problems say which. The copy also cuts shared and changing parts.
 */
export function plainDefinition(
  definition: unknown,
  substitutions: Record<string, string>,
  problems: Problem[],
): Json | undefined {
  const walk: Walk = { substitutions, used: new Set(), problems, size: 0 };
  try {
    const copy = plain(definition, '', 1, walk);
    for (const name of Object.keys(substitutions)) {
      if (!walk.used.has(name))
        problems.push({ path: '/', says: `nothing uses the substitution ${name}: write \${${name}} or drop it` });
    }
    return copy;
  } catch (error) {
    // Anything else comes from the value itself: a getter or a Proxy that throws.
    problems.push({
      path: '/',
      says: error instanceof Stop ? error.message : 'the definition could not be read as JSON',
    });
    return undefined;
  }
}

function plain(value: unknown, path: string, depth: number, walk: Walk): Json {
  if (depth > DEEPEST) throw new Stop(`${path.slice(0, 100)}…: deeper than ${DEEPEST} levels`);
  grow(walk, 1);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string') return filled(value, path, walk);
  if (Array.isArray(value)) return Array.from(value, (item, i) => plain(item, `${path}/${i}`, depth + 1, walk));
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.keys(value).map((key) => {
        const name = filled(key, `${path}/${key}`, walk);
        return [name, plain((value as Record<string, unknown>)[key], `${path}/${name}`, depth + 1, walk)];
      }),
    ) as JsonObject;
  }
  throw new Stop(`${path === '' ? '/' : path}: a ${typeof value} is not JSON`);
}

function grow(walk: Walk, by: number): void {
  walk.size += by;
  if (walk.size > LARGEST) throw new Stop(`larger than ${LARGEST} bytes`);
}

function filled(text: string, path: string, walk: Walk): string {
  grow(walk, text.length);
  if (!text.includes('${')) return text;
  const result = text.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = Object.hasOwn(walk.substitutions, name) ? walk.substitutions[name] : undefined;
    if (value === undefined) {
      walk.problems.push({
        path: path === '' ? '/' : path,
        says: `${placeholder} has no substitution: give one for ${name}`,
      });
      return placeholder;
    }
    walk.used.add(name);
    return value;
  });
  grow(walk, Math.max(0, result.length - text.length));
  return result;
}
