import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Plugin } from 'esbuild';

/**
 * Modules that a bundle holds as what they come to: their exports are evaluated now and written as JSON, and what they were
 * made of stays behind. An export that is no JSON stops the build.
 */
export const evaluated = (modules: RegExp): Plugin => ({
  name: 'evaluated',
  setup(build) {
    build.onLoad({ filter: modules }, async ({ path }) => {
      const exports = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
      const lines = Object.entries(exports).map(([name, value]) => {
        const text = JSON.stringify(value);
        if (!isDeepStrictEqual(JSON.parse(text ?? 'null'), value)) throw new Error(`${path}: ${name} is no JSON`);
        return `export const ${name} = ${text};`;
      });
      return { contents: lines.join('\n'), loader: 'js' };
    });
  },
});
