import { join } from 'node:path';

/** The files of a data directory; whatever else lies there is not ours. */
export const layoutOf = (path: string) => ({
  marker: join(path, 'mendgate.json'),
  lock: join(path, 'lock'),
  holder: join(path, 'holder.json'),
  home: join(path, 'home.json'),
  ownerToken: join(path, 'owner.token'),
  sealKey: join(path, 'seal.key'),
  database: join(path, 'mendgate.db'),
  secrets: join(path, 'secrets'),
});
export type Layout = ReturnType<typeof layoutOf>;

/** What the marker says of a directory of this build. */
export const format = 'mendgate.data/1';
