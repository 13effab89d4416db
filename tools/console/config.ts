import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';

export const root = join(import.meta.dirname, '..', '..');
export const consoleDist = join(root, 'dist', 'console');

/** Design tokens by name, from the components themselves: their names carry a hash that differs from release to release. */
const tokens = new Map(
  [
    ...readFileSync(
      join(root, 'node_modules/@cloudscape-design/components/internal/generated/styles/tokens.js'),
      'utf8',
    ).matchAll(/^export var (\w+) = "(.+)";$/gm),
  ].map(([, name = '', value = '']) => [name, value]),
);

/** `var(--token-color-text-body-default)` in our style sheets is the design token of that name; an unknown one stops the build. */
export function withTokens(css: string): string {
  return css.replace(/var\(--token-([a-z0-9-]+)\)/g, (_, name: string) => {
    const value = tokens.get(name.replace(/-([a-z0-9])/g, (__, letter: string) => letter.toUpperCase()));
    if (value === undefined) throw new Error(`there is no design token ${name}`);
    return value;
  });
}
const designTokens: Plugin = {
  name: 'mendgate:design-tokens',
  enforce: 'pre',
  transform: { filter: { id: /\/console\/.*\.css$/ }, handler: (code) => withTokens(code) },
};

const embedded = /url\((['"]?)data:font\/woff2;base64,([A-Za-z0-9+/=]+)\1\)/g;
/** Fonts that come inside a style sheet become files: loaded when a text needs one, kept by the browser, allowed by our policy. */
const fontsAsFiles: Plugin = {
  name: 'mendgate:fonts-as-files',
  apply: 'build',
  enforce: 'pre',
  transform: {
    filter: { id: /global-styles\/index\.css$/ },
    handler(code) {
      let count = 0;
      return code.replace(embedded, (_, __, text: string) => {
        count += 1;
        const ref = this.emitFile({ type: 'asset', name: `font-${count}.woff2`, source: Buffer.from(text, 'base64') });
        return `url(__VITE_ASSET__${ref}__)`;
      });
    },
  },
};

export const consoleConfig: InlineConfig = {
  configFile: false,
  envDir: false,
  root: join(root, 'console'),
  base: '/',
  cacheDir: join(root, 'node_modules', '.vite-console'),
  logLevel: 'warn',
  plugins: [designTokens, fontsAsFiles, react()],
  build: {
    outDir: consoleDist,
    emptyOutDir: false,
    write: false,
    manifest: true,
    target: 'baseline-widely-available',
    // Our policy allows no data: for anything but small pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
};
