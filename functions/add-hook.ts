import { addHook } from '../src/core/steps/add-hook.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { ids } from '../src/runtime/aws/ids.ts';
import { operatorHandler } from '../src/runtime/aws/operator-handler.ts';
import { records } from '../src/runtime/aws/records.ts';
import { vault } from '../src/runtime/aws/vault.ts';

export const handler = operatorHandler(addHook, { clock, ids, records, vault });
