// Processes of the embedded container as the page sees them: input, terminals, signals, children, and what is left after
// many of them.
import certificates from '../conformance/cases/shared/certificates.json' with { type: 'json' };
import { expect, test } from './harness.ts';

/** How often a program is started and ended in one page; `BACKLOT_RESTARTS=1000` for the whole count. */
const RESTARTS = Number(process.env['BACKLOT_RESTARTS'] ?? 20);
/** How often a program under load is killed; `BACKLOT_KILLS=200` for the whole count. */
const KILLS = Number(process.env['BACKLOT_KILLS'] ?? 8);

test('the frame of a container is drawn, so that its process is not in the background, but out of the way of mouse, keyboard and layout', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const size = (): number[] => [document.documentElement.scrollWidth, document.documentElement.scrollHeight];
    const before = size();
    await boot();
    const frame = document.querySelector('iframe');
    if (frame === null) throw new Error('there is no frame');
    const entry = await new Promise<IntersectionObserverEntry | undefined>((resolve) => new IntersectionObserver(([first]) => resolve(first)).observe(frame));
    const hit = document.elementFromPoint(0, 0);
    frame.focus();
    return { drawn: frame.checkVisibility({ visibilityProperty: true }), inViewport: entry?.isIntersecting, clicked: hit === frame, focused: document.activeElement === frame, grown: String(size()) !== String(before) };
  });
  expect(seen).toEqual({ drawn: true, inViewport: true, clicked: false, focused: false, grown: false });
});

test('input: what the page writes is read, its end is told, and a write waits for the program', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('lines.js', `
      const lines = require('node:readline').createInterface({ input: process.stdin });
      let total = 0;
      lines.on('line', (line) => { total += line.length; });
      lines.on('close', () => console.log('read', total));`);
    const program = await box.spawn('node', ['lines.js']);
    const writer = program.input.getWriter();
    await writer.write('one\ntwo');
    for (let count = 0; count < 50; count++) await writer.write(`${'x'.repeat(10_000)}\n`);
    await writer.close();
    return { output: await new Response(program.output.pipeThrough(new TextEncoderStream())).text(), code: await program.exit };
  });
  expect(seen).toEqual({ output: 'read 500006\n', code: 0 });
});

test('a terminal: programs know it and its size, a line is echoed, raw keys are not, Ctrl+C is a signal', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('tty.js', `
      const { stdin, stdout } = process;
      console.log([stdin.isTTY, stdout.isTTY, process.stderr.isTTY, stdout.columns, stdout.rows, stdout.hasColors()].join(' '));
      const waiting = setInterval(() => {}, 1e6);
      stdout.on('resize', () => {
        clearInterval(waiting);
        console.log(['resized', stdout.columns, stdout.rows].join(' '));
        const lines = require('node:readline').createInterface({ input: stdin, output: stdout });
        lines.question('name? ', (name) => {
          lines.close();
          console.log('hello', name);
          stdin.setRawMode(true);
          stdin.once('data', (key) => {
            console.log(['key', JSON.stringify(String(key)), stdin.isRaw].join(' '));
            stdin.setRawMode(false);
            process.on('SIGINT', () => { console.log('interrupted'); process.exit(5); });
            console.log('waiting');
            stdin.resume();
          });
          stdin.resume();
          console.log('press');
        });
      });`);
    const program = await box.spawn('node', ['tty.js'], { terminal: { cols: 70, rows: 20 } });
    const writer = program.input.getWriter();
    let text = '';
    const reader = program.output.getReader();
    const until = async (part: string): Promise<void> => {
      while (!text.includes(part)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`it ended before ${part}: ${text}`);
        text += value;
      }
    };
    await until('true\r\n');
    program.resize({ cols: 100, rows: 30 });
    await until('name? ');
    await writer.write('Ada\r');
    await until('press');
    await writer.write('\x03');
    await until('waiting');
    await writer.write('\x03');
    await until('interrupted');
    return { text, code: await program.exit };
  });
  expect(seen.code).toBe(5);
  expect(seen.text).toContain('true true true 70 20 true\r\n');
  expect(seen.text).toContain('resized 100 30');
  expect(seen.text).toContain('hello Ada');
  expect(seen.text).toContain('key "\\u0003" true');
});

test('signals: handlers run, without one SIGTERM ends an endless loop, and the code says which signal it was', async ({ page }) => {
  const codes = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('handles.js', "process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1e6); console.log('up');");
    await box.fs.writeFile('loops.js', "console.log('up'); for (;;);");
    const run = async (script: string, signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number> => {
      const program = await box.spawn('node', [script]);
      await program.stdout.getReader().read();
      program.kill(signal);
      return program.exit;
    };
    return [await run('handles.js', 'SIGTERM'), await run('handles.js', 'SIGINT'), await run('loops.js', 'SIGTERM'), await run('loops.js', 'SIGKILL')];
  });
  expect(codes).toEqual([3, 130, 143, 137]);
});

test('a kill from the page ends what a program has started, and frees its ports', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('server.js', "require('node:http').createServer((q, s) => s.end('child')).listen(3000);");
    await box.fs.writeFile('parent.js', "require('node:child_process').spawn('node', ['server.js'], { detached: true, stdio: 'ignore' }).unref();");
    const listening = new Promise<void>((resolve) => box.on('port', (_port, type) => type === 'open' && resolve()));
    const program = await box.spawn('node', ['parent.js']);
    const code = await program.exit;
    await listening;
    const answer = await (await box.fetch(3000, new Request('http://localhost:3000/'))).text();
    const closed = new Promise<void>((resolve) => box.on('port', (_port, type) => type === 'close' && resolve()));
    program.kill();
    await closed;
    return { code, answer, ports: box.ports };
  });
  expect(seen).toEqual({ code: 0, answer: 'child', ports: [] });
});

test('in an isolated page a program waits for children, input and parts of Node with its thread blocked, and can be ended meanwhile', async ({ harness }) => {
  const isolated = await harness.open(true);
  const seen = await isolated.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('waits.js', `
      const { execSync } = require('node:child_process');
      const name = require('node:fs').readFileSync(0, 'utf8');
      console.log(execSync('cat', { input: name, encoding: 'utf8' }).trim().toUpperCase());
      // Nothing in this text says which modules these are.
      const [deflater, hasher] = [['zl', 'ib'], ['cry', 'pto']].map((parts) => require(parts.join('')));
      console.log(String(deflater.inflateSync(deflater.deflateSync('squeezed'))), hasher.createHash('md5').update('').digest('hex'));`);
    const program = await box.spawn('node', ['waits.js']);
    const writer = program.input.getWriter();
    await writer.write('ada\n');
    await writer.close();
    const output = await new Response(program.output.pipeThrough(new TextEncoderStream())).text();
    const code = await program.exit;
    await box.fs.writeFile('forever.js', "console.log('waiting'); require('node:child_process').execSync('sleep 1000');");
    const forever = await box.spawn('node', ['forever.js']);
    await forever.stdout.getReader().read();
    forever.kill();
    return { output, code, ended: await forever.exit };
  });
  await isolated.context().close();
  expect(seen).toEqual({ output: 'ADA\nsqueezed d41d8cd98f00b204e9800998ecf8427e\n', code: 0, ended: 137 });
});

test('requests of the page reach the workers of a cluster, which end with their primary', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('cluster.js', `
      const cluster = require('node:cluster');
      if (cluster.isPrimary) for (const name of ['a', 'b']) cluster.fork({ NAME: name });
      else require('node:http').createServer((request, response) => {
        let size = 0;
        request.on('data', (part) => (size += part.length)).on('end', () => setTimeout(() => response.end(process.env.NAME + size + 'x'.repeat(100_000)), 20));
      }).listen(3000, () => console.log('up'));`);
    const program = await box.spawn('node', ['cluster.js']);
    let printed = '';
    const reader = program.stdout.getReader();
    while (printed !== 'up\nup\n') printed += (await reader.read()).value ?? '';
    const ask = async (index: number): Promise<string> => {
      const { body } = await box.request(3000, { method: 'POST', target: '/', body: new Uint8Array(index * 20_000) });
      return new Response(body).text();
    };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index)));
    const right = answers.filter((text, index) => text.slice(1) === `${index * 20_000}${'x'.repeat(100_000)}`).length;
    program.kill();
    await program.exit;
    return { right, workers: [...new Set(answers.map((text) => text[0]))].sort(), ports: box.ports, refused: await ask(1).catch((error: Error) => error.message) };
  });
  expect(seen).toEqual({ right: 20, workers: ['a', 'b'], ports: [], refused: expect.stringContaining('3000') as unknown });
});

test('a command that does not exist is refused by name', async ({ page }) => {
  const message = await page.evaluate(async () => (await boot()).spawn('no-such-command').then(() => '', (error: Error) => error.message));
  expect(message).toBe('no-such-command: command not found');
});

test('restarts leave nothing behind: no worker, no port, no growth of the heap', async ({ page }) => {
  test.setTimeout(180_000 + RESTARTS * 3_000);
  const session = await page.context().newCDPSession(page);
  const restart = (count: number): Promise<number> =>
    page.evaluate(async (times) => {
      const scope = globalThis as unknown as { kept?: Awaited<ReturnType<typeof boot>> };
      const box = (scope.kept ??= await boot());
      await box.fs.writeFile('server.js', "require('node:http').createServer((q, s) => s.end('x'.repeat(100000))).listen(3000);");
      for (let index = 0; index < times; index++) {
        const listening = new Promise<void>((resolve) => {
          const off = box.on('port', (_port, type) => {
            if (type !== 'open') return;
            off();
            resolve();
          });
        });
        const program = await box.spawn('node', ['server.js']);
        await listening;
        const { status, body } = await box.request(3000, { method: 'GET', target: '/' });
        for await (const part of body) void part;
        if (status !== 200) throw new Error(`status ${status}`);
        program.kill();
        await program.exit;
      }
      return box.ports.length;
    }, count);
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  expect(await restart(5)).toBe(0);
  const before = await heap();
  expect(await restart(RESTARTS)).toBe(0);
  // What grows with each restart would be hundreds of megabytes; what is measured is the noise of the page, and what is not collected yet.
  await expect.poll(async () => ((await heap()) - before) / RESTARTS).toBeLessThan(50_000);
  // Running programs and the warm spare of each kind; frames of other tests are gone with their pages.
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(3);
});

test('programs that are killed under load leave the next one a working container', async ({ page }) => {
  test.setTimeout(180_000 + KILLS * 6_000);
  const answered = await page.evaluate(async (kills) => {
    const box = await boot();
    await box.fs.writeFile('server.js', `
      const http = require('node:http');
      const fs = require('node:fs');
      http.createServer((request, response) => {
        fs.writeFileSync('log.txt', request.url);
        console.log(request.url);
        setTimeout(() => response.end(request.url), 1);
      }).listen(3000);`);
    const listening = (): Promise<void> => new Promise((resolve) => {
      const off = box.on('port', (_port, type) => {
        if (type !== 'open') return;
        off();
        resolve();
      });
    });
    const ask = async (target: string): Promise<string> => {
      const { body } = await box.request(3000, { method: 'GET', target });
      return new Response(body).text();
    };
    let seed = 7;
    const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let round = 0; round < kills; round++) {
      const up = listening();
      const program = await box.spawn('node', ['server.js']);
      // Some are killed before they listen, others in the midst of answers.
      if (random() > 0.3) await up;
      const asked = Array.from({ length: 30 }, (_, index) => ask(`/${round}-${index}`).catch(() => 'lost'));
      if (random() > 0.2) await asked[Math.floor(random() * 30)];
      program.kill();
      await Promise.all([...asked, program.exit]);
    }
    const up = listening();
    const program = await box.spawn('node', ['server.js']);
    await up;
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(`/last-${index}`)));
    program.kill();
    await program.exit;
    return answers.filter((text, index) => text === `/last-${index}`).length;
  }, KILLS);
  expect(answered).toBe(50);
});

test('a response that is not read on with stops its program, and comes whole when it is', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('stream.js', `
      const { Readable, pipeline } = require('node:stream');
      let produced = 0;
      function* pieces() {
        for (; produced < 1000; produced++) yield Buffer.alloc(65536, produced % 256);
      }
      require('node:http').createServer((request, response) => {
        if (request.url === '/produced') response.end(String(produced));
        else pipeline(Readable.from(pieces()), response, () => {});
      }).listen(3000);`);
    const listening = new Promise<void>((resolve) => void box.on('port', (_port, type) => type === 'open' && resolve()));
    const program = await box.spawn('node', ['stream.js']);
    await listening;
    const { body } = await box.request(3000, { method: 'GET', target: '/' });
    const reader = body.getReader();
    let bytes = (await reader.read()).value?.length ?? 0;
    const produced = async (): Promise<number> => Number(await new Response((await box.request(3000, { method: 'GET', target: '/produced' })).body).text());
    let stoppedAt = -1;
    for (let now = await produced(); now !== stoppedAt; now = await produced()) {
      stoppedAt = now;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
    program.kill();
    await program.exit;
    return { stoppedAt, bytes };
  });
  expect(seen.bytes).toBe(65_536_000);
  // What the windows of the connection and the buffers of Node's streams hold: under two megabytes.
  expect(seen.stoppedAt).toBeLessThan(32);
});

test('many requests at 100 in flight: none is lost, none gets the answer of another', async ({ page }) => {
  test.slow();
  const wrong = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('echo.js', `
      require('node:http').createServer((request, response) => {
        const chunks = [];
        request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
          const answer = () => response.end(request.url + Buffer.concat(chunks));
          if (request.url.length % 2) answer(); else setImmediate(answer);
        });
      }).listen(3000);`);
    const up = new Promise<void>((resolve) => box.on('port', () => resolve()));
    const program = await box.spawn('node', ['echo.js']);
    await up;
    let next = 0;
    let bad = 0;
    const client = async (): Promise<void> => {
      while (next < 10_000) {
        const id = next++;
        const body = `body ${id} ${'y'.repeat(id % 50)}`;
        const response = await box.request(3000, { method: 'POST', target: `/${id}`, body: new TextEncoder().encode(body) });
        if ((await new Response(response.body).text()) !== `/${id}${body}`) bad++;
      }
    };
    await Promise.all(Array.from({ length: 100 }, client));
    program.kill();
    return { asked: next, bad };
  });
  expect(wrong).toEqual({ asked: 10_000, bad: 0 });
});

test('requests and checks of the page reach servers that speak TLS, in a cluster too, and are told where one speaks none, or HTTP/2 alone', async ({ page }) => {
  const seen = await page.evaluate(async ({ key, cert }) => {
    const box = await boot();
    await box.fs.writeFile('key.pem', key);
    await box.fs.writeFile('cert.pem', cert);
    await box.fs.writeFile('servers.cjs', `
      const cluster = require('node:cluster');
      const { readFileSync } = require('node:fs');
      const https = require('node:https');
      const options = { key: readFileSync('key.pem'), cert: readFileSync('cert.pem') };
      const answer = async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        response.end([request.method, request.url, body, request.socket.encrypted, request.socket.getProtocol?.(), cluster.isWorker].join(' '));
      };
      if (cluster.isPrimary) {
        https.createServer(options, answer).listen(3443);
        require('node:http2').createSecureServer({ ...options, allowHTTP1: true }, answer).listen(3444);
        require('node:http2').createServer(answer).listen(3445);
        require('node:http').createServer(answer).listen(3446);
        for (let count = 0; count < 2; count++) cluster.fork();
      } else https.createServer(options, answer).listen(3447);`);
    const wanted = new Set([3443, 3444, 3445, 3446, 3447]);
    const listening = new Promise<void>((resolve) => box.on('port', (port, type) => type === 'open' && wanted.delete(port) && wanted.size === 0 && resolve()));
    const program = await box.spawn('node', ['servers.cjs']);
    await listening;
    const ask = (port: number, secure: boolean): Promise<string> =>
      box.request(port, { method: 'PUT', target: '/a?b', body: new TextEncoder().encode('body'), secure }).then(
        async ({ status, body }) => `${status} ${await new Response(body).text()}`,
        (error: Error & { code?: string }) => `${error.code} ${error.message}`,
      );
    const answers: Record<string, string> = {};
    for (const port of [3443, 3444, 3445, 3446, 3447]) for (const secure of [true, false]) answers[`${port} ${secure}`] = await ask(port, secure);
    const fetched = await (await box.fetch(3443, new Request('http://localhost:3443/fetched'))).text();
    const check = async (address: string, options = ''): Promise<string[] | undefined> => (await judge(box, `GET ${address}\n${options}HTTP 200\n[Asserts]\nbody startsWith "GET /c "\n`))[0];
    const insecure = '[Options]\ninsecure: true\n';
    const checks = [await check('https://localhost:3443/c', insecure), await check('https://localhost:3446/c', insecure), await check('https://localhost:3443/c')];
    program.kill();
    await program.exit;
    return { answers, fetched, checks };
  }, { key: certificates.self.key, cert: certificates.self.cert });
  const http2Only = 'HPE_INVALID The server on port 3445 speaks HTTP/2 only, without TLS; the page speaks HTTP/1.1. Programs of the container reach it with http2.connect.';
  const overTls = '200 PUT /a?b body true TLSv1.3';
  expect(seen).toEqual({
    answers: {
      '3443 true': `${overTls} false`, '3443 false': `${overTls} false`,
      '3444 true': `${overTls} false`, '3444 false': `${overTls} false`,
      '3445 true': 'EPROTO The server on port 3445 does not speak TLS.', '3445 false': http2Only,
      '3446 true': 'EPROTO The server on port 3446 does not speak TLS.', '3446 false': '200 PUT /a?b body   false',
      '3447 true': `${overTls} true`, '3447 false': `${overTls} true`,
    },
    fetched: 'GET /fetched  true TLSv1.3 false',
    checks: [
      [],
      ['(35) The server on port 3446 does not speak TLS.'],
      ['(60) The certificate of localhost:3443 cannot be verified in the browser: set the option insecure to true'],
    ],
  });
});
