import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Parsed, Source } from '../../../src/contracts/alert.ts';
import { Fault, type FaultWord } from '../../../src/contracts/fault.ts';
import { fingerprintOf } from '../../../src/core/intake/fingerprint.ts';
import { intakeLimits } from '../../../src/core/intake/limits.ts';
import { slotOf } from '../../../src/core/intake/slot.ts';
import { alertWith, bytesOf, parse, payload, payloadsOf, receivedAt } from './payloads.ts';

const signed: FaultWord[] = ['Malformed', 'TooLarge', 'Unsupported'];
const minimal = bytesOf({ alerts: [{ status: 'firing', labels: { alertname: 'A' } }] });

function outcome(source: Source, bytes: Uint8Array, contentType?: string): Parsed | Fault {
  try {
    return parse(source, bytes, contentType);
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
}
const refused = (source: Source, body: unknown): Fault => {
  const result = outcome(source, bytesOf(body));
  if (!(result instanceof Fault)) throw new Error('it was read');
  return result;
};

/** The crime every fuzz run looks for: another error than the three, or an answer that breaks the contract or its bounds. */
function mustHold(source: Source, bytes: Uint8Array, contentType?: string): void {
  const result = outcome(source, bytes, contentType);
  if (result instanceof Fault) {
    expect(signed).toContain(result.word);
    expect(result.message.length).toBeLessThan(3000);
    expect(result.hint).not.toBe('');
    return;
  }
  expect(Parsed.parse(result)).toEqual(result);
  for (const alert of result.alerts) {
    expect(Object.keys(alert.labels).length).toBeLessThanOrEqual(intakeLimits.labels);
    for (const [name, value] of Object.entries(alert.labels)) {
      expect(name.length).toBeLessThanOrEqual(intakeLimits.labelName);
      expect(value.length).toBeLessThanOrEqual(intakeLimits.labelValue);
    }
    // RFC 8785 refuses half a surrogate pair, so this throws where one came through.
    expect(canonicalize(alert)).toBeTypeOf('string');
    expect(fingerprintOf('t', 'h', alert)).toMatch(/^[0-9a-f]{64}$/);
    expect(slotOf('c', alert).split('/')).toHaveLength(3);
  }
}

describe('content types', () => {
  test.each<[Source, string, boolean]>([
    ['alertmanager', 'application/json', true],
    ['alertmanager', 'Application/JSON; charset=UTF-8', true],
    ['alertmanager', 'application/json;charset="utf-8"', true],
    ['alertmanager', 'application/json; charset=iso-8859-1', false],
    ['alertmanager', 'application/x-amz-json-1.1', false],
    ['alertmanager', 'application/jsonp', false],
    ['alertmanager', 'text/plain', false],
    ['alertmanager', 'application/x-www-form-urlencoded', false],
    ['alertmanager', '', false],
    ['cloudwatch', 'application/x-amz-json-1.1', true],
    ['cloudwatch', 'application/json; charset=utf-8', true],
    // SNS says so of its JSON.
    ['cloudwatch', 'text/plain; charset=UTF-8', true],
    ['cloudwatch', 'text/html', false],
  ])('%s as %s: %s', (source, contentType, read) => {
    const bytes = source === 'alertmanager' ? minimal : payload('cloudwatch', 'alarm');
    const result = outcome(source, bytes, contentType);
    expect(result instanceof Fault ? result.word : 'read').toBe(read ? 'read' : 'Unsupported');
  });
});

describe('refusals name the field', () => {
  const good = { status: 'firing', labels: { alertname: 'A' } };
  test.each<[string, unknown, RegExp]>([
    ['no object', [], /^\(whole body\): /],
    ['null', null, /^\(whole body\): /],
    ['no alerts', { version: '4' }, /^alerts: /],
    ['alerts of another type', { alerts: {} }, /^alerts: /],
    [
      'one broken alert among good ones',
      { alerts: [good, good, good, { ...good, labels: null }] },
      /^alerts\[3\]\.labels: /,
    ],
    ['no labels at all', { alerts: [{ ...good, labels: {} }] }, /^alerts\[0\]\.labels: .*at least one/],
    ['a label that is no text', { alerts: [{ ...good, labels: { pod: 7 } }] }, /^alerts\[0\]\.labels\.pod: /],
    ['an unknown status', { alerts: [{ ...good, status: 'suppressed' }] }, /^alerts\[0\]\.status: /],
    [
      'an annotation that is no text',
      { alerts: [{ ...good, annotations: { summary: {} } }] },
      /^alerts\[0\]\.annotations\.summary: /,
    ],
    ['eight broken alerts', { alerts: Array(8).fill({}) }, /^alerts\[0\].*; and 11 more$/],
  ])('alertmanager, %s', (_, body, says) => {
    const fault = refused('alertmanager', body);
    expect([fault.word, fault.message]).toEqual(['Malformed', expect.stringMatching(says)]);
  });

  const read = (name: string) => JSON.parse(new TextDecoder().decode(payload('cloudwatch', name)));
  const event = read('alarm');
  const sns = (changed: object) => ({ ...read('sns-alarm'), ...changed });
  const snsAlarm = (changed: object) =>
    sns({ Message: JSON.stringify({ ...JSON.parse(read('sns-alarm').Message), ...changed }) });
  test.each<[string, unknown, RegExp]>([
    ['another service', { ...event, source: 'aws.ec2' }, /^source: /],
    ['a type nobody knows', { ...event, 'detail-type': 'CloudWatch Alarm Mood Change' }, /^detail-type: /],
    ['a message of SNS without a topic', { Type: 'Notification', Message: '{}' }, /^source: /],
    ['no name', { ...event, detail: { ...event.detail, alarmName: '' } }, /^detail\.alarmName: /],
    ['an invisible name', { ...event, detail: { ...event.detail, alarmName: '\u0007' } }, /^detail\.alarmName: /],
    ['no state', { ...event, detail: { alarmName: 'a' } }, /^detail\.state: /],
    ['an id too long', { ...event, id: 'x'.repeat(513) }, /^id: /],
    ['a text of a topic', sns({ Message: 'Your budget is used up.' }), /^Message: not JSON/],
    ['an empty text of a topic', sns({ Message: '' }), /^Message: empty/],
    ['something else in a message', sns({ Message: '{"Records":[]}' }), /^AlarmName: /],
    ['another event in a message', sns({ Message: JSON.stringify({ ...event, source: 'aws.ec2' }) }), /^source: /],
    ['a state nobody knows', snsAlarm({ NewStateValue: 'FINE' }), /^NewStateValue: /],
    [
      'dimensions as the event has them',
      snsAlarm({ Trigger: { Dimensions: { PodName: 'cart' } } }),
      /^Trigger\.Dimensions: /,
    ],
    ['an invisible name in a message', snsAlarm({ AlarmName: '\u0007' }), /^detail\.alarmName: /],
  ])('cloudwatch, %s', (_, body, says) => {
    const fault = refused('cloudwatch', body);
    expect([fault.word, fault.message]).toEqual(['Malformed', expect.stringMatching(says)]);
  });

  test('cloudwatch, a bomb in a message of a topic', () => {
    const fault = refused('cloudwatch', sns({ Message: '['.repeat(5000) }));
    expect([fault.word, fault.message]).toEqual(['TooLarge', expect.stringContaining('32 levels')]);
  });
});

describe('bounds', () => {
  test('a body of a megabyte is read, one byte more is not', () => {
    const padded = (size: number) => {
      const bytes = new Uint8Array(size).fill(0x20);
      bytes.set(minimal);
      return bytes;
    };
    expect(parse('alertmanager', padded(intakeLimits.bytes)).alerts).toHaveLength(1);
    expect(outcome('alertmanager', padded(intakeLimits.bytes + 1))).toMatchObject({ word: 'TooLarge' });
  });

  test('a real storm of a thousand alarms fits', () => {
    const labels = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`label_${at}`, `value ${at}`]));
    const alerts = Array.from({ length: 1000 }, (_, at) => ({
      status: 'firing',
      labels: { alertname: 'KubePodCrashLooping', pod: `cart-7d9c6b5f4-x2x8k-${at}`, ...labels },
      annotations: { summary: 'A pod keeps restarting.', description: 'd'.repeat(200) },
      startsAt: receivedAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://prometheus.example.com/graph?g0.expr=up',
      fingerprint: `f${at}`,
    }));
    expect(parse('alertmanager', bytesOf({ version: '4', alerts })).alerts).toHaveLength(1000);
  });

  test('long texts are cut with a mark, never inside a character', () => {
    const alert = alertWith(
      { alertname: 'n'.repeat(600), namespace: 'x'.repeat(300), long: '🛒'.repeat(600), pod: 'p' },
      { annotations: { description: `a${'🐢'.repeat(9000)}` }, fingerprint: 'f'.repeat(3000) },
    );
    expect(alert.title).toBe(`${'n'.repeat(511)}…`);
    expect(alert.namespace).toBe(`${'x'.repeat(255)}…`);
    expect(alert.labels.long).toBe(`${'🛒'.repeat(511)}…`);
    expect(alert.description).toBe(`a${'🐢'.repeat(4095)}…`);
    expect(alert.senderId).toHaveLength(2048);
  });

  test('of more than a hundred labels the first by name are kept, whatever their order, and it is said', () => {
    const labels = Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`l${String(at).padStart(3, '0')}`, 'v']));
    const turned = Object.fromEntries(Object.entries({ namespace: 'shop', ...labels, zone: 'a' }).reverse());
    const read = parse('alertmanager', bytesOf({ alerts: [{ status: 'firing', labels: turned }] }));
    expect(Object.keys(read.alerts[0]?.labels ?? {})).toEqual(Object.keys(labels).slice(0, 100));
    expect(read.alerts[0]?.namespace).toBe('shop');
    expect(read.ignored).toEqual([{ what: 'alerts[0].labels', why: '32 labels beyond 100 are left out' }]);
  });

  test('characters that drive terminals or turn text around are taken out', () => {
    const alert = alertWith(
      { alertname: 'Disk\u001b[31m full\u202e' },
      { annotations: { summary: 'a\r\nb\u0000c\td' } },
    );
    expect(alert.title).toBe('Disk [31m full');
    expect(alert.description).toBe('a\nb c\td');
  });

  test.each([
    ['javascript:alert(1)', undefined],
    ['https://prometheus.example.com/graph?g0.expr=up', 'https://prometheus.example.com/graph?g0.expr=up'],
    ['https://a.example/"><script>', undefined],
    [`https://a.example/${'a'.repeat(2048)}`, undefined],
    ['/graph', undefined],
  ])('a link is kept only when a browser may follow it: %s', (generatorURL, link) => {
    expect(alertWith({ alertname: 'A' }, { generatorURL }).link).toBe(link);
  });

  test.each([
    ['0001-01-01T00:00:00Z', undefined],
    ['2026-11-20T04:00:00.123456789+01:00', '2026-11-20T03:00:00.123Z'],
    ['2026-11-20T03:00:00.5+0000', '2026-11-20T03:00:00.500Z'],
    ['2026-11-20 03:00:00', undefined],
    ['2026', undefined],
    ['yesterday', undefined],
  ])('a time without its offset is no time: %s', (startsAt, expected) => {
    expect(alertWith({ alertname: 'A' }, { startsAt }).startedAt).toBe(expected);
  });

  test('an empty delivery is read and says so', () => {
    const read = parse('alertmanager', bytesOf({ alerts: [] }));
    expect([read.alerts, read.ignored.map((entry) => entry.why)]).toEqual([[], ['the delivery holds no alert']]);
  });
});

test('labels named like members of a prototype are only labels', () => {
  const text =
    '{"alerts":[{"status":"firing","labels":{"alertname":"A","__proto__":"x","constructor":"y","hasOwnProperty":"z","toString":"t"}}]}';
  const [alert] = parse('alertmanager', new TextEncoder().encode(text)).alerts;
  expect(Object.entries(alert?.labels ?? {})).toEqual([
    ['alertname', 'A'],
    ['constructor', 'y'],
    ['hasOwnProperty', 'z'],
    ['toString', 't'],
  ]);
  expect(Object.getPrototypeOf(alert?.labels)).toBe(Object.prototype);
  expect({}).not.toHaveProperty('alertname');
});

describe('fuzz: only the three refusals escape, and what is read keeps the contract', () => {
  const source = fc.constantFrom(...Source.options);
  const real = Source.options.flatMap((of) => payloadsOf(of).map((name) => ({ of, bytes: payload(of, name) })));

  test('arbitrary bytes under arbitrary content types', () => {
    fc.assert(
      fc.property(source, fc.uint8Array({ maxLength: 300 }), fc.option(fc.string(), { nil: undefined }), mustHold),
      { numRuns: 500 },
    );
  });

  test('arbitrary JSON', () => {
    fc.assert(
      fc.property(source, fc.json({ stringUnit: 'binary', maxDepth: 6 }), (of, text) =>
        mustHold(of, new TextEncoder().encode(text)),
      ),
      { numRuns: 500 },
    );
  });

  test('real payloads with bytes changed, cut, doubled', () => {
    const edit = fc.record({ at: fc.nat(), remove: fc.nat(40), insert: fc.uint8Array({ maxLength: 8 }) });
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.array(edit, { maxLength: 4 }), ({ of, bytes }, edits) => {
        let mutated = [...bytes.subarray(0, 6000)];
        for (const { at, remove, insert } of edits) mutated = mutated.toSpliced(at % mutated.length, remove, ...insert);
        mustHold(of, Uint8Array.from(mutated));
      }),
      { numRuns: 300 },
    );
  });

  test('real payloads with one value replaced by any other', () => {
    const anything = fc.oneof(
      fc.jsonValue({ stringUnit: 'binary' }),
      units(1000, 3000),
      units(0, 20),
      fc.dictionary(units(0, 6), units(0, 6)),
      fc.constantFrom('\ud800', '\u0000', '__proto__', { __proto__: null }, [], {}, -0, 1e308),
    );
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.nat(), anything, ({ of, bytes }, where, value) => {
        const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
        const places = placesIn(body);
        places[where % places.length]?.(value);
        mustHold(of, bytesOf(body));
      }),
      { numRuns: 500 },
    );
  });
});

/** Text of any UTF-16 units, halves of pairs among them. */
function units(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.integer({ min: 0xd7f0, max: 0xe010 }), fc.nat(0xffff));
  return fc.array(unit, { minLength, maxLength }).map((codes) => String.fromCharCode(...codes));
}

/** A setter for every value of a document. */
function placesIn(value: unknown): ((replacement: unknown) => void)[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [
    (replacement: unknown) => {
      holder[name] = replacement;
    },
    ...placesIn(holder[name]),
  ]);
}
