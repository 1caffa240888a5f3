// Builds the site unless the one in dist/ was made from the very same sources, so that `npm start` is quick the second
// time and never serves yesterday's code.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The built site. */
export const SITE_FOLDER = join(PROJECT_ROOT, 'dist');

const STAMP = join(PROJECT_ROOT, '.cache', 'build-stamp');
/** What a build is made from. Tests are not part of it. */
const INPUTS = ['index.html', 'headless', 'package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json', 'src', 'public', 'lessons', 'tools'];
const IS_NO_INPUT = /(^|\/)(node_modules|\.cache|.*\.test\.tsx?|.*\.md\.swp)$/;

function* filesBelow(path: string): Generator<string> {
  for (const entry of readdirSync(join(PROJECT_ROOT, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = `${path}/${entry.name}`;
    if (IS_NO_INPUT.test(below)) continue;
    if (entry.isDirectory()) yield* filesBelow(below);
    else if (entry.isFile()) yield below;
  }
}

/** A digest of every file that the build reads. */
function digestInputs(): string {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '');
  for (const input of INPUTS) {
    const path = join(PROJECT_ROOT, input);
    if (!existsSync(path)) continue;
    const files = /\.\w+$/.test(input) ? [input] : [...filesBelow(input)];
    for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(PROJECT_ROOT, file)));
  }
  return hash.digest('hex');
}

/**
 * Makes sure that dist/ is the site as the sources say.
 * @param log told when a build begins
 * @throws when the build fails
 */
export async function buildOnce(log: (line: string) => void = console.log): Promise<void> {
  const digest = digestInputs();
  const upToDate = existsSync(join(SITE_FOLDER, 'index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest;
  if (upToDate) return;
  log('Building the site (the first time takes a minute or two) ...');
  await build({ root: PROJECT_ROOT, logLevel: 'warn' });
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, digest);
}
