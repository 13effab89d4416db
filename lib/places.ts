import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Folders that deploy time reads. The functions are made by `node tools/bundle-functions.ts`. */
export const places = {
  root,
  functions: join(root, '.stack', 'functions'),
  console: join(root, '.stack', 'console'),
  layers: join(root, 'layers'),
  machine: (name: string): string => join(root, 'statemachines', `${name}.asl.json`),
} as const;

/** Where Lambda mounts a layer's folder. */
export const houseRulesPlace = '/opt/house-rules';
