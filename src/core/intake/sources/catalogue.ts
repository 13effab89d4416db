import type { Source } from '../../../contracts/alert.ts';
import { alertmanager } from './alertmanager.ts';
import { cloudwatch } from './cloudwatch.ts';
import type { SourceReader } from './reader.ts';

/** Every sender this build reads. A new one is one file, one line here and its word in `Source`. */
export const sources: Readonly<Record<Source, SourceReader>> = { alertmanager, cloudwatch };
