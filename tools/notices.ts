import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages whose code is in a bundle, from the paths esbuild read. */
const packagesOf = (inputs: readonly string[]): string[] => [
  ...new Set(inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? '').filter(Boolean)),
];

/**
 * The licences of what is bundled: most of them allow copying on the one condition that their text comes along. Throws
 * when a package comes without a licence, for then nobody allowed us to ship it.
 */
export function noticesOf(root: string, inputs: readonly string[]): string {
  const texts = packagesOf(inputs)
    .toSorted()
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
        name: string;
        version: string;
        license?: string;
      };
      if (manifest.license === undefined) throw new Error(`${folder} has no licence: it may not be bundled`);
      const files = readdirSync(join(root, folder)).filter((name) =>
        /^(licen[cs]e|notice|copying|third-party-licen[cs]es)/i.test(name),
      );
      const text = files
        .filter((name) => existsSync(join(root, folder, name)))
        .map((name) => readFileSync(join(root, folder, name), 'utf8').trim())
        .join('\n\n');
      return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${text || `See ${manifest.license}.`}\n`;
    });
  return `Mendgate bundles these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
