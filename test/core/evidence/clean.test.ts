import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import { cleanLog } from '../../../src/core/evidence/clean-log.ts';
import { cleanObject } from '../../../src/core/evidence/clean-object.ts';

const ESC = String.fromCharCode(27);
const annotations = {
  'fault.sim/needs-memory': '128Mi',
  'kubectl.kubernetes.io/last-applied-configuration': '{"spec":{"password":"x"}}',
  'deployment.kubernetes.io/revision': '3',
};
const env = [
  { name: 'DB_PASSWORD', value: 'hunter2' },
  { name: 'SESSION', value: 'k9XbQ2mZp7Lr4TwVs8Nc1YaE' },
  { name: 'DATABASE_URL', value: 'postgres://app:hunter2@db:5432/x' },
  { name: 'CART_URL', value: 'http://cart:8080' },
  { name: 'AUTH_URL', value: 'http://auth:8080' },
  { name: 'TOKEN_TTL', value: '300' },
  { name: 'API_TOKEN', value: '' },
  { name: 'SECRET_REF', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
  { name: 'MODE', value: 'production' },
];
const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop', uid: 'u', annotations, managedFields: [{ manager: 'kubectl' }] },
  spec: {
    selector: {},
    template: {
      metadata: { labels: { app: 'cart' }, annotations },
      spec: {
        containers: [{ name: 'app', args: ['--db-password=s3same'], command: ['run', '--token', 'plain'], env }],
        initContainers: [{ name: 'i', env }],
      },
    },
  },
} as unknown as KubeObject;

describe('cleanObject', () => {
  const clean = cleanObject(object, ['fault.sim/']) as unknown as typeof object & {
    spec: {
      template: {
        metadata: { annotations: object };
        spec: Record<string, { env: { name: string; value?: string }[] }[]>;
      };
    };
  };

  test('takes ignored annotations and bookkeeping off the object and its template', () => {
    expect(clean.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '3' });
    expect(clean.spec.template.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '3' });
    expect(clean.metadata).not.toHaveProperty('managedFields');
    expect(object.metadata).toHaveProperty('managedFields');
  });

  test.each(['containers', 'initContainers'])('keeps of secret values only that they are there: %s', (where) => {
    const values = Object.fromEntries(
      (clean.spec.template.spec[where]?.[0]?.env ?? []).map((each) => [each.name, each.value]),
    );
    const hidden = expect.stringMatching(/^secret:[0-9a-f]{8}$/);
    expect(values).toEqual({
      DB_PASSWORD: hidden,
      SESSION: hidden,
      DATABASE_URL: expect.stringMatching(/^postgres:\/\/app:secret:[0-9a-f]{8}@db:5432\/x$/),
      CART_URL: 'http://cart:8080',
      AUTH_URL: 'http://auth:8080',
      TOKEN_TTL: '300',
      API_TOKEN: '',
      SECRET_REF: undefined,
      MODE: 'production',
    });
    expect(JSON.stringify(clean)).toContain('secretKeyRef');
  });

  test('no seeded secret is left anywhere, and cleaning twice changes nothing', () => {
    expect(JSON.stringify(clean)).not.toMatch(/hunter2|s3same|k9XbQ2mZp7Lr4TwVs8Nc1YaE/);
    expect(cleanObject(clean, ['fault.sim/'])).toEqual(clean);
  });

  test('what an event or a state says holds no control characters, and a colour splits no secret', () => {
    const [C1, RLO] = [String.fromCharCode(0x9b), String.fromCharCode(0x202e)];
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e' },
      reason: `Back${ESC}[8mOff`,
      message: `${ESC}[2J${C1}1;1Hone\rtwo\u0007${RLO}\tthree\r\nfour password=hun${ESC}[0mter2`,
    };
    const said = cleanObject(event as unknown as KubeObject, []) as unknown as typeof event;
    expect(said.reason).toBe('BackOff');
    expect(said.message).toMatch(/^onetwo\tthree\nfour password=secret:[0-9a-f]{8}$/);
  });

  test('the same secret has one name, another has another', () => {
    const value = (text: string) =>
      JSON.stringify(
        cleanObject({ ...object, spec: { env: [{ name: 'PASSWORD', value: text }] } } as unknown as KubeObject, []),
      );
    expect(value('a')).toBe(value('a'));
    expect(value('a')).not.toBe(value('b'));
  });
});

describe('cleanLog', () => {
  test('cuts to the last lines, takes colours off, hides credentials', () => {
    expect(cleanLog(`one\ntwo\n${ESC}[31mthree${ESC}[0m\n`, 2)).toBe('two\nthree\n');
    expect(cleanLog(`a\r\nb`, 5)).toBe('a\nb');
    expect(cleanLog(`${ESC}]0;title${String.fromCharCode(7)}x`, 5)).toBe('x');
    expect(cleanLog('password=hunter2', 5)).toMatch(/^password=secret:[0-9a-f]{8}$/);
    expect(cleanLog('', 5)).toBe('');
  });

  test('keeps of control characters only tabs and line feeds', () => {
    const every = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter((sign) => sign !== ESC);
    const left = cleanLog(`${every.map((sign) => `${sign}~`).join('')}`, 500);
    expect(left.replaceAll(/[ -~]/g, '')).toBe('\t\n');
  });

  test('a secret split by a colour is one secret', () => {
    expect(cleanLog(`password=${ESC}[1mhunter2${ESC}[0m`, 5)).not.toContain('hunter2');
  });

  test('a line without end is cut', () => {
    expect(cleanLog('x'.repeat(100_000), 5).length).toBe(2000);
  });
});
