import type { Json } from '../../contracts/json.ts';
import type { EventName, LogDraft } from '../../contracts/log.ts';
import type { StepId } from '../../contracts/wiring.ts';

/** A log entry of something a step did by itself. */
export function entry(
  by: StepId,
  at: string,
  event: EventName,
  about: string,
  detail: Record<string, Json> = {},
): LogDraft {
  return { at, actor: { kind: 'system', id: by }, event, about, detail };
}
