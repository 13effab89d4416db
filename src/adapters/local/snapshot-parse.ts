import * as yaml from 'yaml';
import { issuesOf } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import { type Kind, KubeObject } from '../../contracts/kube.ts';
import { apiVersionOf, kindNamed, kindOf } from './snapshot-kinds.ts';
import { later, newestIn } from './snapshot-time.ts';

/** The parser needs about a second and 100 MB for each megabyte or two. */
const MAX_YAML_CHARS = 16 * 1024 * 1024;
const MAX_PROBLEMS = 10;

/** What a file says: objects of a kind. `list`: they came as a List, so their absence says something too. */
export interface Group {
  kind: Kind;
  list: boolean;
  objects: KubeObject[];
}
export interface Parsed {
  groups: Group[];
  /** Names of Namespace objects. */
  namespaces: string[];
  newest: Instant | undefined;
  problems: string[];
}

/** Reads the text of a JSON or YAML file. `name` is the file's name: an empty List has no other hint at its kind. Never throws. */
export function parseFile(name: string, bytes: Uint8Array): Parsed {
  const parsed: Parsed = { groups: [], namespaces: [], newest: undefined, problems: [] };
  const note = (problem: string): void => {
    if (parsed.problems.length < MAX_PROBLEMS) parsed.problems.push(problem);
  };
  const stem = name.replace(/\.[^.]*$/, '');
  for (const document of documentsOf(name, bytes, note)) read(document);
  return parsed;

  function read(value: unknown): void {
    if (Array.isArray(value)) addAll(value, undefined);
    else if (!isRecord(value)) return;
    else if (Array.isArray(value.items) || (value.items === null && `${value.kind}`.endsWith('List'))) {
      const items = value.items ?? [];
      const single = typeof value.kind === 'string' ? value.kind.replace(/List$/, '') : '';
      if (single === '') addAll(items as unknown[], undefined);
      else {
        const kind = kindOf(value.apiVersion, single);
        if (kind !== undefined) addAll(items as unknown[], kind);
        if (single === 'Namespace') for (const item of items as unknown[]) addNamespace(item);
      }
    } else add(value, false);
  }

  // Items of a typed List do not say what they are; those of `kind: List` do; a bare array goes by the file's name.
  function addAll(items: unknown[], listed: Kind | undefined): void {
    const named = listed ?? kindNamed(stem);
    const typeless = items.every((item) => isRecord(item) && item.kind === undefined);
    if (named !== undefined && (listed !== undefined || typeless)) groupOf(named, true);
    for (const [index, item] of items.entries()) {
      if (!isRecord(item)) note(`item ${index}: not an object`);
      else if (named !== undefined && (listed !== undefined || typeless))
        add({ ...item, apiVersion: apiVersionOf(named), kind: named }, true, index);
      else add(item, true, index);
    }
  }

  function add(value: Record<string, unknown>, list: boolean, index?: number): void {
    if (value.kind === 'Namespace') addNamespace(value);
    const kind = kindOf(value.apiVersion, value.kind);
    if (kind === undefined) return;
    const which = `${index === undefined ? '' : `item ${index}: `}${kind}: `;
    const times = newestIn(value);
    if (times === 'too deep') {
      note(`${which}nested too deep`);
      return;
    }
    const object = KubeObject.safeParse(value);
    if (!object.success) {
      note(`${which}${issuesOf(object.error)}`);
      return;
    }
    groupOf(kind, list).objects.push(object.data);
    parsed.newest = later(parsed.newest, times.newest);
  }

  function groupOf(kind: Kind, list: boolean): Group {
    const known = parsed.groups.find((group) => group.kind === kind && group.list === list);
    if (known) return known;
    const group: Group = { kind, list, objects: [] };
    parsed.groups.push(group);
    return group;
  }

  function addNamespace(value: unknown): void {
    const name = isRecord(value) && isRecord(value.metadata) ? value.metadata.name : undefined;
    if (typeof name === 'string') parsed.namespaces.push(name);
  }
}

function documentsOf(name: string, bytes: Uint8Array, note: (problem: string) => void): unknown[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    note('not UTF-8 text');
    return [];
  }
  if (text.includes('\0')) note('binary');
  else if (text.trim() === '') note('empty');
  else if (/^\s*[[{]/.test(text)) {
    try {
      return [JSON.parse(text)];
    } catch {
      // A YAML flow mapping begins alike.
      if (!name.toLowerCase().endsWith('.json')) return yamlOf(text, note);
      note('malformed JSON');
    }
  } else return yamlOf(text, note);
  return [];
}

function yamlOf(text: string, note: (problem: string) => void): unknown[] {
  if (text.length > MAX_YAML_CHARS) {
    note(`YAML longer than ${MAX_YAML_CHARS / 1048576} MB: take the dump with -o json`);
    return [];
  }
  const documents: unknown[] = [];
  try {
    for (const document of yaml.parseAllDocuments(text, { logLevel: 'silent', prettyErrors: false })) {
      if ('errors' in document && document.errors.length > 0) note(`malformed: ${document.errors[0]?.code}`);
      // Aliases that unfold a thousandfold are refused here, by the library.
      else documents.push(document.toJS({ maxAliasCount: 100 }));
    }
  } catch {
    note('malformed');
  }
  return documents;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
