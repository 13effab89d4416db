// node tools/console/dev.ts [--server URL] [--token T] [--port N]: the console with quick reload, in front of any home, an AWS
// one included. Without a server it takes the home of the data directory that `mendgate start` names. It answers on this
// machine only, and whoever reaches it is whoever the token says.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { routes } from '../../src/contracts/routes.ts';
import { consoleConfig } from './config.ts';

const { values } = parseArgs({
  options: {
    server: { type: 'string' },
    token: { type: 'string' },
    data: { type: 'string' },
    port: { type: 'string', default: '4655' },
  },
});
const data = values.data ?? join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'mendgate');
const target =
  values.server ?? (JSON.parse(readFileSync(join(data, 'home.json'), 'utf8')) as { address: string }).address;
const token = values.token ?? process.env.MENDGATE_TOKEN ?? readFileSync(join(data, 'owner.token'), 'utf8').trim();

const proxy = {
  target,
  changeOrigin: true,
  headers: { authorization: `Bearer ${token}`, origin: new URL(target).origin },
};
const firsts = [...new Set(routes.map(({ path }) => `/${path.split('/')[1]}`))];
const server = await createServer({
  ...consoleConfig,
  logLevel: 'info',
  server: {
    host: '127.0.0.1',
    port: Number(values.port),
    strictPort: true,
    proxy: { ...Object.fromEntries(firsts.map((first) => [first, proxy])), '/live': { ...proxy, ws: true } },
  },
});
await server.listen();
server.printUrls();
