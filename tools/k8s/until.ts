export type Patience = {
  /** Gives up after so many milliseconds. */
  readonly within: number;
  /** Looked at after every failed check: a reason makes waiting pointless. */
  readonly hopeless?: () => string | undefined;
};

/** Asks again and again until `check` answers with something truthy, and returns that. A throw counts as "not yet". */
export async function until<T>(
  what: string,
  check: () => Promise<T>,
  patience: Patience,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + patience.within;
  for (let last: unknown; ; ) {
    try {
      const answer = await check();
      if (answer) return answer as Exclude<T, false | null | undefined>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    const hopeless = patience.hopeless?.();
    if (hopeless !== undefined) throw new Error(`${what}: ${hopeless}`, { cause: last });
    if (performance.now() > end) throw new Error(`${what}: not within ${patience.within} ms`, { cause: last });
    await new Promise((wait) => setTimeout(wait, 40));
  }
}
