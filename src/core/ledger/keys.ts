import type { Key } from '../ports.ts';
import { digestOf } from './digest.ts';

/** The only file that knows how keys look. Everything of one incident lies in one partition. */
const padded = (seq: number) => String(seq).padStart(10, '0');

export const partitionOf = (tenant: string, incident: string): string => `${tenant}#INC#${incident}`;
/** What concerns a tenant and no single incident (settings, the kill switch) is logged in a chain of its own. */
export const tenantLog = 'tenant';

const inside = (tenant: string, incident: string, sk: string): Key => ({ pk: partitionOf(tenant, incident), sk });
const alone = (pk: string, sk: string): Key => ({ pk, sk });

export const keys = {
  incident: (tenant: string, incident: string) => inside(tenant, incident, 'META'),
  /** Stands exactly as long as an incident is not ended; the sweep browses these. */
  active: (tenant: string, incident: string) => inside(tenant, incident, 'ACTIVE'),
  alert: (tenant: string, incident: string, alert: string) => inside(tenant, incident, `ALERT#${alert}`),
  evidence: (tenant: string, incident: string, id: string) => inside(tenant, incident, `EVID#${id}`),
  finding: (tenant: string, incident: string, id: string) => inside(tenant, incident, `FIND#${id}`),
  remediation: (tenant: string, incident: string, id: string) => inside(tenant, incident, `REMED#${id}`),
  proposal: (tenant: string, incident: string, id: string) => inside(tenant, incident, `PROP#${id}`),
  hold: (tenant: string, incident: string, id: string) => inside(tenant, incident, `HOLD#${id}`),
  decision: (tenant: string, incident: string, id: string) => inside(tenant, incident, `DECN#${id}`),
  /** One per person and hold; ids of holds hold no `#`. */
  notice: (tenant: string, incident: string, hold: string, user: string) =>
    inside(tenant, incident, `NOTE#${hold}#${user}`),
  effect: (tenant: string, incident: string, id: string) => inside(tenant, incident, `EFFECT#${id}`),
  watch: (tenant: string, incident: string, proposal: string) => inside(tenant, incident, `WATCH#${proposal}`),
  outbox: (tenant: string, incident: string, id: string) => inside(tenant, incident, `OUTBOX#${id}`),
  receipt: (tenant: string, incident: string, id: string) => inside(tenant, incident, `DONE#${id}`),
  log: (tenant: string, incident: string, seq: number) => inside(tenant, incident, `LOG#${padded(seq)}`),
  /** Without `#`, so that it is none of the log's entries. */
  logHead: (tenant: string, incident: string) => inside(tenant, incident, 'LOGHEAD'),
  fingerprint: (tenant: string, hash: string) => alone(`${tenant}#FPRINT#${hash}`, 'FPRINT'),
  slot: (tenant: string, hash: string) => alone(`${tenant}#SLOT#${hash}`, 'SLOT'),
  setting: (tenant: string, name: string, version: number) =>
    alone(`${tenant}#SETTING#${name}`, `V#${padded(version)}`),
  stop: (tenant: string) => alone(`${tenant}#STOP`, 'STOP'),
  anchor: (tenant: string) => alone(`${tenant}#ANCHOR`, 'ANCHOR'),
  trimmed: (tenant: string) => alone(`${tenant}#TRIMMED`, 'TRIMMED'),
  once: (tenant: string, id: string) => alone(`${tenant}#IDEM#${id}`, 'IDEM'),
  deadLetter: (tenant: string, id: string) => alone(`${tenant}#DEAD#${id}`, 'DEAD'),
  user: (tenant: string, id: string) => alone(`${tenant}#USER#${id}`, 'USER'),
  owners: (tenant: string) => alone(`${tenant}#OWNERS`, 'OWNERS'),
  // A person, a hook and a token are looked up before the tenant is known: they are what names it. A person is known by who
  // vouches for them and what they are called there, of any length and in any characters.
  person: (issuer: string, subject: string) => alone(`*#PERSON#${digestOf([issuer, subject])}`, 'PERSON'),
  /** By the address as `mailKey` writes it. */
  invitation: (mail: string) => alone(`*#INVITED#${digestOf(mail)}`, 'INVITED'),
  hook: (id: string) => alone(`*#HOOK#${id}`, 'HOOK'),
  token: (sha256: string) => alone(`*#TOKEN#${sha256}`, 'TOKEN'),
  ticket: (sha256: string) => alone(`*#TICKET#${sha256}`, 'TICKET'),
  socket: (connection: string) => alone(`*#SOCKET#${connection}`, 'SOCKET'),
  /** Everybody who watches a tenant is in one partition, so that they are found at once and none is missing. */
  connection: (tenant: string, user: string, n: number) =>
    alone(connectionsOf(tenant), `${prefixes.connection}${digestOf([user]).slice(0, 32)}#${n}`),
} as const;

export const prefixes = {
  alert: 'ALERT#',
  evidence: 'EVID#',
  finding: 'FIND#',
  remediation: 'REMED#',
  proposal: 'PROP#',
  hold: 'HOLD#',
  decision: 'DECN#',
  effect: 'EFFECT#',
  notice: (hold: string) => `NOTE#${hold}#`,
  outbox: 'OUTBOX#',
  log: 'LOG#',
  receipt: 'DONE#',
  connection: 'CONN#',
} as const;

export const lists = {
  incidents: (tenant: string) => `${tenant}#INCIDENTS`,
  active: (tenant: string) => `${tenant}#ACTIVE`,
  holds: (tenant: string) => `${tenant}#HOLDS`,
  outbox: (tenant: string) => `${tenant}#OUTBOX`,
  deadLetters: (tenant: string) => `${tenant}#DEAD`,
  tokens: (tenant: string) => `${tenant}#TOKENS`,
  tickets: (tenant: string) => `${tenant}#TICKETS`,
  logs: (tenant: string) => `${tenant}#LOGS`,
  users: (tenant: string) => `${tenant}#USERS`,
  hooks: (tenant: string) => `${tenant}#HOOKS`,
} as const;

export const connectionsOf = (tenant: string): string => `${tenant}#CONNS`;
export const settingPartition = (tenant: string, name: string): string => `${tenant}#SETTING#${name}`;
