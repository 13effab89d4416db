import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Alert, Severity, type Source } from '../../../src/contracts/alert.ts';
import { type Category, Triage } from '../../../src/contracts/incident.ts';
import { TriageSettings } from '../../../src/contracts/settings.ts';
import { triageAlerts } from '../../../src/core/triage/triage-alerts.ts';
import { alertWith, parse, payload } from '../intake/payloads.ts';

const settings = TriageSettings.parse(
  JSON.parse(readFileSync(new URL('../../../layers/house-rules/triage.json', import.meta.url), 'utf8')),
);
const firing = (labels: Record<string, string>, more: object = {}) => alertWith({ alertname: 'Made', ...labels }, more);
const triage = (...alerts: Alert[]) => triageAlerts(alerts, settings);
const ended = (alert: Alert): Alert => ({ ...alert, status: 'resolved' });

describe('severity', () => {
  test.each<[string, string[], Severity]>([
    ['the worst of those that fire', ['info', 'critical', 'warning'], 'critical'],
    ['one word', ['warning'], 'medium'],
    ['a word nobody knows counts as medium', ['sev-unknown'], 'medium'],
    ['unknown is worse than low', ['info', 'mystery'], 'medium'],
    ['unknown does not hide high', ['mystery', 'error'], 'high'],
  ])('%s', (_, words, expected) => {
    expect(triage(...words.map((severity) => firing({ severity, pod: severity }))).severity).toBe(expected);
  });

  test.each<[Severity, string[]]>([
    ['critical', ['critical', 'CRITICAL', 'page', 'P1', 'p-1', 'fatal']],
    ['high', ['error', 'high', 'major', 'P2']],
    ['medium', ['warning', 'Warn', 'P3', 'minor']],
    ['low', ['info', 'none', 'P4', 'P5', 'informational']],
  ])('%s is written in many ways', (expected, words) => {
    for (const severity of words) expect(triage(firing({ severity })).severity, severity).toBe(expected);
  });

  test('what has ended no longer counts, unless everything has', () => {
    const critical = ended(firing({ severity: 'critical' }));
    expect(triage(critical, firing({ severity: 'info' })).severity).toBe('low');
    expect(triage(critical).severity).toBe('critical');
  });
});

describe('category, by the house rules', () => {
  test.each<[Category, Record<string, string>]>([
    ['application', { alertname: 'KubePodCrashLooping' }],
    ['application', { alertname: 'ContainerOOMKilled' }],
    ['application', { alertname: 'KubeStatefulSetReplicasMismatch' }],
    ['application', { alertname: 'CPUThrottlingHigh' }],
    ['application', { alertname: 'SomethingIsWrong', deployment: 'cart' }],
    ['infrastructure', { alertname: 'KubeNodeNotReady', pod: 'x' }],
    ['infrastructure', { alertname: 'NodeFilesystemAlmostOutOfSpace' }],
    ['infrastructure', { alertname: 'DiskFull' }],
    ['network', { alertname: 'CoreDNSErrorsHigh' }],
    ['network', { alertname: 'HighLatency', pod: 'cart-7d9c6b5f4-x2x8k' }],
    ['network', { alertname: 'HTTP5xxErrors' }],
    ['network', { alertname: 'prod-web-5xx' }],
    ['database', { alertname: 'PostgreSQLDown' }],
    ['database', { alertname: 'MySQLReplicationLag' }],
    ['database', { alertname: 'prod-orders-load', metricNamespace: 'AWS/RDS' }],
    ['security', { alertname: 'CertificateExpiresSoon' }],
    ['security', { alertname: 'GuardDutyFinding' }],
    ['other', { alertname: 'QuarterlyNumbersOdd' }],
    ['other', { alertname: 'Podium' }],
  ])('%s: %o', (category, labels) => {
    expect(triage(firing(labels)).category).toBe(category);
  });

  test('the order of the settings decides between two words of one title', () => {
    const both = firing({ alertname: 'PodDiskFull' });
    const turned = { ...settings, categories: settings.categories.toReversed() };
    expect([triageAlerts([both], settings).category, triageAlerts([both], turned).category]).toEqual([
      'application',
      'infrastructure',
    ]);
  });

  test('a category nobody knows is passed over', () => {
    const odd = { ...settings, categories: [{ category: 'weather', words: ['disk'] }, ...settings.categories] };
    expect(triageAlerts([firing({ alertname: 'DiskFull' })], odd).category).toBe('infrastructure');
  });
});

describe('real or not', () => {
  const watchdog = firing({ alertname: 'Watchdog', severity: 'none' });
  const crash = firing({ alertname: 'KubePodCrashLooping' });
  test.each<[string, Alert[], boolean, RegExp]>([
    ['one alarm', [crash], true, /^1 alarm firing$/],
    ['a watchdog', [watchdog], false, /neverReal\): Watchdog/],
    ['a watchdog written otherwise', [firing({ alertname: "Dead Man's Switch" })], false, /Dead Man's Switch/],
    ['an inhibitor', [firing({ alertname: 'InfoInhibitor' })], false, /InfoInhibitor/],
    ['a watchdog beside a real one', [watchdog, crash], true, /^1 alarm firing; never a fault .*Watchdog$/],
    ['a fault whose name holds the word', [firing({ alertname: 'KernelWatchdogTimeout' })], true, /^1 alarm firing$/],
    ['everything ended', [ended(crash), ended(crash)], false, /^every alarm has ended by itself$/],
    ['some ended', [ended(crash), crash], true, /^1 alarm firing; 1 already ended$/],
    ['a watchdog, and the real one ended', [watchdog, ended(crash)], false, /neverReal.*; 1 already ended/],
    ['no alarm at all: doubt looks', [], true, /no alarm is recorded/],
  ])('%s', (_, alerts, real, reasons) => {
    const result = triageAlerts(alerts, settings);
    expect([result.real, result.reasons.join('; ')]).toEqual([real, expect.stringMatching(reasons)]);
  });
});

describe('confidence grows with what is known', () => {
  const steps: Record<string, string>[] = [
    { alertname: 'Made' },
    { severity: 'warning' },
    { namespace: 'shop' },
    { deployment: 'cart' },
    { alertname: 'KubePodCrashLooping' },
  ];
  test('each thing known adds, nothing makes it certain, nothing known is not nothing', () => {
    let known = {};
    const figures = steps.map((step) => {
      known = { ...known, ...step };
      return triage(firing(known)).confidence;
    });
    expect(figures).toEqual([0.3, 0.45, 0.6, 0.85, 0.9]);
    expect(triage(firing(known, { annotations: { summary: 'because' } })).confidence).toBe(0.95);
    expect(triage().confidence).toBe(0);
  });
});

describe('texts', () => {
  test('the worst alarm speaks', () => {
    const mild = firing({ alertname: 'KubePodNotReady', severity: 'info' }, { annotations: { summary: 'not ready' } });
    const bad = firing({ alertname: 'DiskFull', severity: 'critical' }, { annotations: { summary: 'no space' } });
    const result = triage(mild, bad);
    expect(result.likelyCause).toBe('DiskFull says: no space');
    expect(result.summary).toBe('2 alarms firing: DiskFull, KubePodNotReady. no space');
  });

  test('bounds come from the settings and never split a character', () => {
    const alert = firing({ alertname: 'DiskFull' }, { annotations: { summary: '🐢'.repeat(900) } });
    for (const atMost of [0, 1, 2, 30, 31, 300, 500]) {
      const cut = triageAlerts([alert], { ...settings, summaryAtMost: atMost, likelyCauseAtMost: atMost });
      for (const text of [cut.summary, cut.likelyCause]) {
        expect(text.length).toBeLessThanOrEqual(atMost);
        expect(text.isWellFormed()).toBe(true);
      }
      expect(cut.summary.length).toBeGreaterThanOrEqual(atMost - 1);
    }
  });

  test('advice names what is affected, and only advises to look', () => {
    const result = triage(firing({ alertname: 'KubePodCrashLooping', namespace: 'shop', deployment: "c$&'art" }));
    expect(result.recommendedActions).toContain("Read the log of the previous run of shop/c$&'art");
    expect(result.recommendedActions.join(' ')).not.toMatch(/\b(restart|delete|scale|roll back)\b(?!s)/i);
    expect(result.affectedServices).toEqual(["c$&'art"]);
  });
});

test.each<[Source, string, Partial<Triage>]>([
  ['alertmanager', 'storm', { severity: 'critical', category: 'application', real: true, affectedServices: ['cart'] }],
  ['alertmanager', 'resolved', { real: false }],
  ['alertmanager', 'watchdog', { severity: 'low', real: false, recommendedActions: [] }],
  ['alertmanager', 'minimal', { severity: 'medium', category: 'infrastructure', confidence: 0.45, real: true }],
  ['cloudwatch', 'database', { severity: 'critical', category: 'database', affectedServices: ['orders-prod'] }],
  ['cloudwatch', 'composite', { severity: 'medium', real: true, affectedServices: [] }],
  ['cloudwatch', 'ok', { real: false }],
])('%s/%s.json', (source, name, expected) => {
  expect(triageAlerts(parse(source, payload(source, name)).alerts, settings)).toMatchObject(expected);
});

describe('whatever the alarms say', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const alert: fc.Arbitrary<Alert> = fc
    .record(
      {
        source: fc.constantFrom('alertmanager' as const, 'cloudwatch' as const),
        senderId: fc.constant('x'),
        status: fc.constantFrom('firing' as const, 'resolved' as const),
        title: fc.oneof(
          fc.constantFrom('Watchdog', 'KubePodCrashLooping'),
          fc.string({ minLength: 1, unit: 'binary' }),
        ),
        description: text,
        severity: fc.constantFrom(...Severity.options),
        namespace: text,
        workload: text,
        service: text,
        labels: fc.dictionary(fc.string(), text),
      },
      { requiredKeys: ['source', 'senderId', 'status', 'title', 'labels'] },
    )
    .map((made) => Alert.parse(made));

  test('triage keeps its contract and its bounds', () => {
    fc.assert(
      fc.property(fc.array(alert, { maxLength: 12 }), (alerts) => {
        const result = triageAlerts(alerts, settings);
        expect(Triage.parse(result)).toEqual(result);
        expect(result.summary.length).toBeLessThanOrEqual(500);
        expect(result.likelyCause.length).toBeLessThanOrEqual(300);
        expect(result.recommendedActions.length).toBeLessThanOrEqual(10);
        expect(result.reasons.length).toBeGreaterThan(0);
        expect(canonicalize(result)).toBeTypeOf('string');
      }),
      { numRuns: 300 },
    );
  });

  test('the order in which alarms came changes neither verdict nor severity nor category', () => {
    fc.assert(
      fc.property(fc.array(alert, { maxLength: 8 }), (alerts) => {
        const pick = ({ real, reasons, severity, category, confidence, affectedServices }: Triage) => ({
          real,
          reasons,
          severity,
          category,
          confidence,
          affectedServices,
        });
        expect(pick(triageAlerts(alerts.toReversed(), settings))).toEqual(pick(triageAlerts(alerts, settings)));
      }),
    );
  });

  test('a long run of capitals costs no more than reading it', () => {
    const title = 'A'.repeat(100_000);
    const shouting = Array.from({ length: 20 }, () => ({ ...firing({}), title, description: title }));
    const began = performance.now();
    triageAlerts(shouting, settings);
    // Walking it again from each of its letters takes minutes; reading it takes milliseconds.
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
