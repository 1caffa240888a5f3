// Vite plugin: writes the site's service worker beside its first page, when everything else has been written; the dev server makes it on request,
// with previews and without keeping anything.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { buildWorker, listSite, WORKER_FILE } from './build.ts';

/** The plugin. */
export function serviceWorker(): Plugin {
  let folder = '';
  return {
    name: 'backlot:service-worker',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const code = await buildWorker(undefined, true);
        writeFileSync(join(folder, WORKER_FILE), await buildWorker(listSite(folder, code), true));
      },
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.replace(/\?.*$/, '') !== `/${WORKER_FILE}`) return next();
        buildWorker(undefined, false).then((code) => {
          response.setHeader('Content-Type', 'text/javascript');
          response.setHeader('Cache-Control', 'no-cache');
          response.end(code);
        }, next);
      });
    },
  };
}
