/** Names of what is kept of the server's answers. */
export const keys = {
  site: ['site'],
  me: ['me'],
  incidents: ['incidents'],
  incident: (id: string) => ['incident', id],
  log: (id: string) => ['log', id],
  holds: ['holds'],
  stop: ['stop'],
  setting: (name: string) => ['setting', name],
  letters: ['letters'],
  letter: (id: string) => ['letter', id],
  link: (link: string) => ['link', link],
  described: ['described'],
} as const;
