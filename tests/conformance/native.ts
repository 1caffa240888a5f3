// Runs a case under the pinned native Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NODE_BINARY } from '../../tools/node-library/fetch.ts';
import { PACKAGES_DIR } from './browser.ts';
import { commandOf, type Case, type Outcome } from './case.ts';

/** Whether the pinned binary runs on this system (it is a Linux x64 one). */
export function nativeRuns(): boolean {
  return existsSync(NODE_BINARY) && spawnSync(NODE_BINARY, ['-p', '1'], { encoding: 'utf8' }).stdout === '1\n';
}

/** Runs a case in a folder of its own, which is removed afterwards. */
export async function runNative(one: Case): Promise<Outcome> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backlot-case-')));
  try {
    for (const [path, text] of Object.entries(one.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    if (one.packages.length > 0) symlinkSync(join(PACKAGES_DIR, 'node_modules'), join(folder, 'node_modules'));
    const child = spawn(NODE_BINARY, commandOf(one), {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', HOME: folder, TZ: 'UTC', LANG: 'en_US.UTF-8', ...one.env },
      argv0: 'node',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A program may end without reading it.
    child.stdin.on('error', () => {});
    child.stdin.end(one.stdin);
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), one.timeout);
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    clearTimeout(timer);
    // The link to the packages shows its target in stack traces.
    for (const name of ['stdout', 'stderr'] as const) texts[name] = texts[name].replaceAll(join(PACKAGES_DIR, 'node_modules'), join(folder, 'node_modules'));
    return { ...texts, code: code ?? 'timeout', folder };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
