import type { RequestOptions } from 'node:https';

/** Whose requests these are, for the person who reads a fault. */
export interface Who {
  /** Names the identity in faults: `context prod of ~/.kube/config`. Holds no secret. */
  readonly whose: string;
  /** What to do when the server does not know who that is. */
  readonly ifUnknown?: string;
}

/** A way to one API server under one identity. Whoever makes it knows where credentials come from; whoever sends does not. */
export interface Connection extends Who {
  /** Address of the API server without a trailing slash; may hold a path, as behind a proxy that serves many clusters. */
  readonly server: string;
  /** Milliseconds after which it is made anew: the address may be another one by then. */
  readonly goodForMs?: number;
  /**
   * Credentials, TLS and, behind a proxy, the agent. `fresh` after a 401: read everything again. May run a credential plugin.
   * Throws Malformed when credentials cannot be had from what was configured, and what `Clusters.open` throws.
   */
  credentials(fresh: boolean): Promise<RequestOptions>;
}

/** On this machine: nothing sent there leaves it. */
export const isLocal = (server: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(server).hostname);
