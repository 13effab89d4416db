/** Why a pull failed, as the runtime words it; undefined when the text does not say. */
export type PullTrouble = 'missing' | 'malformed' | 'refused' | 'limited' | 'unreachable' | 'platform';

/** Tried in order: a registry that refuses or cannot be reached also writes "not found" somewhere in its sentence. */
const table: readonly { is: PullTrouble; when: RegExp }[] = [
  { is: 'limited', when: /toomanyrequests|too many requests|\b429\b|rate limit/i },
  {
    is: 'refused',
    when: /unauthorized|authentication required|authorization failed|no basic auth|access (?:to the resource is )?denied|requested access|\bdenied:|\bforbidden\b|\b40[13] (?:unauthorized|forbidden)|insufficient_scope|invalid credentials|unable to retrieve auth token|may require/i,
  },
  {
    is: 'unreachable',
    when: /no such host|i\/o timeout|x509|certificate|tls handshake|connection (?:refused|reset)|no route to host|network is unreachable|deadline exceeded|context canceled|server misbehaving|client\.timeout|temporary failure|\beof\b|\b50[0234]\b|http response to https client|proxyconnect/i,
  },
  { is: 'platform', when: /no match for platform|no matching manifest for|exec format/i },
  { is: 'malformed', when: /invalid reference format|couldn'?t parse image (?:name|reference)|InvalidImageName/i },
  {
    is: 'missing',
    when: /manifest unknown|manifest for \S{1,500} not found|name unknown|name_unknown|manifest_unknown|repository \S{1,500} not found|\bnot ?found\b|does not exist|no such (?:image|manifest)|\b404\b/i,
  },
];

export function pullTroubleOf(message: string): PullTrouble | undefined {
  // An image may be called anything: what is quoted or follows "image" is its name and not the registry's answer.
  const words = message.slice(0, 8000).replace(/"[^"]{0,500}"/g, '"…"');
  return table.find((row) => row.when.test(words))?.is;
}
