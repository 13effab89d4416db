import { describe, expect, test } from 'vitest';
import { openWorld } from '../../../src/core/diagnosis/world.ts';
import { log, looping, pod, world } from './objects.ts';

const here = pod('a', { statuses: [looping('app', 1, 'Error')] });
const there = pod('b', { namespace: 'other' });
const logs = { namespace: 'shop', pod: 'a', container: 'app', previous: true };

describe('openWorld', () => {
  test('a cluster-wide list answers for one namespace, sorted; the other way round it does not', () => {
    const wide = openWorld(world([there, here], { wide: true }));
    expect(wide.list('Pod', undefined)).toEqual({ is: 'found', objects: [there, here] });
    expect(wide.list('Pod', 'shop')).toEqual({ is: 'found', objects: [here] });
    expect(openWorld(world([here])).list('Pod', undefined)).toMatchObject({ is: 'blind', why: 'not asked' });
  });

  test('the same list is handed out again, so that it is read once', () => {
    const opened = openWorld(world([here], { wide: true }));
    const objects = () => {
      const found = opened.list('Pod', 'shop');
      return found.is === 'found' ? found.objects : undefined;
    };
    expect(objects()).toBe(objects());
  });

  test('an object that is there twice is one object, in its newer state', () => {
    const at = (resourceVersion: string) => ({ ...here, metadata: { ...here.metadata, resourceVersion } });
    for (const objects of [
      [at('9'), at('10')],
      [at('10'), at('9')],
    ]) {
      expect(openWorld(world(objects)).list('Pod', 'shop')).toEqual({ is: 'found', objects: [at('10')] });
    }
  });

  test('get: from its own answer, else from the list, else blind', () => {
    const record = world([here]);
    record.reads.push({
      ask: { verb: 'get', kind: 'Pod', namespace: 'other', name: 'b' },
      answer: { is: 'object', object: there },
    });
    const opened = openWorld(record);
    expect(opened.get({ kind: 'Pod', namespace: 'other', name: 'b' })).toEqual({ is: 'found', object: there });
    expect(opened.get({ kind: 'Pod', namespace: 'shop', name: 'a' })).toEqual({ is: 'found', object: here });
    expect(opened.get({ kind: 'Pod', namespace: 'shop', name: 'c' })).toEqual({ is: 'absent' });
    expect(opened.get({ kind: 'Node', name: 'n' })).toEqual({ is: 'blind', asked: 'node/n', why: 'not asked' });
  });

  test('remembers which blind answers were read, and forgets what is only context', () => {
    const opened = openWorld(
      world([here], { blind: { Event: 'forbidden', PodMetrics: 'forbidden', Service: 'forbidden' } }),
    );
    expect(opened.seen()).toEqual([]);
    opened.list('Event', 'shop');
    opened.list('PodMetrics', 'shop');
    opened.logs(logs);
    expect(opened.seen()).toEqual([
      { asked: 'list Event in shop', why: 'forbidden' },
      { asked: 'previous logs of pod/shop/a app', why: 'not asked' },
    ]);
  });

  test('logs: found, absent or blind', () => {
    expect(openWorld(world([here], { reads: [log(here, 'x')] })).logs(logs)).toEqual({ is: 'found', text: 'x' });
    const absent = { ...log(here, ''), answer: { is: 'absent' as const } };
    expect(openWorld(world([here], { reads: [absent] })).logs(logs)).toEqual({ is: 'absent' });
  });
});
