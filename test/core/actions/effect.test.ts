import * as fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/contracts/fault.ts';
import type { Json } from '../../../src/contracts/json.ts';
import type { KubeObject, ObjectRef } from '../../../src/contracts/kube.ts';
import type { Change } from '../../../src/contracts/plan.ts';
import { alreadyDone, effectOf, stillOurs } from '../../../src/core/actions/effect.ts';
import { keysOf, pointerOf, valueAt } from '../../../src/core/actions/pointer.ts';
import { sameJson } from '../../../src/core/actions/same-json.ts';
import { writesOnlyChanges } from '../../../src/core/policy/writes-only-changes.ts';

const ref: ObjectRef = { kind: 'Deployment', namespace: 'shop', name: 'cart' };
const objectOf = (spec: Json): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop', uid: 'u-1' },
  spec,
});
/** A copy with the operations applied, or undefined when one of them was refused: a server applies all or none. */
function applied(object: KubeObject, ops: readonly object[]): KubeObject | undefined {
  const copy = structuredClone(object);
  const refused = applyPatch(copy, structuredClone(ops) as Parameters<typeof applyPatch>[1]).some((error) => error);
  return refused ? undefined : copy;
}

const container = (fields: { [key: string]: Json }) =>
  objectOf({ template: { spec: { containers: [{ name: 'app', ...fields }] } } });
const memory = '/spec/template/spec/containers/0/resources/limits/memory';

describe('effectOf', () => {
  test('tests uid, the name at the index and the field, then writes', () => {
    const object = container({ resources: { limits: { memory: '64Mi' } } });
    const effect = effectOf(ref, object, [{ path: memory, before: '64Mi', after: '128Mi' }], 0);
    expect(effect.patch).toEqual([
      { op: 'test', path: '/metadata/uid', value: 'u-1' },
      { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'app' },
      { op: 'test', path: memory, value: '64Mi' },
      { op: 'replace', path: memory, value: '128Mi' },
    ]);
    expect(effect.inverse).toEqual([
      { op: 'test', path: '/metadata/uid', value: 'u-1' },
      { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'app' },
      { op: 'test', path: memory, value: '128Mi' },
      { op: 'replace', path: memory, value: '64Mi' },
    ]);
  });

  test.each([
    ['the limits', { resources: {} }, '/spec/template/spec/containers/0/resources'],
    ['the whole resources', {}, '/spec/template/spec/containers/0'],
  ])(
    'adds %s at the nearest missing level and takes exactly that back',
    (_, fields: { [key: string]: Json }, parent) => {
      const object = container(fields);
      const effect = effectOf(ref, object, [{ path: memory, after: '128Mi' }], 0);
      expect(effect.patch.some((op) => op.op === 'test' && op.path === parent)).toBe(true);
      const after = applied(object, effect.patch) as KubeObject;
      expect(valueAt(after, keysOf(memory) ?? [])).toEqual({ found: true, value: '128Mi' });
      expect(applied(after, effect.inverse)).toEqual(object);
    },
  );

  test('escapes / and ~ in keys', () => {
    const key = 'example.com/a~1b';
    const path = pointerOf(['spec', 'labels', key]);
    expect(path).toBe('/spec/labels/example.com~1a~01b');
    const object = objectOf({ labels: { [key]: 'old' } });
    const effect = effectOf(ref, object, [{ path, before: 'old', after: 'new' }], 0);
    expect(applied(object, effect.patch)?.spec).toEqual({ labels: { [key]: 'new' } });
  });

  const object = objectOf({ a: { b: 1 }, list: [{ name: 'x' }], text: 'old' });
  test.each<[string, Change[]]>([
    ['no change', []],
    ['a `before` that does not stand there', [{ path: '/spec/a/b', before: 2, after: 3 }]],
    ['a `before` where nothing stands', [{ path: '/spec/a/c', before: 2, after: 3 }]],
    ['an absent `before` where something stands', [{ path: '/spec/a/b', after: 3 }]],
    ['a change to what already stands', [{ path: '/spec/a/b', before: 1, after: 1 }]],
    [
      'one field twice',
      [
        { path: '/spec/a/b', before: 1, after: 2 },
        { path: '/spec/a/b', before: 1, after: 3 },
      ],
    ],
    [
      'a field inside another',
      [
        { path: '/spec/a', before: { b: 1 }, after: {} },
        { path: '/spec/a/b', before: 1 },
      ],
    ],
    ['an element added to a list', [{ path: '/spec/list/1', after: { name: 'y' } }]],
    ['an element removed from a list', [{ path: '/spec/list/0', before: { name: 'x' } }]],
    ['a field of a text', [{ path: '/spec/text/x', after: 1 }]],
    ['a prototype', [{ path: '/spec/__proto__/x', after: 1 }]],
    ['no pointer', [{ path: 'spec', after: 1 }]],
    ['the whole object', [{ path: '', after: 1 }]],
  ])('refuses %s', (_, changes) => {
    expect(() => effectOf(ref, object, changes, 0)).toThrow(Fault);
  });

  test('refuses an object without a uid', () => {
    const nameless = { ...object, metadata: { name: 'cart' } };
    expect(() => effectOf(ref, nameless, [{ path: '/spec/a/b', before: 1, after: 2 }], 0)).toThrow('uid');
  });
});

describe('crimes the tests of a patch must catch', () => {
  const object = container({ image: 'a:1', resources: { limits: { memory: '64Mi' } } });
  const effect = effectOf(ref, object, [{ path: memory, before: '64Mi', after: '128Mi' }], 0);
  const done = applied(object, effect.patch) as KubeObject;
  const edited = (base: KubeObject, path: string, value: Json) =>
    applied(base, [{ op: 'replace', path, value }]) as KubeObject;

  test.each<[string, KubeObject]>([
    ['another object of the same name', edited(object, '/metadata/uid', 'u-2')],
    [
      'a container inserted before ours',
      applied(object, [
        {
          op: 'add',
          path: '/spec/template/spec/containers/0',
          value: { name: 'mesh', resources: { limits: { memory: '64Mi' } } },
        },
      ]) as KubeObject,
    ],
    ['somebody else raised it first', edited(object, memory, '96Mi')],
    ['it was applied already', done],
  ])('forward: %s', (_, found) => {
    expect(applied(found, effect.patch)).toBeUndefined();
  });

  test('back: somebody changed our value, so it is theirs now', () => {
    const theirs = edited(done, memory, '256Mi');
    expect(stillOurs(theirs, effect)).toBe(false);
    expect(applied(theirs, effect.inverse)).toBeUndefined();
  });

  test('back: somebody put a field of theirs into the level we made', () => {
    const bare = container({ resources: {} });
    const made = effectOf(ref, bare, [{ path: memory, after: '128Mi' }], 0);
    const theirs = applied(bare, [
      ...made.patch,
      { op: 'add', path: memory.replace('memory', 'cpu'), value: '1' },
    ]) as KubeObject;
    expect(stillOurs(theirs, made)).toBe(false);
    expect(applied(theirs, made.inverse)).toBeUndefined();
  });

  test("back: another writer's edit elsewhere survives", () => {
    const theirs = edited(done, '/spec/template/spec/containers/0/image', 'a:2');
    expect(stillOurs(theirs, effect)).toBe(true);
    expect(applied(theirs, effect.inverse)).toEqual(edited(object, '/spec/template/spec/containers/0/image', 'a:2'));
  });

  test.each<[string, KubeObject, boolean, boolean]>([
    ['as it was', object, false, true],
    ['as written', done, true, false],
    ['edited by another', edited(done, memory, '96Mi'), false, false],
    ['replaced by another object', edited(done, '/metadata/uid', 'u-2'), false, false],
    ['another container at the index', edited(done, '/spec/template/spec/containers/0/name', 'mesh'), false, false],
  ])('alreadyDone: %s', (_, found, forward, back) => {
    expect(alreadyDone(found, effect, 'forward')).toBe(forward);
    expect(alreadyDone(found, effect, 'back')).toBe(back);
  });
});

/** Objects as random as JSON is, keys with / and ~ among them, lists of named elements too. */
const key = fc.constantFrom('a', 'b', 'c', 'x/y', 'm~n', '~1', '0', 'name');
const leaf = fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.boolean(), fc.constant(null));
const tree = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(key, tie('node'), { maxKeys: 4 }),
    fc.array(fc.record({ name: fc.constantFrom('p', 'q'), v: tie('node') }), { maxLength: 2 }),
  ),
})).node;
const map = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4 });

/** Changes that fit the object: at random paths, each a replacement, a removal or an addition, none overlapping. */
function changesFor(object: KubeObject, wishes: readonly { keys: string[]; value: Json; drop: boolean }[]): Change[] {
  const chosen: Change[] = [];
  for (const { keys, value, drop } of wishes) {
    const path = pointerOf(['spec', ...keys]);
    const stands = valueAt(object, keysOf(path) ?? []);
    const change: Change = stands.found
      ? { path, before: stands.value as Json, ...(drop ? {} : { after: value }) }
      : { path, after: value };
    try {
      effectOf(ref, object, [...chosen, change], 0);
      chosen.push(change);
    } catch (error) {
      // Only a signed refusal may come out of a wish that does not fit.
      if (!(error instanceof Fault)) throw error;
    }
  }
  return chosen;
}
const wish = fc.record({ keys: fc.array(key, { minLength: 1, maxLength: 4 }), value: tree, drop: fc.boolean() });
const cases = fc
  .tuple(map, fc.array(wish, { minLength: 1, maxLength: 5 }))
  .map(([spec, wishes]) => ({ object: objectOf(spec), changes: changesFor(objectOf(spec), wishes) }))
  .filter(({ changes }) => changes.length > 0);

describe('for any object and any changes', () => {
  test('patch writes the changes and nothing else; inverse gives the object back exactly', () => {
    fc.assert(
      fc.property(cases, ({ object, changes }) => {
        const effect = effectOf(ref, object, changes, 0);
        const after = applied(object, effect.patch) as KubeObject;
        expect(after).toBeDefined();
        expect(alreadyDone(after, effect, 'forward')).toBe(true);
        expect(stillOurs(after, effect)).toBe(true);
        expect(writesOnlyChanges(effect)).toBeUndefined();
        const back = applied(after, effect.inverse) as KubeObject;
        expect(sameJson(back, object)).toBe(true);
        expect(alreadyDone(back, effect, 'back')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('a second application fails a test', () => {
    fc.assert(
      fc.property(cases, ({ object, changes }) => {
        const effect = effectOf(ref, object, changes, 0);
        const once = applied(object, effect.patch) as KubeObject;
        expect(applied(once, effect.patch)).toBeUndefined();
        const back = applied(once, effect.inverse) as KubeObject;
        expect(applied(back, effect.inverse)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('whoever changes any touched field keeps it, and an edit elsewhere survives', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ object, changes }, pick) => {
        const effect = effectOf(ref, object, changes, 0);
        const after = applied(object, effect.patch) as KubeObject;
        const change = changes[pick % changes.length] as Change;
        const elsewhere = { ...after, status: { theirs: true } };
        expect(applied(elsewhere, effect.inverse)).toEqual({ ...object, status: { theirs: true } });
        const theirs = applied(after, [{ op: 'add', path: change.path, value: 'somebody else wrote this' }]);
        if (theirs === undefined || sameJson(theirs, after)) return;
        expect(stillOurs(theirs, effect)).toBe(false);
        expect(applied(theirs, effect.inverse)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
