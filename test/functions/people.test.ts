import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Fault, Problem } from '../../src/contracts/fault.ts';
import { health } from '../../src/core/routes/health.ts';
import { incidents } from '../../src/core/routes/incidents.ts';
import { stop } from '../../src/core/routes/stop.ts';
import { openIncident } from '../../src/core/steps/open-incident.ts';
import type { HttpAnswer } from '../../src/runtime/aws/http-event.ts';
import { queueHandler } from '../../src/runtime/aws/queue-handler.ts';
import { records as dynamo } from '../../src/runtime/aws/records.ts';
import { routeHandler } from '../../src/runtime/aws/route-handler.ts';
import { dynoxideMissing } from '../contract/records-dynoxide.ts';
import { type AwsHome, awsHome, eventBytes, issuer, tenant } from './aws-home.ts';
import { httpEvent, sqsEvent } from './events.ts';

const claimsOf = (sub: string, iss = issuer) => ({ iss, sub, aud: 'console', token_use: 'id' });
const problemIn = (answer: HttpAnswer) => {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  return Problem.parse(JSON.parse(answer.body));
};

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'people', () => {
  let home: AwsHome;
  beforeAll(async () => {
    home = await awsHome();
    await home.admit('vera', 'viewer');
    await home.admit('ada', 'approver');
    const delivery = {
      id: '01KAW0T0RE0000000000000042',
      tenant,
      hook: 'prometheus',
      source: 'alertmanager',
      cluster: 'production',
      receivedAt: '2026-11-24T11:50:36.000Z',
      contentType: 'application/json',
      bytes: eventBytes('alertmanager/unicode.json').toString('base64'),
    };
    await queueHandler(openIncident, home.opens)(sqsEvent(JSON.stringify(delivery)));
  });
  afterAll(() => home.close());
  const list = (claims?: Record<string, string>) =>
    routeHandler(
      incidents,
      home.opens,
    )(httpEvent({ routeKey: 'GET /api/v1/incidents', ...(claims && { claims }), query: { limit: '10' } }));

  test('a request the gateway verified nobody for is 401, even if it reached us', async () => {
    const answer = await list();
    expect(answer.statusCode).toBe(401);
    expect(problemIn(answer).title).toBe('Unauthorized');
  });

  test.each([
    ['a subject nobody added', claimsOf('mallory')],
    ['a known subject of another issuer', claimsOf('vera', 'https://login.example.org/pool')],
    ['parts that only together spell a known person', claimsOf(`pool","${'vera'}`, 'https://login.example.com/')],
  ])('%s is 403', async (_, claims) => {
    const answer = await list(claims);
    expect(answer.statusCode).toBe(403);
    expect(problemIn(answer).hint).toContain('owner');
  });

  test.each([
    ['no subject', { iss: issuer, sub: '' }],
    ['no issuer', { iss: '', sub: 'vera' }],
  ])('%s is 401', async (_, claims) => expect((await list(claims)).statusCode).toBe(401));

  test('who is known reads what their tenant has', async () => {
    const answer = await list(claimsOf('vera'));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(JSON.parse(answer.body).items).toEqual([expect.objectContaining({ tenant })]);
  });

  test('a role decides over writing', async () => {
    const put = (who: string) =>
      routeHandler(
        stop,
        home.opens,
      )(
        httpEvent({
          routeKey: 'PUT /api/v1/stop',
          claims: claimsOf(who),
          // As some clients write them.
          headers: { 'Content-Type': 'application/json' },
          body: '{"stopped":true}',
        }),
      );
    const refused = await put('vera');
    expect(refused.statusCode).toBe(403);
    expect(problemIn(refused).detail).toContain('vera');
    const done = await put('ada');
    expect(done.statusCode).toBe(200);
    expect(JSON.parse(done.body)).toMatchObject({ stopped: true, by: 'ada' });
  });

  test('bytes leave as they came', async () => {
    const [item] = JSON.parse((await list(claimsOf('vera'))).body).items;
    const get = async (routeKey: string, params: Record<string, string>) =>
      routeHandler(incidents, home.opens)(httpEvent({ routeKey, params, claims: claimsOf('vera') }));
    const everything = await get('GET /api/v1/incidents/{incident}', { incident: item.id });
    expect(everything.statusCode).toBe(200);
    expect(everything.headers.etag).toBeDefined();
    const [alert] = JSON.parse(everything.body).alerts;
    const raw = await get('GET /api/v1/incidents/{incident}/alerts/{alert}/raw', {
      incident: item.id,
      alert: alert.id,
    });
    expect(raw).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    expect(Buffer.from(raw.body, 'base64').equals(eventBytes('alertmanager/unicode.json'))).toBe(true);
    const missing = await get('GET /api/v1/incidents/{incident}', { incident: 'nobody' });
    expect(missing.statusCode).toBe(404);
  });

  test('a route of another group, and the catch-all, are 404', async () => {
    for (const routeKey of ['GET /api/v1/stop', '$default']) {
      const answer = await routeHandler(incidents, home.opens)(httpEvent({ routeKey, claims: claimsOf('vera') }));
      expect(answer.statusCode).toBe(404);
    }
  });

  test.each([
    [
      'cannot be reached',
      new Fault('Unavailable', 'arn:aws:sts::123456789012:assumed-role/r is not authorized', 'h'),
      503,
    ],
    ['fails', new TypeError('of arn:aws:sts::123456789012:assumed-role/r'), 500],
  ])('when the store %s, the reason is for the log and the number for the caller', async (_, thrown, status) => {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
    const failing = async () => Promise.reject(thrown);
    const records = () => ({ ...home.records, get: failing });
    const event = httpEvent({ routeKey: 'GET /api/v1/incidents', claims: claimsOf('vera') });
    const answer = await routeHandler(incidents, { ...home.opens, records })(event);
    log.mockRestore();
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toContain('arn:aws');
    expect(problemIn(answer)).toMatchObject({ request: event.requestContext.requestId });
    expect(lines.join()).toContain('arn:aws:sts');
    expect(lines.join()).toContain(event.requestContext.requestId);
  });

  test('a deployment that lacks something is 503, not a refusal', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const forgotten = { ...home.opens, records: dynamo };
    const event = httpEvent({ routeKey: 'GET /api/v1/incidents', claims: claimsOf('vera') });
    const answer = await routeHandler(incidents, forgotten, {})(event);
    log.mockRestore();
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain('INCIDENTS_TABLE');
  });

  test('health asks nobody', async () => {
    const answer = await routeHandler(health, home.opens)(httpEvent({ routeKey: 'GET /readyz' }));
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ ok: true, dependencies: { records: 'ok' } });
  });
});
