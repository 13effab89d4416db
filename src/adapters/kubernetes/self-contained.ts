type Part = Readonly<Record<string, unknown>>;

/** Fields of a kubeconfig that mean a program or a file of the machine it was made on, and what to write in their place. */
const users: Readonly<Record<string, string>> = {
  exec: 'No credential plugin is run here: give the user a token, or client-certificate-data and client-key-data.',
  'auth-provider': 'No provider is asked here: give the user a token, or client-certificate-data and client-key-data.',
  tokenFile: 'There are no files here: write the token itself.',
  // No field of kubectl's; the client library knows it, and reads the file while it reads the kubeconfig.
  'token-file': 'There are no files here: write the token itself.',
  'client-certificate': 'There are no files here: write client-certificate-data (kubectl config view --flatten).',
  'client-key': 'There are no files here: write client-key-data (kubectl config view --flatten).',
};
const clusters: Readonly<Record<string, string>> = {
  'certificate-authority': 'There are no files here: write certificate-authority-data (kubectl config view --flatten).',
};

/** The first field of a user or a cluster that reaches outside of the kubeconfig itself; undefined when none does. */
export function reachesOut(user: Part, cluster: Part): { field: string; instead: string } | undefined {
  for (const [part, fields] of [
    [user, users],
    [cluster, clusters],
  ] as const)
    for (const [field, instead] of Object.entries(fields))
      if (part[field] !== undefined && part[field] !== null) return { field, instead };
  return undefined;
}
