/** Only names of this machine: a page elsewhere that resolves its own name to 127.0.0.1 must not reach the home. */
export const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);
