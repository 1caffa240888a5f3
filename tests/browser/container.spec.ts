// The contract of Container (src/container/container.ts), kept by the embedded container in a real page.
import { expect, test, type Page } from '@playwright/test';
import { buildHarness, startHarness, type OpenHarness } from '../conformance/browser.ts';

// One build of the page and one browser serve them all.
test.describe.configure({ mode: 'default' });

let harness: OpenHarness;
let page: Page;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  await buildHarness();
  harness = await startHarness();
});
test.afterAll(() => harness.close());
test.beforeEach(async () => {
  page = await harness.open();
});
test.afterEach(() => page.close());

test('files: trees and bytes go in and out, and errors carry their code', async () => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.mount({ data: { directory: { 'a.txt': { file: { contents: 'text' } }, 'b.bin': { file: { contents: new Uint8Array([0, 255, 128]) } } } } });
    await box.fs.mkdir('deep/er', { recursive: true });
    await box.fs.writeFile('deep/er/c.txt', 'c');
    await box.fs.rename('deep/er/c.txt', 'deep/d.txt');
    const entries = await box.fs.readdir('.', { withFileTypes: true });
    await box.fs.rm('data/a.txt');
    const missing = await box.fs.readFile('data/a.txt').catch((error: { code?: string }) => error.code);
    return {
      entries: entries.map((entry) => [entry.name, entry.isDirectory()]),
      bytes: [...(await box.fs.readFile('data/b.bin'))],
      moved: await box.fs.readFile('deep/d.txt', 'utf-8'),
      missing,
    };
  });
  expect(seen).toEqual({ entries: [['data', true], ['deep', true]], bytes: [0, 255, 128], moved: 'c', missing: 'ENOENT' });
});

test('files: a running program and the page see what the other one writes', async () => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('watcher.js', `
      const fs = require('node:fs');
      fs.writeFileSync('from-program.txt', 'hello page');
      fs.watch('.', () => {
        const text = fs.existsSync('from-page.txt') ? fs.readFileSync('from-page.txt', 'utf8') : '';
        if (text === '') return;
        console.log(text);
        process.exit();
      });
      console.log('watching');`);
    const changed = new Promise<string>((resolve) => box.fs.watch('.', {}, (_event, file) => file === 'from-program.txt' && resolve(file)));
    const program = await box.spawn('node', ['watcher.js']);
    await changed;
    const fromProgram = await box.fs.readFile('from-program.txt', 'utf-8');
    await box.fs.writeFile('from-page.txt', 'hello program');
    let output = '';
    for await (const text of program.output as unknown as AsyncIterable<string>) output += text;
    return { fromProgram, output };
  });
  expect(seen.fromProgram).toBe('hello page');
  expect(seen.output).toContain('hello program');
});

test('processes: the two outputs are kept apart, the exit code is told, arguments and environment arrive', async () => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('say.js', `
      console.log(process.argv.slice(2).join(), process.env.WHO, process.cwd());
      console.error('problem');
      process.exitCode = 7;`);
    const program = await box.spawn('node', ['say.js', 'one', 'two'], { env: { WHO: 'Ada' } });
    const text = (stream: ReadableStream<string>): Promise<string> => new Response(stream.pipeThrough(new TextEncoderStream())).text();
    const [stdout, stderr, output, code] = await Promise.all([text(program.stdout), text(program.stderr), text(program.output), program.exit]);
    return { stdout, stderr, output, code };
  });
  expect(seen).toEqual({ stdout: 'one,two Ada /app\n', stderr: 'problem\n', output: 'one,two Ada /app\nproblem\n', code: 7 });
});

test('processes: a command that is not there is refused by name', async () => {
  const message = await page.evaluate(async () => (await boot()).spawn('python').then(() => '', (error: Error) => error.message));
  expect(message).toContain('python: command not found');
});

test('processes: kill ends an endless loop, frees its port, and the next program can listen there', async () => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('loop.js', `require('node:http').createServer(() => { for (;;) {} }).listen(3000);`);
    await box.fs.writeFile('fine.js', `require('node:http').createServer((request, response) => response.end('fine')).listen(3000);`);
    const listening = (): Promise<void> => new Promise((resolve) => { const off = box.on('server-ready', () => { off(); resolve(); }); });
    const first = listening();
    const program = await box.spawn('node', ['loop.js']);
    await first;
    const hanging = box.request(3000, { method: 'GET', target: '/' }).then(() => 'answered', (error: { code: string }) => error.code);
    await new Promise((resolve) => setTimeout(resolve, 100));
    program.kill();
    const code = await program.exit;
    const refused = await box.request(3000, { method: 'GET', target: '/' }).then(() => 'answered', (error: { code: string }) => error.code);
    const second = listening();
    await box.spawn('node', ['fine.js']);
    await second;
    const response = await box.fetch(3000, new Request('http://localhost:3000/'));
    return { hanging: await hanging, code, refused, body: await response.text(), ports: box.ports };
  });
  expect(seen).toEqual({ hanging: 'ECONNRESET', code: 137, refused: 'ECONNREFUSED', body: 'fine', ports: [3000] });
});

test('processes: SIGTERM lets handlers run, and ends a program without them', async () => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('graceful.js', `process.on('SIGTERM', () => { console.log('closing'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up');`);
    await box.fs.writeFile('plain.js', `setInterval(() => {}, 1000); console.log('up');`);
    const results: [string, number][] = [];
    for (const file of ['graceful.js', 'plain.js']) {
      const program = await box.spawn('node', [file]);
      let output = '';
      for await (const text of program.output as unknown as AsyncIterable<string>) {
        output += text;
        if (text.includes('up')) program.kill('SIGTERM');
      }
      results.push([output, await program.exit]);
    }
    return results;
  });
  expect(seen).toEqual([['up\nclosing\n', 0], ['up\n', 143]]);
});

test('processes: one program reaches another over the loopback', async () => {
  const output = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('server.js', `require('node:http').createServer((request, response) => request.pipe(response)).listen(4000);`);
    await box.fs.writeFile('client.js', `
      (async () => {
        const response = await fetch('http://localhost:4000/', { method: 'POST', body: 'x'.repeat(300_000) });
        console.log(response.status, (await response.text()).length);
        await fetch('http://localhost:4001/').catch((error) => console.log(error.cause.code));
      })();`);
    const ready = new Promise<void>((resolve) => box.on('server-ready', () => resolve()));
    await box.spawn('node', ['server.js']);
    await ready;
    const client = await box.spawn('node', ['client.js']);
    let text = '';
    for await (const part of client.output as unknown as AsyncIterable<string>) text += part;
    return text;
  });
  expect(output).toBe('200 300000\nECONNREFUSED\n');
});

test('requests: 10 MB of bytes come back as they went, streamed in both directions', async () => {
  const same = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('echo.js', `require('node:http').createServer((request, response) => request.pipe(response)).listen(3000);`);
    const ready = new Promise<void>((resolve) => box.on('server-ready', () => resolve()));
    await box.spawn('node', ['echo.js']);
    await ready;
    const bytes = new Uint8Array(10_000_000).map((_value, index) => (index * 2_654_435_761) >>> 13);
    const body = new Blob([bytes]).stream();
    const response = await box.fetch(3000, new Request('http://localhost:3000/', { method: 'POST', body, duplex: 'half' } as RequestInit));
    const echoed = new Uint8Array(await response.arrayBuffer());
    return echoed.length === bytes.length && echoed.every((value, index) => value === bytes[index]);
  });
  expect(same).toBe(true);
});

test('requests: server-sent events arrive one by one, before the response ends', async () => {
  const events = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('events.js', `
      require('node:http').createServer((request, response) => {
        if (request.url === '/next') { waiting.write('data: second\\n\\n'); return response.end(); }
        response.setHeader('Content-Type', 'text/event-stream');
        response.write('data: first\\n\\n');
        waiting = response;
      }).listen(3000);
      let waiting;`);
    const ready = new Promise<void>((resolve) => box.on('server-ready', () => resolve()));
    await box.spawn('node', ['events.js']);
    await ready;
    const response = await box.request(3000, { method: 'GET', target: '/' });
    const reader = response.body.pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>).getReader();
    const first = (await reader.read()).value;
    await box.request(3000, { method: 'GET', target: '/next' });
    const second = (await reader.read()).value;
    await reader.cancel();
    return [first, second];
  });
  expect(events).toEqual(['data: first\n\n', 'data: second\n\n']);
});

test('requests: a server that is not read from stops writing', async () => {
  const written = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('flood.js', `
      const chunk = Buffer.alloc(64 * 1024);
      let written = 0;
      require('node:http').createServer((request, response) => {
        if (request.url === '/written') return response.end(String(written));
        const more = () => { while (response.write(chunk)) written += chunk.length; written += chunk.length; response.once('drain', more); };
        more();
      }).listen(3000);`);
    const ready = new Promise<void>((resolve) => box.on('server-ready', () => resolve()));
    await box.spawn('node', ['flood.js']);
    await ready;
    const flood = await box.request(3000, { method: 'GET', target: '/flood' });
    const ask = async (): Promise<number> => {
      const response = await box.request(3000, { method: 'GET', target: '/written' });
      return Number(await new Response(response.body).text());
    };
    // Wait until it has stopped: two equal answers with turns of its loop in between.
    let last = -1;
    for (let now = await ask(); now !== last; now = await ask()) {
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await flood.body.cancel();
    return last;
  });
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(4 * 1024 * 1024);
});

test('isolation: a program sees none of the page, and reaches no network', async () => {
  const output = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('escape.js', `
      const names = ['self', 'window', 'document', 'postMessage', 'importScripts', 'indexedDB', 'caches', 'XMLHttpRequest', 'Worker', 'location', 'addEventListener'];
      console.log(names.filter((name) => name in globalThis).join() || 'nothing');
      (async () => {
        for (const url of ['http://localhost:${location.port}/', 'http://192.0.2.1/', 'http://example.com/']) {
          await fetch(url).then(() => console.log('reached', url), (error) => console.log(error.cause?.code));
        }
      })();`);
    const program = await box.spawn('node', ['escape.js']);
    let text = '';
    for await (const part of program.output as unknown as AsyncIterable<string>) text += part;
    return text;
  });
  expect(output).toBe('nothing\nECONNREFUSED\nECONNREFUSED\nENOTFOUND\n');
});
