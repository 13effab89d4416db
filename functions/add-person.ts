import { addPerson } from '../src/core/steps/add-person.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { operatorHandler } from '../src/runtime/aws/operator-handler.ts';
import { records } from '../src/runtime/aws/records.ts';
import { site } from '../src/runtime/aws/site.ts';

export const handler = operatorHandler(addPerson, { clock, records, site });
