// `npx tsx bench/robust.ts`: programs that ask for too much (100 MB of output, 5,000 sockets, memory without end), how they end, and
// how long the page's main thread was blocked meanwhile at most. Run it on a machine that does nothing else.
import { buildHarness } from '../tests/conformance/browser.ts';
import { startBenchBrowser } from './browser.ts';
import { printTable } from './table.ts';

const PROGRAMS: Readonly<Record<string, string>> = {
  'prints 100 MB': "for (let line = 0; line < 1_000_000; line++) console.log('x'.repeat(99)); console.error('printed');",
  'opens 5,000 sockets': `
    const net = require('node:net');
    const server = net.createServer((socket) => socket.pipe(socket)).listen(0, () => {
      let closed = 0;
      for (let index = 0; index < 5000; index++) {
        const socket = net.connect(server.address().port, () => socket.end('hello'));
        socket.resume().on('close', () => { if (++closed === 5000) { server.close(); console.error('5000 answered'); } });
      }
    });`,
  'allocates without end': 'const all = []; for (;;) all.push(new Array(10_000).fill(all.length));',
  'fills buffers without end': 'const all = []; for (;;) all.push(Buffer.alloc(1_000_000, 1));',
};

/** How a program ended, and how long the page was blocked meanwhile. */
interface Answer {
  readonly code: number;
  /** characters on stdout */
  readonly printed: number;
  readonly errors: string;
  /** milliseconds */
  readonly longest: number;
}

/** What the page does with a program's text. */
async function runWatched(code: string): Promise<Answer> {
  const PAUSE = 5;
  let longest = 0;
  let last = 0;
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last - PAUSE);
    last = now;
    setTimeout(tick, PAUSE);
  };
  const box = await boot();
  await box.fs.writeFile('program.js', code);
  last = performance.now();
  setTimeout(tick, PAUSE);
  const program = await box.spawn('node', ['program.js']);
  let printed = 0;
  let errors = '';
  const drain = async (stream: ReadableStream<string>, take: (part: string) => void): Promise<void> => {
    for await (const part of stream) take(part);
  };
  await Promise.all([drain(program.stdout, (part) => (printed += part.length)), drain(program.stderr, (part) => (errors = (errors + part).slice(-200)))]);
  return { code: await program.exit, printed, errors: errors.trim(), longest };
}

const STREAMED = 2 ** 30;

/** How much memory the browser's processes take more while a response of 1 GB is read. */
async function streamGigabyte(): Promise<void> {
  const page = await browser.open();
  await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('stream.js', `
      const { Readable, pipeline } = require('node:stream');
      const piece = Buffer.alloc(65536, 1);
      require('node:http').createServer((request, response) => {
        let left = Number(request.url.slice(1)) / piece.length;
        pipeline(new Readable({ read() { this.push(left-- > 0 ? piece : null); } }), response, () => {});
      }).listen(3000);`);
    const listening = new Promise<void>((resolve) => void box.on('port', (_port, type) => type === 'open' && resolve()));
    await box.spawn('node', ['stream.js']);
    await listening;
    Object.assign(globalThis, {
      async read(bytes: number): Promise<number> {
        const { body } = await box.request(3000, { method: 'GET', target: `/${bytes}` });
        let read = 0;
        for await (const part of body) read += part.length;
        return read;
      },
    });
  });
  const read = (bytes: number): Promise<number> => page.evaluate((count: number) => (globalThis as unknown as { read(bytes: number): Promise<number> }).read(count), bytes);
  // What the first response costs is not what a long one does.
  await read(STREAMED / 16);
  const before = await browser.rendererMemory();
  const began = performance.now();
  let highest = before;
  let over = false;
  const reading = read(STREAMED).finally(() => (over = true));
  while (!over) {
    highest = Math.max(highest, await browser.rendererMemory());
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const bytes = await reading;
  const seconds = (performance.now() - began) / 1000;
  printTable('A response of 1 GB, read in the page', [
    ['bytes read', 'time', 'memory before', 'at most while it came'],
    [String(bytes), `${seconds.toFixed(1)} s`, `${before.toFixed(0)} MB`, `${highest.toFixed(0)} MB`],
  ]);
  await page.close();
}

await buildHarness();
const browser = await startBenchBrowser();
const rows: string[][] = [['the program', 'exit code', 'characters shown', 'its last words', 'longest block of the page']];
for (const [name, code] of Object.entries(PROGRAMS)) {
  const page = await browser.open();
  const answer = await page.evaluate(runWatched, code);
  rows.push([name, String(answer.code), String(answer.printed), answer.errors.split('\n').at(-1) ?? '', `${answer.longest.toFixed(0)} ms`]);
  await page.close();
}
printTable('Programs that ask for too much', rows);
await streamGigabyte();
await browser.close();
