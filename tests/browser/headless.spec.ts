// Every public method of the unchanged `@webcontainer/api` client against /headless of the built site: from a page of the same origin,
// of another one, and of another one that is cross-origin isolated.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snapshot } from '@webcontainer/snapshot';
import { unzipSync } from 'fflate';
import { expect, noisy, PLACES, test } from './client/fixture.ts';

for (const place of PLACES) {
  test.describe(`from ${place}`, () => {
    test.use({ place });
    noisy.use({ place });

    test('boot tells the working directory and the path, and a tree with binary data can be mounted and read', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const container = await client.WebContainer.boot({ workdirName: 'shop' });
        const bytes = Uint8Array.from({ length: 256 }, (_value, index) => index);
        await container.mount({
          'index.js': { file: { contents: 'console.log("hello")' } },
          data: { directory: { 'all.bin': { file: { contents: bytes } }, link: { file: { symlink: 'all.bin' } } } },
        });
        return {
          workdir: container.workdir,
          path: container.path,
          text: await container.fs.readFile('index.js', 'utf-8'),
          rooted: await container.fs.readFile('/index.js', 'utf8'),
          absolute: await container.fs.readFile(`${container.workdir}/index.js`, 'utf8'),
          hex: await container.fs.readFile('data/link', 'hex'),
          bytes: [...(await container.fs.readFile('data/all.bin'))].every((byte, index) => byte === index),
          entries: (await container.fs.readdir('data', { withFileTypes: true })).map((entry) => [entry.name, entry.isFile(), entry.isDirectory()]),
        };
      });
      expect(seen).toEqual({
        workdir: '/home/shop',
        path: '/usr/local/bin:/usr/bin:/bin',
        text: 'console.log("hello")',
        rooted: 'console.log("hello")',
        absolute: 'console.log("hello")',
        hex: Array.from({ length: 256 }, (_value, index) => index.toString(16).padStart(2, '0')).join(''),
        bytes: true,
        entries: [['all.bin', true, false], ['link', false, false]],
      });
    });

    test('files are written, listed, moved and removed, in every encoding, and errors say what is wrong', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const { fs } = await client.WebContainer.boot();
        const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'none', (error: Error) => [error instanceof Error, error.name, error.message, typeof error.stack]);
        const made = await fs.mkdir('a/b/c', { recursive: true });
        await fs.mkdir('plain');
        await fs.writeFile('a/text.txt', 'grüß');
        await fs.writeFile('a/hex.bin', 'ff00', 'hex');
        await fs.writeFile('a/base64.bin', '/wA=', { encoding: 'base64' });
        const original = Uint8Array.of(9, 8, 7);
        await fs.writeFile('a/bytes.bin', original.subarray(1));
        const encodings: Record<string, string> = {};
        for (const encoding of ['utf8', 'utf-8', 'latin1', 'binary', 'ascii', 'base64', 'base64url', 'hex', 'ucs2', 'utf16le'] as const) encodings[encoding] = await fs.readFile('a/text.txt', encoding);
        await fs.rename('a/text.txt', 'plain/moved.txt');
        const names = await fs.readdir('a');
        const buffers = (await fs.readdir('a', 'buffer')).map((name) => new TextDecoder().decode(name));
        const typed = (await fs.readdir('a', { encoding: 'buffer', withFileTypes: true })).map((entry) => [new TextDecoder().decode(entry.name), entry.isDirectory()]);
        const failures = {
          missing: await failure(fs.readFile('nothing.txt', 'utf8')),
          exists: await failure(fs.mkdir('plain')),
          notEmpty: await failure(fs.rm('a')),
          gone: await failure(fs.rm('nothing')),
          outside: await failure(fs.readFile('../../etc/passwd')),
          encoding: await failure(fs.readFile('plain/moved.txt', 'klingon' as 'utf8')),
          noText: await failure(fs.writeFile('x', 5 as unknown as string)),
        };
        await fs.rm('nothing', { force: true });
        await fs.rm('a', { recursive: true });
        return { made, encodings, names, buffers, typed, failures, kept: original.length, hexed: await fs.readFile('plain/moved.txt'), left: await fs.readdir('/'), empty: await fs.readdir('.', { withFileTypes: true }).then((list) => list.length) };
      });
      expect(seen.made).toBe('/home/project/a');
      expect(seen.encodings).toEqual(
        Object.fromEntries(
          (['utf8', 'utf-8', 'latin1', 'binary', 'ascii', 'base64', 'base64url', 'hex', 'ucs2', 'utf16le'] as const).map((encoding) => [encoding, Buffer.from('grüß').toString(encoding)]),
        ),
      );
      expect(seen.names).toEqual(['b', 'hex.bin', 'base64.bin', 'bytes.bin']);
      expect(seen.buffers).toEqual(seen.names);
      expect(seen.typed).toEqual([['b', true], ['hex.bin', false], ['base64.bin', false], ['bytes.bin', false]]);
      expect(seen.failures).toEqual({
        missing: [true, 'Error', "ENOENT: no such file or directory, open '/home/project/nothing.txt'", 'string'],
        exists: [true, 'Error', "EEXIST: file already exists, mkdir '/home/project/plain'", 'string'],
        notEmpty: [true, expect.any(String), expect.stringContaining('/home/project/a'), 'string'],
        gone: [true, 'Error', expect.stringContaining('ENOENT: no such file or directory'), 'string'],
        outside: [true, 'Error', expect.stringContaining('lies outside of the working directory'), 'string'],
        encoding: [true, 'TypeError', expect.stringContaining('"klingon"'), 'string'],
        noText: [true, 'TypeError', 'the data to write must be a string or a Uint8Array', 'string'],
      });
      expect(seen.kept).toBe(3);
      expect(seen.left).toEqual(['plain']);
    });

    test('watching tells changes made by the app and by programs, until it is closed', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const { WebContainer, outputOf } = client;
        const container = await WebContainer.boot();
        await container.fs.mkdir('deep/er', { recursive: true });
        const events: string[] = [];
        const wait = async (event: string): Promise<void> => {
          while (!events.includes(event)) await new Promise((resolve) => setTimeout(resolve, 10));
        };
        const watcher = container.fs.watch('deep', { recursive: true }, (event, file) => events.push(`${event} ${String(file)}`));
        const asBytes = container.fs.watch('deep', { recursive: true, encoding: 'buffer' as 'utf8' }, (event, file) => events.push(`bytes ${file instanceof Uint8Array} ${new TextDecoder().decode(file as unknown as Uint8Array)}`));
        const flat = container.fs.watch('deep', (event, file) => events.push(`flat ${event} ${String(file)}`));
        await container.fs.writeFile('deep/er/new.txt', 'x');
        await wait('rename er/new.txt');
        await wait('bytes true er/new.txt');
        await container.fs.writeFile('write.js', `require('fs').appendFileSync('deep/er/new.txt', 'y'); require('fs').writeFileSync('deep/top.txt', '')`);
        await outputOf(await container.spawn('node', ['write.js']));
        await wait('change er/new.txt');
        await wait('flat rename top.txt');
        watcher.close();
        flat.close();
        asBytes.close();
        await container.fs.writeFile('deep/late.txt', 'x');
        await container.fs.readFile('deep/late.txt');
        return { late: events.filter((event) => event.includes('late.txt')), flatDeep: events.filter((event) => event.startsWith('flat') && event.includes('er/')) };
      });
      expect(seen).toEqual({ late: [], flatDeep: [] });
    });

    test('mount takes a mount point and binary snapshots, and refuses what is neither', async ({ app }) => {
      const folder = mkdtempSync(join(tmpdir(), 'backlot-mount-'));
      mkdirSync(join(folder, 'sub'));
      writeFileSync(join(folder, 'sub', 'a.bin'), Buffer.from([0, 255, 7]));
      const packed = [...(await snapshot(folder))];
      rmSync(folder, { recursive: true });
      const seen = await app.evaluate(async (bytes) => {
        const container = await client.WebContainer.boot();
        await container.fs.mkdir('here');
        await container.mount({ 'a.txt': { file: { contents: 'a' } } }, { mountPoint: 'here' });
        await container.mount(Uint8Array.from(bytes), { mountPoint: 'one' });
        await container.mount(Uint8Array.from(bytes).buffer);
        const refused = await container.mount(Uint8Array.of(1, 2, 3)).then(() => 'mounted', (error: Error) => error.message);
        return {
          text: await container.fs.readFile('here/a.txt', 'utf8'),
          one: [...(await container.fs.readFile('one/sub/a.bin'))],
          root: [...(await container.fs.readFile('sub/a.bin'))],
          refused,
        };
      }, packed);
      expect(seen).toEqual({ text: 'a', one: [0, 255, 7], root: [0, 255, 7], refused: expect.stringMatching(/neither a tree nor a binary snapshot|no folder/) });
    });

    test('export gives a tree, a zip archive and a snapshot that can be mounted, with what is to be left out left out', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const container = await client.WebContainer.boot();
        await container.mount({
          dist: {
            directory: {
              'a.txt': { file: { contents: 'a' } },
              'b.bin': { file: { contents: Uint8Array.of(0, 200) } },
              'a.map': { file: { contents: 'map' } },
              'to-a': { file: { symlink: 'a.txt' } },
              empty: { directory: {} },
              node_modules: { directory: { kept: { directory: { 'i.js': { file: { contents: '1' } } } }, dropped: { directory: { 'i.js': { file: { contents: '2' } } } } } },
            },
          },
        });
        const plain = (tree: unknown): unknown => JSON.parse(JSON.stringify(tree, (_key, value: unknown) => (value instanceof Uint8Array ? [...value] : value))) as unknown;
        const tree = plain(await container.export('dist', { excludes: ['**/*.map', 'node_modules'], includes: ['node_modules/kept'] }));
        const zip = [...(await container.export('dist', { format: 'zip', excludes: ['node_modules'] }))];
        const binary = await container.export('dist', { format: 'binary' });
        await container.mount(binary, { mountPoint: 'copy' });
        const file = await container.export('dist/a.txt').then(() => 'exported', (error: Error) => error.message);
        const format = await container.export('dist', { format: 'tar' as 'zip' }).then(() => 'exported', (error: Error) => error.message);
        return { tree, zip, copy: plain(await container.export('copy')), original: plain(await container.export('dist')), file, format };
      });
      expect(seen.tree).toEqual({
        'a.txt': { file: { contents: 'a' } },
        'b.bin': { file: { contents: [0, 200] } },
        'to-a': { file: { symlink: 'a.txt' } },
        empty: { directory: {} },
        node_modules: { directory: { kept: { directory: { 'i.js': { file: { contents: '1' } } } } } },
      });
      const files = unzipSync(Uint8Array.from(seen.zip));
      expect(Object.keys(files).sort()).toEqual(['a.map', 'a.txt', 'b.bin', 'empty/', 'to-a']);
      expect([...files['b.bin']!]).toEqual([0, 200]);
      expect(seen.copy).toEqual(seen.original);
      expect(seen.file).toContain('ENOTDIR');
      expect(seen.format).toContain('"tar"');
    });

    test('node runs with arguments, environment and folder; its output comes whole before its exit code', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const { WebContainer, outputOf } = client;
        const container = await WebContainer.boot({ workdirName: 'work' });
        await container.mount({
          'say.js': { file: { contents: `console.log(process.argv.slice(2).join(), process.cwd(), process.env.WHO, process.env.N, process.env.B); console.error('problem'); process.exitCode = 7;` } },
          'many.js': { file: { contents: `for (let i = 0; i < 2000; i++) console.log('line ' + i + ' grüß');` } },
          sub: { directory: {} },
        });
        const said = await container.spawn('node', ['../say.js', 'one', 'two'], { cwd: 'sub', env: { WHO: 'Ada', N: 5, B: true } });
        const output = await outputOf(said);
        const many = await container.spawn('node', ['many.js']);
        let text = '';
        const read = (async () => {
          for await (const chunk of many.output) text += chunk;
        })();
        const code = await many.exit;
        const atExit = text.split('\n').length - 1;
        await read;
        const silent = await container.spawn('node', ['say.js'], { output: false });
        const unknown = await container.spawn('no-such-program').then((process) => process.exit, (error: Error) => error.message);
        return { output, code: await said.exit, many: [code, atExit], silent: await silent.exit, unknown };
      });
      expect(seen.output).toContain('one,two /home/work/sub Ada 5 true');
      expect(seen.output).toContain('problem');
      expect(seen.code).toBe(7);
      expect(seen.many).toEqual([0, 2000]);
      expect(seen.silent).toBe(7);
      expect(seen.unknown === 127 || String(seen.unknown).includes('no-such-program')).toBe(true);
    });

    test('kill ends an endless loop, and a server: its port closes', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const container = await client.WebContainer.boot();
        await container.mount({
          'loop.js': { file: { contents: `console.log('looping'); for (;;) {}` } },
          'server.js': { file: { contents: `require('http').createServer((q, s) => s.end('hi')).listen(3000)` } },
        });
        const loop = await container.spawn('node', ['loop.js']);
        loop.kill();
        const loopCode = await loop.exit;
        const events: unknown[] = [];
        let opened = (): void => {};
        let closed = (): void => {};
        const open = new Promise<void>((resolve) => (opened = resolve));
        const close = new Promise<void>((resolve) => (closed = resolve));
        const off = container.on('port', (port, type, url) => {
          events.push([port, type, new URL(url).pathname !== '']);
          if (type === 'open') opened();
          else closed();
        });
        const ready = new Promise<unknown>((resolve) => container.on('server-ready', (port, url) => resolve([port, typeof url])));
        const server = await container.spawn('node', ['server.js']);
        await open;
        server.kill();
        await close;
        off();
        const listens = new Promise<number>((resolve) => container.on('server-ready', (port) => resolve(port)));
        const again = await container.spawn('node', ['server.js']);
        const second = await listens;
        again.kill();
        await again.exit;
        return { loopCode, events, ready: await ready, code: await server.exit, second };
      });
      expect(seen).toEqual({ loopCode: 137, events: [[3000, 'open', true], [3000, 'close', true]], ready: [3000, 'string'], code: 137, second: 3000 });
    });

    test('commands of a shell, npm and an interactive terminal work as a person would use them', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const { WebContainer, outputOf } = client;
        const container = await WebContainer.boot();
        await container.mount({
          'package.json': { file: { contents: JSON.stringify({ name: 'shop', scripts: { hello: 'node hello.js "$WHO"' }, dependencies: { express: '*' } }) } },
          'hello.js': { file: { contents: `console.log('hello ' + process.argv[2])` } },
          'app.js': { file: { contents: `console.log(typeof require('express'))` } },
        });
        const printed = async (command: string, args: string[] = [], env = {}): Promise<[string, number]> => {
          const process = await container.spawn(command, args, { env });
          return [await outputOf(process), await process.exit];
        };
        const listed = await printed('ls');
        const piped = await printed('sh', ['-c', 'cat hello.js | wc -l; exit 3']);
        const run = await printed('npm', ['run', 'hello'], { WHO: 'Ada' });
        const install = await printed('npm', ['install']);
        const express = await printed('node', ['app.js']);
        const terminal = await container.spawn('jsh', { terminal: { cols: 80, rows: 24 } });
        let screen = '';
        const reading = (async () => {
          for await (const text of terminal.output) screen += text;
        })();
        const writer = terminal.input.getWriter();
        const shows = async (text: string): Promise<void> => {
          while (!screen.includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
        };
        await writer.write('echo one-$((1 + 1))\r');
        await shows('one-2');
        terminal.resize({ cols: 100, rows: 30 });
        await writer.write('node -p "process.stdout.columns + 0.5"\r');
        await shows('100.5');
        await writer.write('exit 4\r');
        const code = await terminal.exit;
        await reading;
        return { listed, piped, run, install, express, code };
      });
      expect(seen.listed[0].split(/\s+/).sort()).toEqual(['', 'app.js', 'hello.js', 'package.json']);
      expect(seen.piped[1]).toBe(3);
      expect(seen.run[0]).toContain('hello Ada');
      expect(seen.run[1]).toBe(0);
      expect(seen.install[1]).toBe(0);
      expect(seen.express).toEqual(['function\n', 0]);
      expect(seen.code).toBe(4);
    });

    noisy('a server has an address that the app can show in a frame; scripts are put in, errors are reported, and it can be reloaded', async ({ app }) => {
      await app.evaluate(async () => {
        const { WebContainer } = client;
        const messages: unknown[] = [];
        const container = await WebContainer.boot({ forwardPreviewErrors: true });
        container.on('preview-message', (message) => messages.push(message));
        await container.setPreviewScript('document.documentElement.dataset.script = "put in";');
        await container.mount({
          'server.js': {
            file: {
              contents: `
                let visits = 0;
                require('http').createServer((request, response) => {
                  response.setHeader('Content-Type', 'text/html');
                  response.end('<!doctype html><html><head><title>Shop</title></head><body><h1>Visit ' + (request.url === '/products?page=2' ? ++visits : request.url) + '</h1><script>window.early = document.documentElement.dataset.script</script></body></html>');
                }).listen(3000);`,
            },
          },
        });
        const ready = new Promise<string>((resolve) => container.on('server-ready', (_port, url) => resolve(url)));
        await container.spawn('node', ['server.js']);
        const frame = document.createElement('iframe');
        frame.title = 'Preview';
        frame.src = `${await ready}products?page=2`;
        document.body.append(frame);
        Object.assign(globalThis, { messages, frame });
      });
      const shown = app.frameLocator('iframe[title=Preview]').frameLocator('iframe');
      await expect(shown.getByRole('heading', { name: 'Visit 1' })).toBeVisible();
      await expect.poll(() => shown.locator('html').evaluate((html) => [html.dataset['script'], (globalThis as { early?: string }).early])).toEqual(['put in', 'put in']);
      await shown.locator('body').evaluate(() => {
        const run = (code: string): void => void document.body.append(Object.assign(document.createElement('script'), { textContent: code }));
        run('console.error("bad", { n: 1 })');
        run('Promise.reject(new TypeError("rejected"))');
        run('setTimeout(() => { throw new Error("thrown") })');
      });
      const messages = (): Promise<{ type: string; message?: string; args?: unknown[]; port: number; pathname: string; search: string }[]> => app.evaluate(() => (globalThis as unknown as { messages: never[] }).messages);
      await expect.poll(async () => (await messages()).length).toBe(3);
      const place = { port: 3000, pathname: '/products', search: '?page=2' };
      expect((await messages()).sort((a, b) => (a.type < b.type ? -1 : 1))).toEqual([
        expect.objectContaining({ type: 'PREVIEW_CONSOLE_ERROR', args: ['bad', { n: 1 }], ...place }),
        expect.objectContaining({ type: 'PREVIEW_UNCAUGHT_EXCEPTION', message: expect.stringContaining('thrown'), ...place }),
        expect.objectContaining({ type: 'PREVIEW_UNHANDLED_REJECTION', message: expect.stringContaining('rejected'), ...place }),
      ]);
      // What does not come from this container's previews is no report.
      await app.evaluate(() => {
        for (let index = 0; index < window.length; index++) window[index]?.postMessage({ type: 'backlot-preview', token: 'guessed', report: { type: 'PREVIEW_CONSOLE_ERROR' } }, '*');
      });
      await shown.locator('body').evaluate(() => console.error('last'));
      await expect.poll(async () => (await messages()).length).toBe(4);
      // Once or twice: the client never hears that the page has reloaded itself (it does not start its port), and loads it again.
      await app.evaluate(() => client.reloadPreview((globalThis as unknown as { frame: HTMLIFrameElement }).frame));
      await expect(shown.getByRole('heading', { name: /Visit [23]/ })).toBeVisible();
    });

    test('after teardown the next container starts empty, in the same frame; the old one is unusable', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const { WebContainer, outputOf } = client;
        const first = await WebContainer.boot();
        await first.fs.writeFile('old.txt', 'old');
        await first.fs.writeFile('forever.js', 'setInterval(() => {}, 1000)');
        const process = await first.spawn('node', ['forever.js']);
        const twice = await WebContainer.boot().then(() => 'booted', (error: Error) => error.message);
        first.teardown();
        const second = await WebContainer.boot({ workdirName: 'second' });
        const old = await Promise.race([Promise.resolve().then(() => first.fs.readdir('/')).then(() => 'read', (error: Error) => error.message)]);
        await second.fs.writeFile('new.js', 'console.log("second life")');
        return { twice, old, code: await process.exit, files: await second.fs.readdir('/'), output: await outputOf(await second.spawn('node', ['new.js'])), frames: document.querySelectorAll('iframe').length, workdir: second.workdir };
      });
      expect(seen).toEqual({
        twice: 'Only a single WebContainer instance can be booted',
        old: 'Proxy has been released and is not useable',
        code: 137,
        files: ['new.js'],
        output: 'second life\n',
        frames: 1,
        workdir: '/home/second',
      });
    });
  });
}

noisy.describe('from another site', () => {
  noisy.use({ place: 'another site' });

  noisy('where the browser denies storage to other sites\' frames all works but previews, and the app is told', async ({ app }) => {
    const warned = app.waitForEvent('console', (message) => message.text().includes('have no address in the browser'));
    const output = await app.evaluate(async () => {
      const container = await client.WebContainer.boot();
      await container.fs.writeFile('a.js', 'console.log("runs")');
      return client.outputOf(await container.spawn('node', ['a.js']));
    });
    expect(output).toBe('runs\n');
    await warned;
  });
});

noisy('a container that fails to boot says why, and can be booted again', async ({ app }) => {
  await app.route('**/node-library*', (route) => route.abort());
  const boot = (): Promise<string> => app.evaluate(() => client.WebContainer.boot().then(() => 'booted', (error: Error) => error.message));
  expect(await boot()).toContain("Node's library could not be loaded");
  await app.unroute('**/node-library*');
  expect(await boot()).toBe('booted');
});

noisy('signed-in apps work: an API key and credentials are taken, told to have no effect, and thrown away', async ({ app }) => {
  const warned = app.waitForEvent('console', (message) => message.text().includes('setCredentials'));
  const status = await app.evaluate(async () => {
    const far = Date.now() + 3_600_000;
    localStorage.setItem('__wc_api_tokens__', JSON.stringify({ origin: location.origin, refresh: 'refresh', access: 'access', expires: far }));
    client.configureAPIKey('key');
    const { status: given } = client.auth.init({ editorOrigin: location.origin, clientId: 'client', scope: '' });
    const container = await client.WebContainer.boot();
    await container.fs.writeFile('a', 'works');
    return [given, await container.fs.readFile('a', 'utf8')];
  });
  expect(status).toEqual(['authorized', 'works']);
  await warned;
});

test.describe('by hand', () => {
  test.use({ place: 'another origin' });

  test('an embedding page reaches nothing but the tables: no property path leads to this origin\'s code', async ({ app }) => {
    const answers = await app.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = `${String(WEBCONTAINER_API_IFRAME_URL)}headless?version=1.6.4`;
      const port = await new Promise<MessagePort>((resolve) => {
        window.addEventListener('message', ({ data, ports }: MessageEvent<{ type?: string }>) => data.type === 'init' && resolve(ports[0]!));
        document.body.append(frame);
      });
      const ask = (message: object): Promise<unknown> =>
        new Promise((resolve) => {
          const id = crypto.randomUUID();
          port.addEventListener('message', ({ data }: MessageEvent<{ id: string; value: { value: { message: string } } }>) => data.id === id && resolve(data.value?.value?.message ?? data.value));
          port.start();
          port.postMessage({ id, ...message });
        });
      const raw = (value: unknown): object => ({ type: 0, value });
      return {
        construct: await ask({ type: 3, path: ['constructor', 'constructor'], argumentList: [raw('return document.cookie')] }),
        apply: await ask({ type: 2, path: ['build', 'constructor'], argumentList: [raw('return 1')] }),
        inherited: await ask({ type: 2, path: ['constructor'], argumentList: [] }),
        property: await ask({ type: 0, path: ['__proto__'] }),
        set: await ask({ type: 1, path: ['__proto__', 'polluted'], value: raw(1) }),
        endpoint: await ask({ type: 4 }),
        nonsense: await ask({ type: 2, path: 'build' }),
        argument: await ask({ type: 2, path: ['build'], argumentList: [{ type: 3, name: 'nobody', value: 1 }] }),
      };
    });
    for (const [attempt, answer] of Object.entries(answers)) expect(answer, attempt).toMatch(/not part of the container's protocol|did not arrive in a form/);
  });
});
