/** One way in which the emulator is not AWS, and what follows for us. */
export interface Difference {
  readonly id: string;
  readonly what: string;
  readonly ministack: string;
  readonly aws: string;
  readonly why: string;
}

export const differences: readonly Difference[] = [];
