#!/usr/bin/env node
// Finds a Node that can run Mendgate, then runs the bundle: in this process when this Node will do, else in another one.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { become, endWithParent, findNode, isNewEnough, nodeIsTooOld } from './node24.js';

const here = fileURLToPath(import.meta.url);
const root = dirname(dirname(here));

async function launch() {
  // Only a checkout has sources: what was packed is complete as it is.
  if (existsSync(join(root, 'src'))) {
    const { prepare } = await import('../tools/prepare.js');
    prepare(root);
  }
  const node = findNode(root);
  if (node === undefined) {
    process.stderr.write(nodeIsTooOld());
    process.exitCode = 3;
    return;
  }
  if (!isNewEnough(process.version)) {
    become(node, [here, ...process.argv.slice(2)], { tied: true });
    return;
  }
  endWithParent();
  process.env.MENDGATE_ROOT = root;
  await import(pathToFileURL(join(root, 'dist', 'mendgate.js')).href);
}

launch().catch((error) => {
  process.stderr.write(`mendgate: ${error instanceof Error ? error.message : error}\n`);
  if (process.env.MENDGATE_DEBUG) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 3;
});
