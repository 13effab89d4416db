import * as z from 'zod';
import { clusterTextAtMost, DeployedCluster } from '../src/contracts/deployed-clusters.ts';
import { houseRulesPlace } from './places.ts';

/** Every name the app reads from CDK's context begins with this, so that a misspelt one can be told from another tool's. */
const prefix = 'mendgate:';

const json = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      context.issues.push({ code: 'custom', message: "not JSON: quote it for your shell, as in '[…]'", input: value });
      return z.NEVER;
    }
  }, schema);

/** What a deployment may be told, and what it is when nothing is said. */
export const DeployContext = z
  .strictObject({
    /** The name of the stack, and of what is named after it: two of them live beside each other in one account. */
    stack: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'a letter, then at most 31 letters, digits and hyphens')
      .default('mendgate'),
    tenant: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, at most 63')
      .default('home'),
    clusters: json(z.array(DeployedCluster).max(50)).default([]),
    /** Where people's tokens come from; without it the stack makes a Cognito user pool. */
    issuer: z
      .url({ protocol: /^https?$/ })
      .regex(/^(https:|http:\/\/(127\.0\.0\.1|localhost)[:/])/, 'an https address: tokens are only as safe as its keys')
      .optional(),
    audience: z.string().min(1).max(256).optional(),
    /** Where the issuer hands out tokens, when that is another host than its own: the console may then speak to it. */
    tokenOrigin: z
      .string()
      .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'an origin: https and a host, nothing behind it')
      .optional(),
    /** The first owner's mail address: the user pool made here invites it. */
    owner: z.email().optional(),
    /** Who hears the operator's alarms: they get a mail that asks them to confirm. */
    operator: z.email().optional(),
    /** Whom letters about waiting plans are from; without it none is sent. */
    mailFrom: z.email().optional(),
    /** An identity that SES has verified already, the address or its domain; without it the stack makes the address one. */
    mailIdentity: z
      .string()
      .regex(/^([^\s@]+@)?([a-z0-9-]+\.)+[a-z]{2,}$/i, 'an address or a domain')
      .optional(),
    /** `destroy` only for tests: deleting the stack then deletes every incident and its audit. */
    removal: z.enum(['retain', 'destroy']).default('retain'),
    /** `latest` only for emulators that know no aliases of machines: executions then start on the newest definition. */
    start: z.enum(['alias', 'latest']).default('alias'),
    /** Where functions find the house rules; another folder only for emulators that mount no layers. */
    houseRules: z.string().startsWith('/', 'an absolute path').default(houseRulesPlace),
    /** `on` where API Gateway may log in this account: it logs WebSocket APIs through a role that is set for all of it. */
    liveLog: z.enum(['on', 'off']).default('off'),
    /** Where an emulator takes what is posted to connections, with `{api}` in place of the API's id. */
    liveEndpoint: z
      .string()
      .regex(/^https?:\/\/[^\s{}]+\{api\}[^\s{}]*[^\s{}/]$/, 'an address with {api} in it and no slash at its end')
      .optional(),
  })
  .superRefine((value, context) => {
    if ((value.issuer === undefined) !== (value.audience === undefined))
      context.addIssue({
        code: 'custom',
        path: [value.issuer === undefined ? 'issuer' : 'audience'],
        message: 'issuer and audience come together: a token of another application must not be taken',
      });
    if (value.tokenOrigin !== undefined && value.issuer === undefined)
      context.addIssue({ code: 'custom', path: ['tokenOrigin'], message: 'it belongs to an issuer: name that too' });
    const { mailFrom, mailIdentity } = value;
    if (mailIdentity !== undefined && mailFrom !== mailIdentity && !isBelow(mailFrom, mailIdentity))
      context.addIssue({
        code: 'custom',
        path: [mailFrom === undefined ? 'mailFrom' : 'mailIdentity'],
        message: 'letters are from an address that is the identity, or lies in its domain',
      });
    const { length } = JSON.stringify(value.clusters);
    if (length > clusterTextAtMost)
      context.addIssue({
        code: 'custom',
        path: ['clusters'],
        message: `${length} characters, and functions can be told ${clusterTextAtMost}: give some to a second stack`,
      });
    if (value.owner !== undefined && value.issuer !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['owner'],
        message: 'the issuer invites its own people: leave it out, and let the owner in with the function add-person',
      });
    const ids = value.clusters.map((cluster) => cluster.id);
    for (const [at, id] of ids.entries())
      if (ids.indexOf(id) < at)
        context.addIssue({ code: 'custom', path: ['clusters', at, 'id'], message: `${id} is named twice` });
  });
export type DeployContext = z.infer<typeof DeployContext>;

/** `a@mail.example.com` may be sent by whoever verified mail.example.com or example.com. */
const isBelow = (address: string | undefined, domain: string): boolean =>
  `.${address?.split('@')[1]?.toLowerCase()}`.endsWith(`.${domain.toLowerCase()}`);

export class WrongContext extends Error {
  override name = 'WrongContext';
}

/**
 * The deployment's own values among all of CDK's context. Throws WrongContext naming every key that does not fit and what
 * would; names it does not know are refused too, since a misspelt one would silently mean the default.
 */
export function readContext(all: Readonly<Record<string, unknown>>): DeployContext {
  const own = Object.entries(all)
    .filter(([key, value]) => key.startsWith(prefix) && value !== undefined)
    .map(([key, value]) => [key.slice(prefix.length), value]);
  const parsed = DeployContext.safeParse(Object.fromEntries(own));
  if (parsed.success) return parsed.data;
  const known = Object.keys(DeployContext.shape).map((name) => `${prefix}${name}`);
  const lines = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0
      ? issue.keys.map((key) => `${prefix}${key} is not known: the names are ${known.join(', ')}`)
      : [`${prefix}${pathOf(issue.path)}: ${issue.message}`],
  );
  throw new WrongContext(
    `The context does not fit, so nothing was made:\n${lines.map((line) => `  ${line}`).join('\n')}\nGive values as -c ${prefix}NAME=VALUE or in cdk.json; docs/operate.md lists them.`,
  );
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? String(part) : `.${String(part)}`))
    .join('');
