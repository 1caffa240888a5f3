// Vite plugin: puts the packs, those of types too, into the built site, and serves them while developing, at `packages/`.
import { createReadStream, existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { buildPacks } from './pack.ts';
import { buildTypes } from './types.ts';

/** The plugin. @param from folder with package.json and package-lock.json; default: the repository's lessons */
export function packages(from?: string): Plugin {
  return {
    name: 'backlot:packages',
    async generateBundle() {
      const log = (line: string): void => this.info(line);
      // Only the lessons are edited: other packages need no types.
      for (const folder of [await buildPacks(from, log), ...(from === undefined ? [await buildTypes(undefined, log)] : [])]) {
        for (const name of await readdir(folder)) {
          this.emitFile({ type: 'asset', fileName: `packages/${name}`, source: await readFile(join(folder, name)) });
        }
      }
    },
    configureServer(server) {
      server.middlewares.use('/packages', (request, response, next) => {
        const name = /^\/([\w.@-]+)(?:\?|$)/.exec(request.url ?? '')?.[1];
        if (name === undefined) return next();
        const build = name.startsWith('types') ? buildTypes : buildPacks;
        build(from, (line) => server.config.logger.info(line)).then((folder) => {
          const path = join(folder, name);
          if (!existsSync(path)) return next();
          response.setHeader('Content-Type', name.endsWith('.json') ? 'application/json' : 'application/octet-stream');
          createReadStream(path).pipe(response);
        }, next);
      });
    },
  };
}
