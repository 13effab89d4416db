import type { Route } from '../route.ts';

export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      "A person's token: of the OIDC issuer that `/config.json` names, or one that a home on one machine gave out.",
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'mendgate_session',
    description:
      'A home on one machine only, for its console. Everything but GET also needs an equal `Origin` and the header `x-mendgate: console`.',
  },
  hookBearer: {
    type: 'http',
    scheme: 'bearer',
    description: "The hook's secret, for senders that send a bearer token.",
  },
  hookBasic: { type: 'http', scheme: 'basic', description: "The hook's user and, as password, its secret." },
  hookHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'x-mendgate-secret',
    description: "The hook's secret in a header; which one it is, the hook's record says.",
  },
  ticket: {
    type: 'apiKey',
    in: 'query',
    name: 'ticket',
    description: 'A ticket of one use that a signed-in person has asked for.',
  },
} as const;

/** Any one of these is enough. A route that is open to anybody asks for none. */
export function securityOf({ auth }: Pick<Route, 'auth'>): Partial<Record<keyof typeof securitySchemes, []>>[] {
  switch (auth) {
    case 'person':
      return [{ bearer: [] }, { session: [] }];
    // A hook for topics of Amazon SNS takes neither: there the signature in each message is the proof.
    case 'hook':
      return [{ hookBearer: [] }, { hookBasic: [] }, { hookHeader: [] }];
    // A link proves itself in the body, where OpenAPI knows no proof.
    case 'link':
    case 'none':
      return [];
  }
}
