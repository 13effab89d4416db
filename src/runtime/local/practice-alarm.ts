import type { Practice } from '../../adapters/practice/index.ts';
import { Fault } from '../../contracts/fault.ts';
import { hookHeaders } from '../../core/access/hook-headers.ts';
import { lists } from '../../core/ledger/keys.ts';
import type { Ports, Secrets } from '../../core/ports.ts';
import { homeTenant } from './first-people.ts';
import { hookPath } from './hooks.ts';

/**
 * Lets the practice outage raise its alarm the way a real one would: over HTTP, with the hook's secret, through the front
 * door. Once per data directory, or again after a reset; after a crash in between it is posted again, which only counts.
 */
export async function postPracticeAlarm(parts: {
  ports: Ports;
  practice: Practice;
  address: string;
  secrets: Secrets;
  reset: boolean;
}): Promise<void> {
  const { ports, practice, address, secrets, reset } = parts;
  const known = await ports.records.browse({ list: lists.incidents(homeTenant), limit: 1 });
  if (known.items.length > 0 && !reset) return;
  const [secret] = await secrets.read('hook.alertmanager');
  if (secret === undefined)
    throw new Fault('Bug', 'the alertmanager hook has no secret', 'This is a defect of Mendgate.');
  const response = await fetch(address + hookPath({ source: 'alertmanager', id: 'alertmanager' }), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...hookHeaders({ auth: { kind: 'bearer' } }, secret) },
    body: JSON.stringify(practice.alarmFor('practice-memory', ports.clock.now())),
  });
  if (response.status !== 202)
    throw new Fault(
      'Bug',
      `the practice alarm was answered with ${response.status}: ${await response.text()}`,
      'This is a defect of Mendgate.',
    );
}
