import { afterAll, beforeAll, describe } from 'vitest';
import { recordsConditions } from './records-conditions.ts';
import { recordsCrowd } from './records-crowd.ts';
import type { OpenRecords } from './records-material.ts';
import { recordsProperties } from './records-properties.ts';
import { recordsReading } from './records-reading.ts';
import { recordsRefusals } from './records-refusals.ts';

/** What Records promise; run on every adapter. */
export function recordsContract(name: string, open: () => Promise<OpenRecords>): void {
  describe(name, () => {
    let current: OpenRecords | undefined;
    const opened = (): OpenRecords => {
      if (current === undefined) throw new Error('used before it was opened');
      return current;
    };
    beforeAll(async () => {
      current = await open();
    });
    afterAll(() => current?.close());

    recordsConditions(opened);
    recordsRefusals(opened);
    recordsReading(opened);
    recordsCrowd(opened);
    recordsProperties(opened);
  });
}
