import { expect, test, vi } from 'vitest';
import { leftBehind, surroundings } from '../left-behind.ts';

const crimes: Record<string, { commit: () => () => void; says: RegExp }> = {
  'a variable': {
    commit: () => {
      process.env.MENDGATE_LEFT = 'here';
      return () => delete process.env.MENDGATE_LEFT;
    },
    says: /^the variable MENDGATE_LEFT is another$/,
  },
  'a variable less': {
    commit: () => {
      const { PATH } = process.env;
      delete process.env.PATH;
      return () => {
        process.env.PATH = PATH;
      };
    },
    says: /^the variable PATH is another$/,
  },
  'a global': {
    commit: () => {
      Object.defineProperty(globalThis, 'leftOver', { value: 1, configurable: true });
      return () => Reflect.deleteProperty(globalThis, 'leftOver');
    },
    says: /^there is a global leftOver$/,
  },
  'a listener': {
    commit: () => {
      const ear = () => {};
      process.on('SIGUSR2', ear);
      return () => process.off('SIGUSR2', ear);
    },
    says: /^somebody still listens to SIGUSR2$/,
  },
  'another umask': {
    commit: () => {
      const before = process.umask(0o077);
      return () => process.umask(before);
    },
    says: /^the umask is 77$/,
  },
  'another working directory': {
    commit: () => {
      const before = process.cwd();
      process.chdir('..');
      return () => process.chdir(before);
    },
    says: /^the working directory is /,
  },
};

test.for(Object.entries(crimes))('%s is seen', ([, { commit, says }]) => {
  const before = surroundings();
  const undo = commit();
  const left = leftBehind(before, surroundings());
  undo();
  expect(left).toEqual([expect.stringMatching(says)]);
  expect(leftBehind(before, surroundings())).toEqual([]);
});

let spied: typeof console.info | undefined;
test('a spy and a stubbed variable', () => {
  spied = vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.stubEnv('MENDGATE_STUBBED', '1');
});
test('end with their test', () => {
  expect(spied).toBeDefined();
  expect(console.info).not.toBe(spied);
  expect(process.env.MENDGATE_STUBBED).toBeUndefined();
});
