// Installs npm packages from a lock file when that is not done yet: those that lessons use into lessons/node_modules, those of
// the conformance cases into tests/conformance/packages/node_modules.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's lessons. */
export const LESSONS_DIR = fileURLToPath(new URL('../../lessons', import.meta.url));

export type Log = (line: string) => void;

/** Installations that this process is busy with: several parts of a build ask for the same one at once. */
const underWay = new Map<string, Promise<void>>();

/**
 * Makes sure that node_modules is what package-lock.json says.
 * @param lessonsDir the folder with package.json and package-lock.json
 * @throws when npm fails, with the end of what it printed
 */
export async function ensureInstalled(lessonsDir: string, log: Log = () => {}): Promise<void> {
  let installing = underWay.get(lessonsDir);
  if (installing === undefined) {
    installing = installOnce(lessonsDir, log).finally(() => underWay.delete(lessonsDir));
    underWay.set(lessonsDir, installing);
  }
  await installing;
}

async function installOnce(lessonsDir: string, log: Log): Promise<void> {
  const lock = await readFile(join(lessonsDir, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  // In node_modules, so that it goes when that goes.
  const stamp = join(lessonsDir, 'node_modules', '.backlot-lock-hash');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash) return;
  // Types of packages are among the development dependencies, which npm leaves out where a build has set NODE_ENV.
  log(`installing packages (npm ci in ${lessonsDir})`);
  await runNpm(['ci', '--prefix', lessonsDir, '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'], lessonsDir);
  await writeFile(stamp, hash);
}

function runNpm(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // npm is a script of its own on Windows, which only a shell finds.
    const npm = spawn('npm', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let printed = '';
    const collect = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-4000);
    };
    npm.stdout.on('data', collect);
    npm.stderr.on('data', collect);
    npm.on('error', reject);
    npm.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(' ')} failed with exit code ${String(code)}. It needs the npm registry once. It printed:\n${printed}`));
    });
  });
}
