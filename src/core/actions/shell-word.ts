/** One word of the kubectl line people may read or copy. Names come from a cluster: quoted, they stay one word. */
export const shellWord = (text: string): string =>
  /^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

export const kubectl = (target: { namespace?: string | undefined }, ...words: string[]): string =>
  ['kubectl', ...(target.namespace === undefined ? [] : ['-n', target.namespace]), ...words].map(shellWord).join(' ');
