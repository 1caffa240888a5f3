// The contract of Container (src/container/container.ts) in a real page, kept three ways: by the embedded container, by the unchanged
// `@webcontainer/api` client over /headless of the built site (as far as that API goes: it has no requests and one output), and by the
// adapter for StackBlitz's WebContainer, whose client is pointed at /headless as well.
import type { Way } from '../conformance/page.ts';
import { expect, test } from './harness.ts';

for (const way of ['embedded', 'client', 'adapter'] as const satisfies readonly Way[]) {
  test.describe(way, () => {
    test('files: trees and bytes go in and out, and errors carry their code', async ({ page, site }) => {
      const seen = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.mount({ data: { directory: { 'a.txt': { file: { contents: 'text' } }, 'b.bin': { file: { contents: new Uint8Array([0, 255, 128]) } } } } });
        await box.fs.mkdir('deep/er', { recursive: true });
        await box.fs.writeFile('deep/er/c.txt', 'c');
        await box.fs.rename('deep/er/c.txt', 'deep/d.txt');
        const entries = await box.fs.readdir('.', { withFileTypes: true });
        await box.fs.rm('data/a.txt');
        const missing = await box.fs.readFile('data/a.txt').catch((error: Error & { code?: string }) => (way === 'client' ? error.message.split(':')[0] : error.code));
        return {
          entries: entries.map((entry) => [entry.name, entry.isDirectory()]),
          bytes: [...(await box.fs.readFile('data/b.bin'))],
          moved: await box.fs.readFile('deep/d.txt', 'utf-8'),
          missing,
        };
      }, [way, site] as const);
      expect(seen).toEqual({ entries: [['data', true], ['deep', true]], bytes: [0, 255, 128], moved: 'c', missing: 'ENOENT' });
    });

    test('files: a running program and the page see what the other one writes', async ({ page, site }) => {
      const seen = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.fs.writeFile('watcher.js', `
          const fs = require('node:fs');
          fs.watch('.', () => {
            const text = fs.existsSync('from-page.txt') ? fs.readFileSync('from-page.txt', 'utf8') : '';
            if (text === '') return;
            console.log(text);
            process.exit();
          });
          // The page answers what it sees of this at once.
          fs.writeFileSync('from-program.txt', 'hello page');
          console.log('watching');`);
        // A file is made first and filled then: both are told.
        const written = new Promise<string>((resolve) => box.fs.watch('.', {}, (_event, file) => {
          if (file === 'from-program.txt') void box.fs.readFile('from-program.txt', 'utf-8').then((text) => text !== '' && resolve(text));
        }));
        const program = await box.spawn('node', ['watcher.js']);
        const fromProgram = await written;
        await box.fs.writeFile('from-page.txt', 'hello program');
        let output = '';
        for await (const text of program.output as unknown as AsyncIterable<string>) output += text;
        return { fromProgram, output };
      }, [way, site] as const);
      expect(seen.fromProgram).toBe('hello page');
      expect(seen.output).toContain('hello program');
    });

    test('processes: the two outputs are kept apart, the exit code is told, arguments and environment arrive', async ({ page, site }) => {
      const seen = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.fs.writeFile('say.js', `
          console.log(process.argv.slice(2).join(), process.env.WHO, process.cwd());
          console.error('problem');
          process.exitCode = 7;`);
        const program = await box.spawn('node', ['say.js', 'one', 'two'], { env: { WHO: 'Ada' } });
        const text = (stream: ReadableStream<string>): Promise<string> => new Response(stream.pipeThrough(new TextEncoderStream())).text();
        const [output, code] = await Promise.all([text(program.output), program.exit]);
        const apart = way === 'client' ? undefined : { stdout: await text(program.stdout), stderr: await text(program.stderr) };
        return { output: output.split('\n').sort(), code, workdir: box.workdir, apart };
      }, [way, site] as const);
      const said = `one,two Ada ${seen.workdir}`;
      expect(seen).toEqual({ output: ['', said, 'problem'], code: 7, workdir: seen.workdir, apart: way === 'client' ? undefined : { stdout: `${said}\n`, stderr: 'problem\n' } });
    });

    test('processes: a command that is not there is refused by name', async ({ page, site }) => {
      const message = await page.evaluate(async ([way, site]) => (await bootWay(way, site)).spawn('python').then(() => '', (error: Error) => error.message), [way, site] as const);
      expect(message).toContain('python: command not found');
    });

    test('processes: one program reaches another over the loopback', async ({ page, site }) => {
      const output = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
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
      }, [way, site] as const);
      expect(output).toBe('200 300000\nECONNREFUSED\n');
    });

    test('files: a folder is exported as a tree, and a snapshot of it holds the same', async ({ page, site }) => {
      const seen = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.mount({ 'a.txt': { file: { contents: 'a' } }, deep: { directory: { 'b.bin': { file: { contents: Uint8Array.of(0, 255) } }, link: { file: { symlink: 'b.bin' } } } } }, { mountPoint: 'out' });
        const plain = (tree: unknown): unknown => JSON.parse(JSON.stringify(tree, (_key, value: unknown) => (value instanceof Uint8Array ? [...value] : value))) as unknown;
        const zip = await box.export('out', { format: 'zip', excludes: ['deep'] });
        return { tree: plain(await box.export('out', { excludes: ['**/*.txt'] })), zip: String.fromCharCode(...zip.subarray(0, 2)), binary: (await box.export('out', { format: 'binary' })).length > 0 };
      }, [way, site] as const);
      expect(seen).toEqual({ tree: { deep: { directory: { 'b.bin': { file: { contents: [0, 255] } }, link: { file: { symlink: 'b.bin' } } } } }, zip: 'PK', binary: true });
    });

    test('teardown ends programs and requests, and another container can be booted', async ({ page, site }) => {
      const seen = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.fs.writeFile('forever.js', 'setInterval(() => {}, 1000)');
        const program = await box.spawn('node', ['forever.js']);
        box.teardown();
        const code = await program.exit;
        const request = way === 'client' ? 'CONTAINER_LOST' : await box.request(3000, { method: 'GET', target: '/' }).then(() => 'answered', (error: { code: string }) => error.code);
        const next = await bootWay(way, site);
        return { code, request, files: await next.fs.readdir('.') };
      }, [way, site] as const);
      expect(seen).toEqual({ code: 137, request: 'CONTAINER_LOST', files: [] });
    });
  });
}

// What the client's own interface lacks: requests, signals, the end of the input, and packages.
for (const way of ['embedded', 'adapter'] as const satisfies readonly Way[]) {
  test.describe(way, () => {
    test('processes: kill ends an endless loop, frees its port, and the next program can listen there', async ({ page, site }) => {
      const seen = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.fs.writeFile('loop.js', `require('node:http').createServer(() => { require('node:fs').writeSync(1, 'asked'); for (;;) {} }).listen(3000);`);
        await box.fs.writeFile('fine.js', `require('node:http').createServer((request, response) => response.end('fine')).listen(3000);`);
        const listening = (): Promise<void> => new Promise((resolve) => { const off = box.on('server-ready', () => { off(); resolve(); }); });
        const first = listening();
        const program = await box.spawn('node', ['loop.js']);
        await first;
        const hanging = box.request(3000, { method: 'GET', target: '/' }).then(() => 'answered', (error: { code: string }) => error.code);
        await program.output.getReader().read();
        program.kill();
        const code = await program.exit;
        const refused = await box.request(3000, { method: 'GET', target: '/' }).then(() => 'answered', (error: { code: string }) => error.code);
        const second = listening();
        await box.spawn('node', ['fine.js']);
        await second;
        const response = await box.fetch(3000, new Request('http://localhost:3000/'));
        return { hanging: await hanging, code, refused, body: await response.text(), ports: box.ports };
      }, [way, site] as const);
      expect(seen).toEqual({ hanging: 'ECONNRESET', code: 137, refused: 'ECONNREFUSED', body: 'fine', ports: [3000] });
    });

    test('processes: SIGTERM lets handlers run, and ends a program without them', async ({ page, site }) => {
      const seen = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
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
      }, [way, site] as const);
      expect(seen).toEqual([['up\nclosing\n', 0], ['up\n', 143]]);
    });

    test('requests: 10 MB of bytes come back as they went, streamed in both directions', async ({ page, site }) => {
      const same = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.fs.writeFile('echo.js', `require('node:http').createServer((request, response) => request.pipe(response)).listen(3000);`);
        const ready = new Promise<void>((resolve) => box.on('server-ready', () => resolve()));
        await box.spawn('node', ['echo.js']);
        await ready;
        const bytes = new Uint8Array(10_000_000).map((_value, index) => (index * 2_654_435_761) >>> 13);
        const body = new Blob([bytes]).stream();
        const response = await box.fetch(3000, new Request('http://localhost:3000/', { method: 'POST', body, duplex: 'half' } as RequestInit));
        const echoed = new Uint8Array(await response.arrayBuffer());
        return echoed.length === bytes.length && echoed.every((value, index) => value === bytes[index]);
      }, [way, site] as const);
      expect(same).toBe(true);
    });

    test('requests: server-sent events arrive one by one, before the response ends', async ({ page, site }) => {
      const events = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
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
      }, [way, site] as const);
      expect(events).toEqual(['data: first\n\n', 'data: second\n\n']);
    });

    test('requests: a server that is not read from stops writing', async ({ page, site }) => {
      const written = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
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
      }, [way, site] as const);
      expect(written).toBeGreaterThan(0);
      expect(written).toBeLessThan(4 * 1024 * 1024);
    });

    test('processes: standard input arrives, and its end ends a program that reads it', async ({ page, site }) => {
      const output = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.fs.writeFile('upper.js', `process.stdin.setEncoding('utf8').on('data', (text) => process.stdout.write(text.toUpperCase())).on('end', () => console.log('over'));`);
        const program = await box.spawn('node', ['upper.js']);
        const writer = program.input.getWriter();
        await writer.write('grüß\n');
        await writer.close();
        let text = '';
        for await (const part of program.output as unknown as AsyncIterable<string>) text += part;
        return [text, await program.exit];
      }, [way, site] as const);
      expect(output).toEqual(['GRÜSS\nover\n', 0]);
    });

    test('packages: a packed one is there without being installed', async ({ page, site }) => {
      const output = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.addPackages(['express']);
        await box.fs.writeFile('app.js', `require('express')().get('/', (request, response) => response.json({ hello: 'world' })).listen(3000)`);
        const ready = new Promise<void>((resolve) => box.on('server-ready', () => resolve()));
        await box.spawn('node', ['app.js']);
        await ready;
        return (await box.fetch(3000, new Request('http://localhost:3000/'))).text();
      }, [way, site] as const);
      expect(output).toBe('{"hello":"world"}');
    });

    test('requests: a server that crashes breaks the answer off, and the next one on its port is asked', async ({ page, site }) => {
      const seen = await page.evaluate(async ([way, site]) => {
        const box = await bootWay(way, site);
        await box.fs.writeFile('crash.js', `require('node:http').createServer((request, response) => { if (request.url === '/die') { response.write('partial'); setTimeout(() => { throw new Error('crash'); }, 20); } else response.end('fine'); }).listen(3000)`);
        const start = async (): Promise<{ exit: Promise<number> }> => {
          const ready = new Promise<void>((resolve) => { const off = box.on('server-ready', () => { off(); resolve(); }); });
          const program = await box.spawn('node', ['crash.js']);
          await ready;
          return program;
        };
        const first = await start();
        const dying = await box.request(3000, { method: 'GET', target: '/die' });
        const broken = await (async () => {
          for await (const part of dying.body as unknown as AsyncIterable<Uint8Array>) void part;
        })().then(() => 'whole', (error: { code?: string }) => error.code);
        const code = await first.exit;
        const refused = await box.request(3000, { method: 'GET', target: '/' }).then(() => 'answered', (error: { code: string }) => error.code);
        await start();
        return { broken, code, refused, again: await (await box.fetch(3000, new Request('http://localhost:3000/'))).text() };
      }, [way, site] as const);
      expect(seen).toEqual({ broken: 'ECONNRESET', code: 1, refused: 'ECONNREFUSED', again: 'fine' });
    });
  });
}

test('isolation: a program sees none of the page, and reaches no network', async ({ page }) => {
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
  expect(output).toBe('nothing\nECONNREFUSED\nERR_BACKLOT_OUTSIDE\nERR_BACKLOT_OUTSIDE\n');
});
