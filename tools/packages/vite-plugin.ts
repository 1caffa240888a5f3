// Vite plugin: puts the packs into the built site, and serves them while developing, at `packages/`.
import { createReadStream, existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { buildPacks } from './pack.ts';

/** The plugin. @param from folder with package.json and package-lock.json; default: the repository's lessons */
export function packages(from?: string): Plugin {
  return {
    name: 'backlot:packages',
    async generateBundle() {
      const folder = await buildPacks(from, (line) => this.info(line));
      for (const name of await readdir(folder)) {
        this.emitFile({ type: 'asset', fileName: `packages/${name}`, source: await readFile(join(folder, name)) });
      }
    },
    configureServer(server) {
      server.middlewares.use('/packages', (request, response, next) => {
        const name = /^\/([\w.@-]+)(?:\?|$)/.exec(request.url ?? '')?.[1];
        if (name === undefined) return next();
        buildPacks(from, (line) => server.config.logger.info(line)).then((folder) => {
          const path = join(folder, name);
          if (!existsSync(path)) return next();
          response.setHeader('Content-Type', name.endsWith('.json') ? 'application/json' : 'application/octet-stream');
          createReadStream(path).pipe(response);
        }, next);
      });
    },
  };
}
