import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { impurities } from './impure.ts';
import { type Room, roomOf, rooms } from './rooms.ts';
import { importsOf, readSource } from './source.ts';

const builtins = new Set(builtinModules);

/** What a file does that its room forbids, each as `path:line what`. Reads nothing but the text it is given. */
export function trespassesOf(path: string, text: string): string[] {
  const name = roomOf(path);
  const room = name === undefined ? undefined : rooms[name];
  if (name === undefined || room === undefined)
    return [`${path}:1 is in no room: place its folder in test/architecture/rooms.ts`];
  const source = readSource(path, text);
  const found = importsOf(source).flatMap(({ specifier, line }) =>
    wrongWith(path, name, room, specifier).map((what) => `${path}:${line} ${what}`),
  );
  if (room.pure) found.push(...impurities(source).map(({ line, what }) => `${path}:${line} ${what}`));
  return found;
}

function wrongWith(path: string, name: string, room: Room, specifier: string | undefined): string[] {
  if (specifier === undefined) {
    return room.computed !== undefined ? [] : ['imports a computed name: nobody can tell where that arrow ends'];
  }
  if (/^\.{1,2}\//.test(specifier)) {
    const target = posix.normalize(posix.join(posix.dirname(path), specifier));
    const other = roomOf(target);
    if (other === undefined) return [`imports ${target}, which is in no room`];
    const open = other === name || room.rooms.includes('*') || room.rooms.includes(other);
    return open ? [] : [`${name} may not import ${other} (${target})`];
  }
  if (/^([/#]|\w+:)/.test(specifier) && !specifier.startsWith('node:'))
    return [`imports ${specifier}: only relative paths and packages can be placed`];
  const used = packageOf(specifier);
  if (!used.startsWith('node:') && builtins.has(used)) return [`imports ${specifier}: write node:${specifier}`];
  return '*' in room.packages || used in room.packages
    ? []
    : [`${name} may not use ${used}: list it with a reason in test/architecture/rooms.ts`];
}

/** '@noble/hashes/sha2.js' is '@noble/hashes'; built-in modules keep their whole name. */
const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
