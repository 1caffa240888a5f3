// Vite plugin: writes THIRD-PARTY-NOTICES.txt into the built site.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { CACHE_DIR } from '../node-library/fetch.ts';
import { NODE_VERSION } from '../node-library/pin.ts';
import { filesOfBundles } from './bundle.ts';
import { formatNotices, mergeNotices, noticesOfDependencies, noticesOfFiles, postgresNotice, type Notice } from './notices.ts';

const MANIFEST = fileURLToPath(new URL('../../package.json', import.meta.url));
const FILE_NAME = 'THIRD-PARTY-NOTICES.txt';

/**
 * The plugin.
 * @param lessonPackages gives the notices of the packages that lessons use; called once, at the end of a build
 */
export function notices(lessonPackages: () => Promise<readonly Notice[]> | readonly Notice[]): Plugin {
  return {
    name: 'backlot:notices',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
      const node: Notice = {
        title: `Node.js ${NODE_VERSION}`,
        license: 'MIT, and those of its parts as told below',
        text: readFileSync(join(CACHE_DIR, 'LICENSE'), 'utf8').trim(),
      };
      const source = formatNotices([
        // What is bundled for workers of the page, and files that are taken as they are, show in neither list: hence the direct dependencies.
        { heading: 'Packages in the page', notices: mergeNotices([...noticesOfFiles([...modules, ...filesOfBundles()]), ...noticesOfDependencies(MANIFEST)]) },
        { heading: 'Packages that lessons use', notices: mergeNotices(await lessonPackages()) },
        { heading: "Node's JavaScript library", notices: [node] },
        { heading: 'Postgres', notices: [postgresNotice()] },
      ]);
      this.emitFile({ type: 'asset', fileName: FILE_NAME, source });
    },
  };
}
