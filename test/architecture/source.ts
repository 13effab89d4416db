import { parseAst } from 'vitest/node';

/** A node of the syntax tree, as far as we look at it: a type and whatever else it has. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

export interface Import {
  /** What is imported, as written; undefined when it is computed and nobody can tell. */
  readonly specifier: string | undefined;
  readonly line: number;
}

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
}

/**
 * Reads a file with the parser vitest itself loads TypeScript with (TypeScript 7 has no stable API yet). A file it cannot
 * read throws: an unreadable file has no arrows, and would pass for a good one.
 */
export function readSource(path: string, text: string): Source {
  const lang = /x$/.test(path) ? 'tsx' : /\.[cm]?js$/.test(path) ? 'js' : 'ts';
  return { path, text, program: parseAst(text, { lang }, path) as unknown as Node };
}

export const lineOf = (source: Source, node: Node): number => source.text.slice(0, node.start).split('\n').length;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Visits every node below and including this one, each with its parent and the field it stands in. */
export function walk(node: Node, visit: (node: Node, parent?: Node, field?: string) => void): void {
  const enter = (at: Node, parent?: Node, field?: string): void => {
    visit(at, parent, field);
    for (const [name, value] of Object.entries(at))
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) enter(child, at, name);
  };
  enter(node);
}

/** Every way one file can hold on to another: static, type-only, re-exported, dynamic, in a type, required, by URL. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  const add = (node: Node, from: unknown): void => {
    const literal = isNode(from) && from.type === 'Literal' && typeof from.value === 'string' ? from.value : undefined;
    found.push({ specifier: literal, line: lineOf(source, node) });
  };
  walk(source.program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ImportExpression':
      case 'TSImportType':
      case 'ExportAllDeclaration':
        add(node, node.source);
        break;
      case 'ExportNamedDeclaration':
        if (isNode(node.source)) add(node, node.source);
        break;
      case 'TSExternalModuleReference':
        add(node, node.expression);
        break;
      case 'CallExpression':
        if (isRequire(node.callee)) add(node, first(node.arguments));
        break;
      case 'NewExpression':
        // new URL('./worker.ts', import.meta.url): how a file starts another one.
        if (isNode(node.callee) && node.callee.name === 'URL' && codeFile.test(literalOf(first(node.arguments)) ?? ''))
          add(node, first(node.arguments));
        break;
    }
  });
  return found;
}

const codeFile = /^\.{1,2}\/.*\.[cm]?[jt]sx?$/;
const first = (list: unknown): unknown => (Array.isArray(list) ? list[0] : undefined);
const literalOf = (node: unknown): string | undefined =>
  isNode(node) && typeof node.value === 'string' ? node.value : undefined;
const isRequire = (callee: unknown): boolean =>
  isNode(callee) &&
  (callee.name === 'require' ||
    (callee.type === 'MemberExpression' && isNode(callee.object) && callee.object.name === 'require'));
