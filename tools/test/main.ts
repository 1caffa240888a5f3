// `npm test`: installs what is missing, runs every suite, and ends with one plain line `N passed, N failed`.
// `npm test -- types unit` runs only those.
import { ensureChromium } from '../browsers/chromium.ts';
import { ensureFirefox } from '../browsers/firefox.ts';
import { ensureNodeLibrary } from '../node-library/fetch.ts';
import { buildOnce } from '../serve/build-once.ts';
import { freePort } from '../serve/free-port.ts';
import { formatTotal, SUITES, type Outcome, type Suite } from './suites.ts';

function chooseSuites(names: readonly string[]): readonly Suite[] {
  for (const name of names) {
    if (!SUITES.some((suite) => suite.name === name)) {
      throw new Error(`There is no suite "${name}". Suites: ${SUITES.map((suite) => suite.name).join(', ')}.`);
    }
  }
  return names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name));
}

/** Runs one step; what it throws is printed and counts as a failure. */
async function guarded(name: string, step: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await step();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`${name}: ${message}`);
    return { passed: 0, failed: 1, skipped: 0, remarks: [message] };
  }
}

async function main(): Promise<number> {
  const suites = chooseSuites(process.argv.slice(2));
  const results: (readonly [name: string, outcome: Outcome, seconds: number])[] = [];
  const prepare = async (name: string, step: () => unknown): Promise<void> => {
    const outcome = await guarded(name, async () => {
      await step();
      return { passed: 0, failed: 0, skipped: 0, remarks: [] };
    });
    if (outcome.failed > 0) results.push([name, outcome, 0]);
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
    const outcome = await guarded(suite.name, () => suite.run());
    results.push([suite.name, outcome, Math.round((Date.now() - started) / 1000)]);
  }

  console.log('');
  for (const [name, outcome, seconds] of results) {
    console.log(`${outcome.failed > 0 ? 'FAILED ' : 'ok     '} ${name.padEnd(14)} ${formatTotal([outcome])}  (${seconds} s)`);
    for (const remark of outcome.remarks) console.log(`        ${remark}`);
  }
  console.log(`\n${formatTotal(results.map(([, outcome]) => outcome))}`);
  return results.some(([, outcome]) => outcome.failed > 0) ? 1 : 0;
}

process.exitCode = await main();
