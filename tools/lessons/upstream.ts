// A lesson's outside world (upstream.ts) for the doctor: bundled so that a program in real Node meets it (preloaded, by msw/node), and one in the
// embedded container too (a module for the judge's page).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { PROJECT_ROOT } from '../serve/build-once.ts';
import { writeWhole } from '../write-whole.ts';

const FOLDER = join(PROJECT_ROOT, '.cache', 'lesson-upstreams');
const PLAYER = fileURLToPath(new URL('../../src/upstream/upstream.ts', import.meta.url));

async function bundle(contents: string, options: BuildOptions): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: PROJECT_ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
    // `msw` is the project's, wherever the course lies.
    nodePaths: [join(PROJECT_ROOT, 'node_modules')],
    ...options,
  });
  return result.outputFiles?.[0]?.text ?? '';
}

/**
 * What node is started with so that a program's requests to other machines are answered by a lesson's handlers.
 * @param path absolute path of upstream.ts
 * @returns arguments that stand before the script
 * @throws when upstream.ts can't be bundled; the message says where
 */
export async function upstreamArguments(path: string): Promise<string[]> {
  const code = await bundle(
    `import { setupServer } from 'msw/node';
import { http, HttpResponse, passthrough } from 'msw';
import * as lesson from ${JSON.stringify(path)};
import { handlersOf, noHandler } from ${JSON.stringify(PLAYER)};
// What nobody answers breaks, as in the container.
const nobody = http.all('*', ({ request }) => {
  if (['localhost', '127.0.0.1', '[::1]'].includes(new URL(request.url).hostname)) return passthrough();
  console.error(noHandler(request));
  return HttpResponse.error();
});
setupServer(...handlersOf(lesson), nobody).listen({ onUnhandledRequest: 'bypass' });`,
    // Packages that are CommonJS ask for Node's modules by \`require\`.
    { platform: 'node', banner: { js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);" } },
  );
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  // Other programs of the same lesson may be starting with it.
  if (!existsSync(file)) writeWhole(file, code);
  return ['--import', pathToFileURL(file).href];
}

/** The text of a module whose \`world\` is what \`Container.playOutside\` takes. @throws as above */
export async function upstreamModule(path: string): Promise<string> {
  return bundle(
    `import * as lesson from ${JSON.stringify(path)};
import { handlersOf, playUpstream } from ${JSON.stringify(PLAYER)};
const handlers = handlersOf(lesson);
export const world = playUpstream({ handlers: () => handlers, onProblem: (message) => console.info(message) });`,
    { platform: 'browser' },
  );
}
