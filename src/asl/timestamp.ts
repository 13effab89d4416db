const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/;

/**
 * Milliseconds of an RFC 3339 timestamp with capital T and Z, as the States Language asks for (spec, "Timestamps"); undefined for anything
 * else. Days that do not exist are refused: Date.parse would roll 30 February over into March.
 */
export function parseTimestamp(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second, offsetHour = 0, offsetMinute = 0] = match
    .slice(1)
    .map((part) => (part === undefined ? 0 : Number(part))) as [number, number, number, number, number, number];
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** The one format of instants in a row, so that text order is time order; clamped to the years 0 to 9999, where that holds. */
export function instant(ms: number): string {
  return new Date(Math.min(Math.max(ms, -62_167_219_200_000), LATEST)).toISOString();
}
