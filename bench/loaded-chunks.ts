// Preloaded (`node --import`) into the home whose start is measured: appends the path of each bundle file it loads to the
// file named by MENDGATE_BENCH_LOADED, at once, because that process is ended by a signal.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const list = process.env.MENDGATE_BENCH_LOADED;
registerHooks({
  load(url, context, next) {
    if (list !== undefined && url.startsWith('file:') && url.includes('/dist/'))
      appendFileSync(list, `${fileURLToPath(url)}\n`);
    return next(url, context);
  },
});
