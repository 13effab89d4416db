import { describe, expect, test } from 'vitest';
import { executorGrants } from '../../../src/adapters/kubernetes/executor.grants.ts';
import { type Grant, readerGrants } from '../../../src/adapters/kubernetes/reader.grants.ts';
import { rehearserGrants } from '../../../src/adapters/kubernetes/rehearser.grants.ts';
import { kinds } from '../../../src/contracts/kube.ts';

const may = (grants: readonly Grant[], verb: string, group: string, resource: string): boolean =>
  grants.some((one) => one.apiGroup === group && one.resources.includes(resource) && one.verbs.includes(verb));
const verbsOf = (grants: readonly Grant[]): string[] => [...new Set(grants.flatMap(({ verbs }) => verbs))].sort();

describe.each([
  ['reader', readerGrants, ['get', 'list']],
  ['rehearser', rehearserGrants, ['create', 'get', 'list', 'patch']],
  ['executor', executorGrants, ['get', 'list', 'patch']],
])('%s', (_role, grants, verbs) => {
  test.each(Object.entries(kinds))('may get and list %s', (_kind, { group, plural }) => {
    expect(may(grants, 'get', group, plural)).toBe(true);
    expect(may(grants, 'list', group, plural)).toBe(true);
  });
  test('holds no other verbs, no wildcard, no secret', () => {
    expect(verbsOf(grants)).toEqual(verbs);
    expect(JSON.stringify(grants)).not.toMatch(/\*|secrets|configmaps/);
  });
});

test('only what is mended may be patched, and only a rehearser creates Pods', () => {
  const patched = executorGrants.filter(({ verbs }) => verbs.includes('patch')).flatMap(({ resources }) => resources);
  expect(patched).toEqual(['deployments', 'statefulsets', 'daemonsets', 'services']);
  expect(may(rehearserGrants, 'create', '', 'pods')).toBe(true);
  expect(may(executorGrants, 'create', '', 'pods')).toBe(false);
});
