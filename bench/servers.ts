// Servers in the container beside the same servers as native processes: how soon they answer, and how many requests.
import type { PageCase, PageRequest } from '../tests/conformance/page.ts';
import type { BenchBrowser, BenchPage } from './browser.ts';
import { nativeMemory } from './memory.ts';
import { loadNative, parseRates, runNativeLoad, runNativeProgram, startNative } from './native.ts';
import { compared, pause, printTable, REST_MS } from './table.ts';

/** Of all programs, in the container and natively. */
export const PORT = 3900;
const START_RUNS = 9;
/** The container and native Node take turns, so that a machine that is busy for a while is busy for both. */
const ROUNDS = 3;
const WINDOWS = 3;
const WINDOW_MS = 700;
const CONNECTIONS = 10;
const IN_FLIGHT = [1, 10, 32];

const PROGRAMS = [
  { name: 'http', title: 'bare http', target: '/', packages: [] as string[] },
  { name: 'express', title: 'Express', target: '/users', packages: ['express'] },
  { name: 'fastify', title: 'Fastify', target: '/users', packages: ['fastify'] },
];

const LOADS: readonly { readonly title: string; readonly name: string; readonly packages: string[]; readonly request: PageRequest }[] = [
  { title: 'bare http GET', name: 'http', packages: [], request: { method: 'GET', target: '/' } },
  { title: 'Express GET', name: 'express', packages: ['express'], request: { method: 'GET', target: '/users' } },
  { title: 'Express POST', name: 'express', packages: ['express'], request: { method: 'POST', target: '/users', json: '{"name":"Grace"}' } },
  { title: 'Fastify GET', name: 'fastify', packages: ['fastify'], request: { method: 'GET', target: '/users' } },
  { title: 'Fastify POST', name: 'fastify', packages: ['fastify'], request: { method: 'POST', target: '/users', json: '{"name":"Grace"}' } },
];

/** What the measurements run in: a harness page, and a folder with the same programs for native Node. */
export interface Bench {
  readonly browser: BenchBrowser;
  readonly page: BenchPage;
  readonly folder: string;
  /** bench/programs by name */
  readonly files: Readonly<Record<string, string>>;
}

/** One of bench/programs as the harness page runs it. */
export function pageCase({ files }: Bench, name: string, packages: readonly string[] = []): PageCase {
  return { id: `bench/${name}`, entry: `${name}.js`, args: [], env: { PORT: String(PORT), NODE_ENV: 'production' }, files, packages, timeout: 60_000 };
}

const startInPage = (bench: Bench, { name, packages, target }: { name: string; packages: readonly string[]; target: string }): Promise<{ firstResponse: number }> =>
  bench.page.evaluate((one, port, path) => globalThis.harness.start('bench', one, port, path), pageCase(bench, name, packages), PORT, target);
const stopInPage = (bench: Bench): Promise<void> => bench.page.evaluate(() => globalThis.harness.stop('bench'));

/** The first start of all loads the packages into the container. */
export async function warmUp(bench: Bench): Promise<void> {
  for (const program of PROGRAMS) {
    await startInPage(bench, program);
    await stopInPage(bench);
  }
  await pause(REST_MS);
}

/** From spawn to the first response, with the spare process that a person who presses Run finds. */
export async function benchStarts(bench: Bench): Promise<void> {
  const rows = [['', 'container', 'native', 'ratio']];
  for (const program of PROGRAMS) {
    const inPage: number[] = [];
    const native: number[] = [];
    for (let run = 0; run < START_RUNS; run++) {
      inPage.push((await startInPage(bench, program)).firstResponse);
      await stopInPage(bench);
      await pause(REST_MS);
      const server = await startNative(bench.folder, `${program.name}.js`, PORT, program.target);
      native.push(server.firstResponse);
      await server.stop();
    }
    rows.push(compared(program.title, inPage, native, (value) => `${value.toFixed(0)} ms`));
  }
  printTable(`Start to first response (median of ${START_RUNS})`, rows);
}

/** From the kill of the running server to the first response of the next one. */
export async function benchRestarts(bench: Bench): Promise<void> {
  const rows = [['', 'container', 'native', 'ratio']];
  for (const program of PROGRAMS) {
    const inPage: number[] = [];
    const native: number[] = [];
    await startInPage(bench, program);
    let server = await startNative(bench.folder, `${program.name}.js`, PORT, program.target);
    for (let run = 0; run < START_RUNS; run++) {
      await pause(REST_MS);
      inPage.push(
        await bench.page.evaluate(
          async (one, port, path) => {
            const began = performance.now();
            await globalThis.harness.stop('bench');
            await globalThis.harness.start('bench', one, port, path);
            return performance.now() - began;
          },
          pageCase(bench, program.name, program.packages),
          PORT,
          program.target,
        ),
      );
      const began = performance.now();
      await server.stop();
      server = await startNative(bench.folder, `${program.name}.js`, PORT, program.target);
      native.push(performance.now() - began);
    }
    await stopInPage(bench);
    await server.stop();
    rows.push(compared(program.title, inPage, native, (value) => `${value.toFixed(0)} ms`));
  }
  printTable(`Restart to first response (median of ${START_RUNS})`, rows);
}

/** Requests a second, asked by the program itself and from outside. */
export async function benchThroughput(bench: Bench): Promise<void> {
  const rows = [['', 'container', 'native', 'ratio']];
  const rate = (value: number): string => `${value.toFixed(0)}/s`;
  for (const { title, name, packages, request } of LOADS) {
    const args = [name, request.method, request.target, String(CONNECTIONS), String(WINDOWS), String(WINDOW_MS)];
    const inPage: number[] = [];
    const native: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { stdout, stderr } = await bench.page.evaluate((one) => globalThis.harness.runCase(one), { ...pageCase(bench, 'load', packages), args });
      if (!stdout.includes('RATES')) throw new Error(`${title} in the container: ${`${stdout}${stderr}`.slice(0, 1000)}`);
      inPage.push(...parseRates(stdout));
      native.push(...(await runNativeLoad(bench.folder, args, PORT)));
    }
    rows.push(compared(`${title}, client in the program`, inPage, native, rate));
  }
  for (const { title, name, packages, request } of LOADS.filter(({ request: { method } }) => method === 'GET')) {
    await startInPage(bench, { name, packages, target: request.target });
    const server = await startNative(bench.folder, `${name}.js`, PORT, request.target);
    for (const connections of name === 'http' ? IN_FLIGHT : [CONNECTIONS]) {
      const inPage: number[] = [];
      const native: number[] = [];
      for (let window = 0; window <= ROUNDS * WINDOWS; window++) {
        inPage.push(await bench.page.evaluate((port, what, count, ms) => globalThis.harness.load(port, what, count, ms), PORT, request, connections, WINDOW_MS));
        native.push(await loadNative(PORT, request, connections, WINDOW_MS));
      }
      // The first window warms up.
      rows.push(compared(`${title}, client outside, ${connections} in flight`, inPage.slice(1), native.slice(1), rate));
    }
    await stopInPage(bench);
    await server.stop();
  }
  printTable(`Requests a second (${CONNECTIONS} kept connections unless it says otherwise; median of ${ROUNDS * WINDOWS} windows of ${WINDOW_MS / 1000} s)`, rows);
}

/**
 * Memory of a process beside native Node's: what a page with a container holds more with the program than without. The spare
 * that has booted meanwhile is there before and after.
 */
export async function benchMemory(bench: Bench): Promise<void> {
  const rows = [['', 'container', 'native', 'ratio']];
  const megabytes = (value: number): string => `${value.toFixed(0)} MB`;
  for (const program of PROGRAMS) {
    const page = await bench.browser.open();
    const own: Bench = { ...bench, page };
    // Boots the container and loads the packages, which the next program finds there.
    await startInPage(own, program);
    await stopInPage(own);
    await pause(2 * REST_MS);
    const before = await bench.browser.rendererMemory();
    await startInPage(own, program);
    const server = await startNative(bench.folder, `${program.name}.js`, PORT, program.target);
    await pause(2 * REST_MS);
    rows.push(compared(`${program.title}, idle`, [(await bench.browser.rendererMemory()) - before], [nativeMemory(server.pid)], megabytes));
    const request: PageRequest = { method: 'GET', target: program.target };
    await page.evaluate((port, what, count, ms) => globalThis.harness.load(port, what, count, ms), PORT, request, CONNECTIONS, 5 * WINDOW_MS);
    await loadNative(PORT, request, CONNECTIONS, 5 * WINDOW_MS);
    rows.push(compared(`${program.title}, after load`, [(await bench.browser.rendererMemory()) - before], [nativeMemory(server.pid)], megabytes));
    await server.stop();
    await page.close();
  }
  printTable('Memory of a process, private to it', rows);
}

/** Nanoseconds a step of the event loop. */
export async function benchLoop(bench: Bench): Promise<void> {
  const inPage: Record<string, number[]> = {};
  const native: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await bench.page.evaluate((one) => globalThis.harness.runCase(one), pageCase(bench, 'loop'));
    for (const [into, printed] of [[inPage, stdout], [native, await runNativeProgram(bench.folder, ['loop.js'], PORT)]] as const) {
      const steps = JSON.parse(/^STEPS (.*)$/m.exec(printed)?.[1] ?? '{}') as Record<string, number>;
      for (const [kind, value] of Object.entries(steps)) (into[kind] ??= []).push(value);
    }
  }
  printTable('A step of the event loop', [
    ['', 'container', 'native', 'ratio'],
    ...Object.keys(native).map((kind) => compared(kind, inPage[kind] ?? [], native[kind] ?? [], (value) => `${value.toFixed(0)} ns`)),
  ]);
}
