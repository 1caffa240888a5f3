// `npm test`: installs what is missing, runs every suite, and ends with one plain line `N passed, N failed`.
// `npm test -- types unit` runs only those.
import { createServer, type AddressInfo } from 'node:net';
import { ensureChromium } from '../chromium/find.ts';
import { ensureFirefox } from '../firefox/find.ts';
import { ensureNodeLibrary } from '../node-library/fetch.ts';
import { buildOnce } from '../serve/build-once.ts';
import { formatTotal, SUITES, type Count, type Suite } from './suites.ts';

const FAILED: Count = { passed: 0, failed: 1, skipped: 0 };

/** A port that nothing listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function chooseSuites(names: readonly string[]): readonly Suite[] {
  for (const name of names) {
    if (!SUITES.some((suite) => suite.name === name)) {
      throw new Error(`There is no suite "${name}". Suites: ${SUITES.map((suite) => suite.name).join(', ')}.`);
    }
  }
  return names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name));
}

/** Runs one step; what it throws is printed and counts as a failure. */
async function guarded(name: string, step: () => Promise<Count>): Promise<Count> {
  try {
    return await step();
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return FAILED;
  }
}

async function main(): Promise<number> {
  const suites = chooseSuites(process.argv.slice(2));
  const results: (readonly [name: string, count: Count, seconds: number])[] = [];
  const prepare = async (name: string, step: () => unknown): Promise<void> => {
    const count = await guarded(name, async () => {
      await step();
      return { passed: 0, failed: 0, skipped: 0 };
    });
    if (count.failed > 0) results.push([name, count, 0]);
  };

  await prepare('Node library', () => ensureNodeLibrary());
  if (suites.some(({ needs }) => needs.browser)) {
    await prepare('Chromium', () => {
      process.env['BACKLOT_CHROMIUM'] = ensureChromium();
      // Without one the journeys in Firefox are skipped.
      ensureFirefox();
    });
  }
  if (suites.some(({ needs }) => needs.site)) {
    await prepare('build', () => buildOnce());
    process.env['BACKLOT_TEST_PORT'] = String(await freePort());
  }
  for (const suite of suites) {
    console.log(`\n--- ${suite.name}`);
    const started = Date.now();
    const count = await guarded(suite.name, () => suite.run());
    results.push([suite.name, count, Math.round((Date.now() - started) / 1000)]);
  }

  console.log('');
  for (const [name, count, seconds] of results) {
    console.log(`${count.failed > 0 ? 'FAILED ' : 'ok     '} ${name.padEnd(14)} ${formatTotal([count])}  (${seconds} s)`);
  }
  console.log(`\n${formatTotal(results.map(([, count]) => count))}`);
  return results.some(([, count]) => count.failed > 0) ? 1 : 0;
}

process.exitCode = await main();
