/** What one request and one list may cost. Times in milliseconds. */
export interface Limits {
  /** Until the connection stands, TLS included. */
  connectMs: number;
  /** Until the last byte of the answer; also what a credential plugin may take. */
  requestMs: number;
  /** How often a read is tried; a write is tried once. */
  tries: number;
  /** The wait before the second try; it doubles with each further one. */
  backoffMs: number;
  /** Requests on their way at once. API servers queue what comes in bursts; nothing else slows us down. */
  parallel: number;
  /** Connections to a server on this machine. */
  connectionsHere: number;
  /** An address on this machine that answers slower than so many bytes per second leads somewhere else. */
  slowBytesPerSecond: number;
  pageSize: number;
  maxObjects: number;
  maxBytes: number;
}

export const defaultLimits: Limits = {
  connectMs: 5_000,
  requestMs: 30_000,
  tries: 3,
  backoffMs: 150,
  parallel: 16,
  connectionsHere: 4,
  slowBytesPerSecond: 2_000_000,
  pageSize: 500,
  maxObjects: 50_000,
  maxBytes: 256 * 1024 * 1024,
};
