// What a container costs before a program answers: boot, mount of many files, spawn to first output, and the round trip of a request; the embedded
// container directly, and through the unchanged `@webcontainer/api` client over /headless of the built site on another origin. The client has no
// requests: those go through the agent of the adapter (src/container/webcontainer.ts), as they would with StackBlitz's container.
import { buildHarness } from '../tests/conformance/browser.ts';
import type { Way } from '../tests/conformance/page.ts';
import { buildOnce, SITE_FOLDER } from '../tools/serve/build-once.ts';
import { serve } from '../tools/serve/server.ts';
import { startBenchBrowser, type BenchPage } from './browser.ts';

export const MOUNTED_FILES = 2_000;
const FILES_A_FOLDER = 40;
const FILE_SIZE = 1_000;
export const REQUESTS = 200;

/** Milliseconds, one value for each page (for each request in `roundTrip`). */
export interface ContainerTimes {
  readonly boot: readonly number[];
  readonly mount: readonly number[];
  readonly firstOutput: readonly number[];
  readonly roundTrip: readonly number[];
}

interface OnePage {
  readonly boot: number;
  readonly mount: number;
  readonly firstOutput: number;
}

function measurePage(page: BenchPage, way: Way, site: string): Promise<OnePage> {
  return page.evaluate(
    async (kind, address, count, perFolder, size) => {
      const time = async (work: () => Promise<unknown>): Promise<number> => {
        const began = performance.now();
        await work();
        return performance.now() - began;
      };
      let box: Awaited<ReturnType<typeof bootWay>> | undefined;
      const boot = await time(async () => (box = await bootWay(kind, address)));
      if (box === undefined) throw new Error('the container did not boot');
      const container = box;
      const tree: Parameters<typeof container.mount>[0] = {};
      for (let index = 0; index < count; index++) {
        const folder = (tree[`folder-${Math.floor(index / perFolder)}`] ??= { directory: {} });
        if ('directory' in folder) folder.directory[`file-${index}.txt`] = { file: { contents: `${index}`.padEnd(size, 'x') } };
      }
      const mount = await time(() => container.mount(tree));
      await container.fs.writeFile('hello.js', 'console.log("hello")');
      const firstOutput = await time(async () => {
        const program = await container.spawn('node', ['hello.js']);
        await program.output.getReader().read();
      });
      return { boot, mount, firstOutput };
    },
    way,
    site,
    MOUNTED_FILES,
    FILES_A_FOLDER,
    FILE_SIZE,
  );
}

function measureRequests(page: BenchPage, way: Way, site: string): Promise<number[]> {
  return page.evaluate(
    async (kind, address, count) => {
      const box = await bootWay(kind, address);
      await box.fs.writeFile('server.js', `require('node:http').createServer((request, response) => response.end('hello')).listen(3000)`);
      const ready = new Promise<void>((resolve) => box.on('server-ready', () => resolve()));
      await box.spawn('node', ['server.js']);
      await ready;
      const times: number[] = [];
      for (let index = 0; index <= count; index++) {
        const began = performance.now();
        const response = await box.request(3000, { method: 'GET', target: '/' });
        for await (const part of response.body) void part;
        times.push(performance.now() - began);
      }
      // The first one opens the connection.
      return times.slice(1);
    },
    way,
    site,
    REQUESTS,
  );
}

/**
 * Measures both ways, in turns, so that a machine that is busy for a while is busy for both.
 * @param rounds pages for each
 */
export async function measureContainers(rounds: number): Promise<{ readonly embedded: ContainerTimes; readonly client: ContainerTimes }> {
  await buildOnce();
  await buildHarness();
  const site = await serve({ folder: SITE_FOLDER, port: 0 });
  const browser = await startBenchBrowser();
  try {
    const pages: Record<'embedded' | 'client', OnePage[]> = { embedded: [], client: [] };
    const roundTrip: Record<'embedded' | 'client', number[]> = { embedded: [], client: [] };
    const withPage = async <T>(work: (page: BenchPage) => Promise<T>): Promise<T> => {
      const page = await browser.open();
      try {
        return await work(page);
      } finally {
        await page.close();
      }
    };
    for (let round = 0; round <= rounds; round++) {
      for (const way of ['embedded', 'client'] as const) pages[way].push(await withPage((page) => measurePage(page, way, site.url)));
    }
    roundTrip.embedded.push(...(await withPage((page) => measureRequests(page, 'embedded', site.url))));
    roundTrip.client.push(...(await withPage((page) => measureRequests(page, 'adapter', site.url))));
    // The first page of each fills the browser's own caches.
    const times = (way: 'embedded' | 'client'): ContainerTimes => {
      const [, ...counted] = pages[way];
      return { boot: counted.map(({ boot }) => boot), mount: counted.map(({ mount }) => mount), firstOutput: counted.map(({ firstOutput }) => firstOutput), roundTrip: roundTrip[way] };
    };
    return { embedded: times('embedded'), client: times('client') };
  } finally {
    await browser.close();
    await site.close();
  }
}
