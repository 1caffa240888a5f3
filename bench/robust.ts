// `npx tsx bench/robust.ts`: programs that ask for too much (100 MB of output, 5,000 sockets, memory without end), how they end, and
// how long the page's main thread was blocked meanwhile at most. Run it on a machine that does nothing else.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildHarness, startHarness } from '../tests/conformance/browser.ts';
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
};

/** What the page does: text, because the page that runs out of memory counts as crashed for whoever drives it. */
const JOB = `async (code, report) => {
  const blocks = { longest: 0, last: performance.now() };
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    const now = performance.now();
    blocks.longest = Math.max(blocks.longest, now - blocks.last);
    blocks.last = now;
    setTimeout(() => { blocks.last = performance.now(); channel.port2.postMessage(0); }, 5);
  };
  const box = await boot();
  await box.fs.writeFile('program.js', code);
  channel.port2.postMessage(0);
  const program = await box.spawn('node', ['program.js']);
  let printed = 0;
  let errors = '';
  const drain = async (stream, take) => { for await (const part of stream) take(part); };
  await Promise.all([drain(program.stdout, (part) => (printed += part.length)), drain(program.stderr, (part) => (errors = (errors + part).slice(-200)))]);
  const answer = { code: await program.exit, printed, errors: errors.trim(), longest: blocks.longest };
  await fetch(report, { method: 'POST', mode: 'no-cors', body: JSON.stringify(answer) });
}`;

interface Answer {
  readonly code: number;
  readonly printed: number;
  readonly errors: string;
  readonly longest: number;
}

await buildHarness();
const harness = await startHarness();
const rows: string[][] = [['the program', 'exit code', 'characters shown', 'its last words', 'longest block of the page']];
for (const [name, code] of Object.entries(PROGRAMS)) {
  const page = await harness.open();
  const answer = await new Promise<Answer>((resolve, reject) => {
    const ear = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
        response.end();
        ear.close();
        resolve(JSON.parse(body) as Answer);
      });
    }).listen(0, '127.0.0.1', () => {
      const { port } = ear.address() as AddressInfo;
      const call = `(${JOB})(${JSON.stringify(code)}, 'http://127.0.0.1:${port}/')`;
      page.evaluate(call).catch((error: Error) => {
        if (!error.message.includes('crashed')) reject(error);
      });
    });
  });
  rows.push([name, String(answer.code), String(answer.printed), answer.errors.split('\n').at(-1) ?? '', `${answer.longest.toFixed(0)} ms`]);
  await page.context().close().catch(() => {});
}
printTable('Programs that ask for too much', rows);
await harness.close();
