// node tools/ready.js [--no-bundle] [PROGRAM ARGS…]: makes this checkout ready, then runs a program under Node 24.
// PROGRAM is `mendgate`, `node`, a file, or the name of a Node program among the dependencies. npm scripts start here, because
// on a fresh clone nothing is installed yet and the Node at hand may be an old one.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become, findNode, nodeIsTooOld } from '../bin/node24.js';
import { prepare } from './prepare.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const bundle = args[0] !== '--no-bundle';
const [program, ...rest] = bundle ? args : args.slice(1);

/** @param {string} name */
function fileOf(name) {
  if (existsSync(join(root, name))) return join(root, name);
  return realpathSync(join(root, 'node_modules', '.bin', name));
}

async function run() {
  prepare(root, { bundle });
  if (program === undefined) return;
  // What people are told to type must work from here, where nothing is on their PATH.
  process.env.MENDGATE_COMMAND = process.env.MENDGATE_COMMAND || 'npx mendgate';
  if (program === 'mendgate') {
    process.argv.splice(1, Number.POSITIVE_INFINITY, join(root, 'bin', 'mendgate.js'), ...rest);
    await import('../bin/mendgate.js');
    return;
  }
  const node = findNode(root);
  if (node === undefined) throw new Error(nodeIsTooOld());
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  become(node, [...(program === 'node' ? [] : [fileOf(program)]), ...rest], { env: { ...process.env, PATH } });
}

run().catch((error) => {
  process.stderr.write(`mendgate: ${error.message}\n`);
  process.exitCode = 3;
});
