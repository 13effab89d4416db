import { layerHouseRules } from '../../adapters/aws/house-rules.ts';
import { effectiveSettings } from '../../core/ledger/effective-settings.ts';
import type { Settings } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { records } from './records.ts';

export const settings = shared(
  (environment): Settings => effectiveSettings(records(environment), layerHouseRules(environment('HOUSE_RULES'))),
);
