// What calls of Node's modules cost in the container, beside native Node: once warm, and the first one in a process.
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES_DIR } from '../tests/conformance/browser.ts';
import { ensureInstalled } from '../tools/packages/install.ts';
import { runNativeProgram } from './native.ts';
import { pageCase, PORT, type Bench } from './servers.ts';
import { median, printTable } from './table.ts';

const PROGRAM = 'modules.js';
const PACKAGES = ['bcryptjs', 'jsonwebtoken', 'express', 'ws'];
const GROUPS = ['buffer', 'digests', 'passwords', 'keys', 'zlib', 'fs', 'sqlite', 'processes', 'language', 'network'];
/** The container and native Node take turns, group by group, so that a machine that is busy for a while is busy for both. */
const ROUNDS = 3;
const TIMEOUT_MS = 120_000;

/** Milliseconds of the calls of one name, in every round. */
interface Times {
  readonly first: number[];
  readonly warm: number[];
}
type TimesByCall = Map<string, Times>;

/** Reads what modules.js printed. @throws when a program ended without having measured all */
function readTimes(printed: string, into: TimesByCall): void {
  if (!printed.includes('MEASURED')) throw new Error(`${PROGRAM} did not get to its end: ${printed.slice(-1000)}`);
  for (const [, line] of printed.matchAll(/^CALL (.*)$/gm)) {
    const [name, first, warm] = JSON.parse(line ?? '') as [string, number, number];
    const times = into.get(name) ?? { first: [], warm: [] };
    times.first.push(first);
    times.warm.push(warm);
    into.set(name, times);
  }
}

const time = (milliseconds: number): string =>
  milliseconds < 0.1 ? `${(milliseconds * 1000).toPrecision(3)} us` : `${milliseconds.toPrecision(3)} ms`;

/** Calls of Node's modules, those first that take longest beside native Node's. */
export async function benchModules(bench: Bench): Promise<void> {
  await ensureInstalled(PACKAGES_DIR, console.log);
  const folder = mkdtempSync(join(tmpdir(), 'backlot-modules-'));
  try {
    copyFileSync(fileURLToPath(new URL(`./programs/${PROGRAM}`, import.meta.url)), join(folder, PROGRAM));
    symlinkSync(join(PACKAGES_DIR, 'node_modules'), join(folder, 'node_modules'));
    const inPage: TimesByCall = new Map();
    const native: TimesByCall = new Map();
    for (let round = 0; round < ROUNDS; round++) {
      for (const group of GROUPS) {
        const one = { ...pageCase(bench, 'modules', PACKAGES), args: [group], timeout: TIMEOUT_MS };
        const { stdout, stderr } = await bench.page.evaluate((given) => globalThis.harness.runCase(given), one);
        readTimes(`${stdout}${stderr}`, inPage);
        readTimes(await runNativeProgram(folder, [PROGRAM, group], PORT), native);
      }
    }
    const rows = [...native].map(([name, { first, warm }]) => {
      const [warmInPage, firstInPage] = [median(inPage.get(name)?.warm ?? []), median(inPage.get(name)?.first ?? [])];
      const ratio = warmInPage / median(warm);
      return { ratio, cells: [name, time(warmInPage), time(median(warm)), ratio.toFixed(2), time(firstInPage), time(median(first)), (firstInPage / median(first)).toFixed(2)] };
    });
    rows.sort((one, other) => other.ratio - one.ratio);
    printTable(`Calls of Node's modules (median of ${ROUNDS} processes)`, [
      ['', 'container', 'native', 'ratio', 'first call', 'native', 'ratio'],
      ...rows.map(({ cells }) => cells),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
