import { asFault, Fault } from '../../contracts/fault.ts';
import { type RouteFacts, routeFacts } from '../../contracts/route-facts.ts';
import type { RouteGroup, routeWiring } from '../../contracts/wiring.ts';
import type { Ports } from '../../core/ports.ts';
import type { Handlers, Request, RouteUses } from '../../core/routes/route.ts';
import { type Opens, opener } from '../aws.ts';
import { complain, edge, eventAs, type LambdaHandler } from '../lambda.ts';
import { answerOf, type HttpAnswer, HttpEvent, problemAnswer, routeKeyOf } from './http-event.ts';
import { signedIn } from './signed-in.ts';

/**
 * A group of routes behind an HTTP API. Every refusal is an answer; only an event that is none of a gateway's throws. What
 * failed on our side stands in the log: AWS names roles and accounts in its messages, and whoever asks may be a stranger.
 */
export function routeHandler<G extends RouteGroup>(
  group: Handlers<G>,
  opens: Opens<(typeof routeWiring)[G][number]>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<HttpAnswer> {
  const opened = opener(opens, variables);
  const own = routeFacts.filter((route) => route.group === group.group && route.only === undefined);
  return edge(group.group, async (raw) => {
    const event = eventAs(HttpEvent, raw, 'request of an HTTP API');
    try {
      const route = own.find((one) => routeKeyOf(one) === event.routeKey);
      const handle = route && group.handle[route.id as keyof typeof group.handle];
      if (route === undefined || handle === undefined) {
        throw new Fault('NotFound', `there is no ${event.routeKey}`, 'GET /api/v1/openapi.json describes every route.');
      }
      const request = requestOf(event, route);
      const ports = openedFor(opened) as RouteUses<G>;
      if (route.auth === 'person') {
        const claims = event.requestContext.authorizer?.jwt?.claims;
        request.person = await signedIn(recordsOf(ports, group.group), route, claims);
      }
      return answerOf(await handle(ports, request));
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.word !== 'Bug' && fault.word !== 'Unavailable') return problemAnswer(fault);
      const { requestId } = event.requestContext;
      complain(group.group, thrown, requestId);
      return problemAnswer(ours(fault, requestId));
    }
  });
}

function requestOf(event: HttpEvent, route: RouteFacts): Request {
  const body = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > route.bodyAtMost) {
    const hint = 'Send less at once: nothing of it was kept.';
    throw new Fault('TooLarge', `the body is larger than ${route.bodyAtMost} bytes`, hint);
  }
  const lowered = Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    params: event.pathParameters,
    query: event.queryStringParameters,
    headers: Object.fromEntries(lowered),
    body,
  };
}

function ours({ word }: Fault, request: string | undefined): Fault {
  const says = word === 'Bug' ? 'this is a defect of Mendgate' : 'something this needs cannot be reached';
  const hint = 'Try again later. Whoever runs this finds the reason in the log, by the number of the request.';
  return new Fault(word, says, hint, request === undefined ? {} : { request });
}

/** A deployment that lacks something refuses nobody: it cannot serve. */
function openedFor<T>(opened: () => { ports: T }): T {
  try {
    return opened().ports;
  } catch (thrown) {
    const { message, hint } = asFault(thrown);
    throw new Fault('Unavailable', message, hint);
  }
}

/** Whoever serves people reads who they are; a test holds every such group against this. */
function recordsOf(ports: object, group: string): Ports['records'] {
  if ('records' in ports) return ports.records as Ports['records'];
  throw new Fault('Bug', `the routes ${group} ask for a person and hold no records`, 'This is a defect of Mendgate.');
}
