import { isNode, lineOf, type Node, type Source, walk } from './source.ts';

const globals: Readonly<Record<string, string>> = {
  ...say('a timer: time is a port', 'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate'),
  ...say('schedules work of its own', 'queueMicrotask requestAnimationFrame'),
  ...say('reaches the world: that is a port', 'fetch WebSocket EventSource XMLHttpRequest navigator'),
  ...say('knows the process it runs in', 'process performance'),
  ...say('a way to all the others', 'globalThis global eval Function require'),
  ...say('chance: ids and hashes come from ports and @noble/hashes', 'crypto'),
  ...say('depends on the place it runs in', 'Intl'),
  ...say('prints: what people should see is returned', 'console'),
};
const members: Readonly<Record<string, string>> = {
  ...say(
    'depends on the place it runs in',
    'toLocaleString toLocaleDateString toLocaleTimeString toLocaleUpperCase toLocaleLowerCase localeCompare',
  ),
  ...say(
    'reads a date in the zone it runs in: use the UTC form',
    'getFullYear getMonth getDate getDay getHours getMinutes getSeconds getTimezoneOffset toDateString toTimeString',
  ),
};

function say(why: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, why]));
}

/**
 * What in a file would make a replay differ: the clock, chance, the place, the process, the world. Names are judged, not
 * scopes: a variable called `process` is refused as well, which costs a better name and leaves no way around.
 */
export function impurities(source: Source): { line: number; what: string }[] {
  const found: { line: number; what: string }[] = [];
  const typeNodes = new Set<Node>();
  walk(source.program, (node, parent, field) => {
    if (parent !== undefined && (typeNodes.has(parent) || isTypeSpace(parent, field))) {
      typeNodes.add(node);
      return;
    }
    const what = wrongWith(node, parent, field);
    if (what !== undefined) found.push({ line: lineOf(source, node), what });
  });
  return found;
}

/** Types are gone when it runs. Of the wrappers only the wrapped expression is not one. */
const isTypeSpace = (parent: Node, field: string | undefined): boolean =>
  parent.type.startsWith('TS') && !(field === 'expression' && /Expression$|Assertion$/.test(parent.type));

function wrongWith(node: Node, parent: Node | undefined, field: string | undefined): string | undefined {
  if (node.type === 'MemberExpression') {
    const name = propertyOf(node);
    return name !== undefined && Object.hasOwn(members, name) ? `${name} ${members[name]}` : undefined;
  }
  if (node.type === 'Property' && parent?.type === 'ObjectPattern' && !node.computed && isNode(node.key)) {
    const name = String(node.key.name ?? node.key.value);
    if (Object.hasOwn(members, name)) return `${name} ${members[name]}`;
  }
  if (node.type !== 'Identifier' || !isReference(parent, field)) return undefined;
  const name = String(node.name);
  if (Object.hasOwn(globals, name)) return `${name} ${globals[name]}`;
  if (name === 'Date' && !isHarmlessDate(node, parent, field))
    return 'Date without an instant: `now` comes as an argument or from the clock port';
  if (name === 'Math' && (parent?.type !== 'MemberExpression' || [undefined, 'random'].includes(propertyOf(parent))))
    return 'Math.random is chance: ids come from ports';
  return undefined;
}

/** `new Date(instant)`, `Date.parse`, `Date.UTC` and `instanceof Date` give the same answer every time. */
function isHarmlessDate(node: Node, parent: Node | undefined, field: string | undefined): boolean {
  if (parent?.type === 'NewExpression' && field === 'callee') {
    const given = parent.arguments as Node[];
    return given.length === 1 && given[0]?.type !== 'SpreadElement';
  }
  if (parent?.type === 'MemberExpression' && parent.object === node)
    return ['parse', 'UTC'].includes(propertyOf(parent) ?? '');
  return parent?.type === 'BinaryExpression' && parent.operator === 'instanceof';
}

function propertyOf(member: Node): string | undefined {
  const { property } = member;
  if (!isNode(property)) return undefined;
  if (!member.computed) return String(property.name);
  return typeof property.value === 'string' ? property.value : undefined;
}

/** Not a reference: what comes after a dot, keys, and the names of imports and exports. */
function isReference(parent: Node | undefined, field: string | undefined): boolean {
  if (parent === undefined) return true;
  if (parent.type === 'MemberExpression') return field === 'object' || parent.computed === true;
  if (field === 'key') return parent.computed === true;
  return !(
    (parent.type === 'ImportSpecifier' && field === 'imported') ||
    (parent.type === 'ExportSpecifier' && field === 'exported') ||
    field === 'label' ||
    parent.type === 'MetaProperty'
  );
}
