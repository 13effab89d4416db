import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { stepWiring } from '../../src/contracts/wiring.ts';
import { machineSteps } from '../../src/core/steps/catalogue.ts';
import { read, root } from './tree.ts';

interface State {
  readonly Type: string;
  readonly Parameters?: { readonly FunctionName?: string };
}

const machines = readdirSync(join(root, 'statemachines')).filter((name) => name.endsWith('.asl.json'));
const tasks = machines.flatMap((machine) => {
  const { States } = JSON.parse(read(`statemachines/${machine}`)) as { States: Record<string, State> };
  return Object.entries(States)
    .filter(([, state]) => state.Type === 'Task')
    .map(([name, state]) => [machine, name, state.Parameters?.FunctionName] as const);
});

/** 'Re-prove claims' is re-prove-claims, reProveClaims and ReProveClaims. */
function namesOf(state: string): { id: string; export: string; placeholder: string } {
  const id = state.toLowerCase().replaceAll(' ', '-');
  const camel = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { id, export: camel, placeholder: `\${${camel.replace(/^./, (letter) => letter.toUpperCase())}}` };
}

describe('one name in five places', () => {
  test('there are machines with tasks', () => {
    expect(machines.length).toBeGreaterThan(1);
    expect(tasks.length).toBeGreaterThan(10);
  });

  test.each(tasks)('%s: %s', async (_machine, name, functionName) => {
    const names = namesOf(name);
    expect(functionName).toBe(names.placeholder);
    const file = join(root, 'src', 'core', 'steps', `${names.id}.ts`);
    expect(existsSync(file), `src/core/steps/${names.id}.ts`).toBe(true);
    const exported = ((await import(pathToFileURL(file).href)) as Record<string, unknown>)[names.export];
    expect(exported).toMatchObject({ id: names.id, name });
    expect(Object.keys(stepWiring)).toContain(names.id);
    expect(machineSteps).toContain(exported);
  });

  test('no step of a machine is left over', () => {
    const named = new Set(tasks.map(([, name]) => name));
    expect(machineSteps.map((step) => step.name).filter((name) => !named.has(name))).toEqual([]);
  });

  test.each([
    ['Diagnose incident', 'diagnose-incident', 'diagnoseIncident', '${DiagnoseIncident}'],
    ['Re-prove claims', 're-prove-claims', 'reProveClaims', '${ReProveClaims}'],
  ])('%s', (state, id, name, placeholder) => {
    expect(namesOf(state)).toEqual({ id, export: name, placeholder });
  });
});
