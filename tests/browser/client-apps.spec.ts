// What apps built on the unchanged `@webcontainer/api` client do beyond its plain methods: the tutorial of webcontainers.io as it is written, large and
// odd files, many programs at once, pages that talk with their previews.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, noisy, PLACES, test } from './client/fixture.ts';

for (const place of PLACES) {
  test.describe(`from ${place}`, () => {
    test.use({ place });
    noisy.use({ place });

    test('the tutorial of webcontainers.io: install, npm run start with nodemon, show the app, change it, type into a shell', async ({ app }) => {
      await app.evaluate(async () => {
        const { WebContainer } = client;
        const files = {
          'index.js': {
            file: {
              contents: `
import express from 'express';
const app = express();
const port = 3111;
app.get('/', (req, res) => {
  res.send('Welcome to a WebContainers app! 🥳');
});
app.listen(port, () => {
  console.log(\`App is live at http://localhost:\${port}\`);
});`,
            },
          },
          'package.json': {
            file: { contents: `{ "name": "example-app", "type": "module", "dependencies": { "express": "latest", "nodemon": "latest" }, "scripts": { "start": "nodemon --watch './' index.js" } }` },
          },
        };
        const frame = document.createElement('iframe');
        frame.title = 'Preview';
        document.body.append(frame);
        const printed = { text: '', screen: '' };
        const container = await WebContainer.boot();
        await container.mount(files);
        const install = await container.spawn('npm', ['install']);
        const installed = install.output.pipeTo(new WritableStream({ write: (data) => void (printed.text += data) }));
        const code = await install.exit;
        await installed;
        if (code !== 0) throw new Error(`npm install failed: ${printed.text}`);
        const start = await container.spawn('npm', ['run', 'start']);
        void start.output.pipeTo(new WritableStream({ write: (data) => void (printed.text += data) }));
        container.on('server-ready', (_port, url) => (frame.src = url));
        const shell = await container.spawn('jsh');
        void shell.output.pipeTo(new WritableStream({ write: (data) => void (printed.screen += data) }));
        Object.assign(globalThis, { container, printed, shell, typed: shell.input.getWriter() });
      });
      const printed = (): Promise<{ text: string; screen: string }> => app.evaluate(() => (globalThis as unknown as { printed: { text: string; screen: string } }).printed);
      const shown = app.frameLocator('iframe[title=Preview]').frameLocator('iframe').locator('body');
      await expect(shown).toHaveText('Welcome to a WebContainers app! 🥳');
      await expect.poll(async () => (await printed()).text).toContain('App is live at http://localhost:3111');
      // The tutorial's editor writes the file, nodemon starts the program again, the preview is shown anew.
      await app.evaluate(async () => {
        const { container } = globalThis as unknown as { container: Awaited<ReturnType<typeof client.WebContainer.boot>> };
        await container.fs.writeFile('/index.js', (await container.fs.readFile('/index.js', 'utf-8')).replace('Welcome to', 'Changed in'));
      });
      await expect(shown).toHaveText('Changed in a WebContainers app! 🥳');
      await app.evaluate(async () => {
        const { typed, shell } = globalThis as unknown as { typed: WritableStreamDefaultWriter<string>; shell: { resize(size: object): void } };
        shell.resize({ cols: 90, rows: 30 });
        await typed.write('echo "$((40 + 2)) columns $(tput cols 2>/dev/null || node -p process.stdout.columns)"; ls\r');
      });
      await expect.poll(async () => (await printed()).screen).toContain('42 columns');
      await expect.poll(async () => (await printed()).screen).toContain('package.json');
    });

    test('twenty megabytes are mounted, written, read and exported byte for byte', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const container = await client.WebContainer.boot();
        const bytes = new Uint8Array(20 * 1024 * 1024);
        for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 31 + (at >> 12)) & 255;
        const digest = async (data: Uint8Array<ArrayBuffer>): Promise<string> => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', data)), (byte) => byte.toString(16).padStart(2, '0')).join('');
        const expected = await digest(bytes);
        await container.mount({ 'mounted.bin': { file: { contents: bytes } } });
        await container.fs.writeFile('written.bin', bytes);
        const program = await container.spawn('node', ['-e', `for (const name of ['mounted.bin', 'written.bin']) console.log(require('crypto').createHash('sha256').update(require('fs').readFileSync(name)).digest('hex'))`]);
        const inside = (await client.outputOf(program)).trim().split('\n');
        const read = await digest((await container.fs.readFile('written.bin')) as Uint8Array<ArrayBuffer>);
        const hex = await container.fs.readFile('written.bin', 'hex');
        const base64 = await container.fs.readFile('written.bin', 'base64');
        await container.fs.rm('written.bin');
        const tree = await container.export('/');
        const exported = (tree['mounted.bin'] as { file: { contents: Uint8Array<ArrayBuffer> } }).file.contents;
        const big = await container.spawn('node', ['-e', `process.stdout.write('grüß'.repeat(1_000_000))`]);
        return { kept: bytes.length, all: [...inside, read, await digest(exported)].every((one) => one === expected), hex: [hex.length, hex.slice(0, 8)], base64: base64.length, output: (await client.outputOf(big)) === 'grüß'.repeat(1_000_000) };
      });
      expect(seen).toEqual({ kept: 20 * 1024 * 1024, all: true, hex: [40 * 1024 * 1024, '001f3e5d'], base64: Math.ceil((20 * 1024 * 1024) / 3) * 4, output: true });
    });

    test('paths in every form lead to the same files, and errors are worded as those of Node', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const container = await client.WebContainer.boot({ workdirName: 'odd' });
        const { fs } = container;
        const failure = (promise: Promise<unknown>): Promise<string> => promise.then((value) => `done: ${String(value)}`, (error: Error) => (error instanceof Error ? error.message : `no error: ${String(error)}`));
        await container.mount({ src: { directory: { 'a b.txt': { file: { contents: '' } }, 'ü.txt': { file: { contents: '﻿bom' } }, link: { file: { symlink: '../target' } } } }, target: { directory: { 'in.txt': { file: { contents: 'in' } } } } });
        return {
          same: await Promise.all(['./src/ü.txt', 'src//ü.txt', '/src/ü.txt', '/home/odd/src/ü.txt', 'src/../src/./ü.txt'].map((path) => fs.readFile(path, 'utf-8'))),
          throughLink: await fs.readFile('src/link/in.txt', 'utf8'),
          empty: (await fs.readFile('src/a b.txt')).length,
          listed: await Promise.all(['', '.', '/', './'].map(async (path) => (await fs.readdir(path)).sort().join())),
          made: [await fs.mkdir('x'), await fs.mkdir('y/z', { recursive: true }), await fs.mkdir('y/z', { recursive: true })],
          missingFile: await failure(fs.readFile('no/such.txt', 'utf-8')),
          missingFolder: await failure(fs.readdir('nope')),
          folderRead: await failure(fs.readFile('src')),
          fileListed: await failure(fs.readdir('src/a b.txt')),
          writtenNowhere: await failure(fs.writeFile('no/dir/a.txt', 'x')),
          writtenOnFolder: await failure(fs.writeFile('src', 'x')),
          madeTwice: await failure(fs.mkdir('src')),
          madeDeep: await failure(fs.mkdir('q/r')),
          removed: await failure(fs.rm('nope')),
          removedFolder: await failure(fs.rm('src')),
          forced: await failure(fs.rm('nope', { force: true })),
          recursive: await failure(fs.rm('y', { recursive: true })),
          recursiveMissing: await failure(fs.rm('nope', { recursive: true })),
          moved: await failure(fs.rename('nope', 'other')),
          exported: await failure(container.export('nope')),
          mountedOnFile: await failure(container.mount({ a: { file: { contents: '' } } }, { mountPoint: 'src/a b.txt' })),
          overwritten: [await fs.writeFile('x/f', 'one'), await fs.writeFile('x/f', 'tw', null), await fs.readFile('x/f', 'utf8')],
          startedNowhere: await failure(container.spawn('node', ['-v'], { cwd: 'nowhere' })),
          noCommand: await failure(container.spawn('no-such-program', ['x']).then((process) => process.exit)),
        };
      });
      const at = '/home/odd';
      expect(seen).toEqual({
        same: Array.from({ length: 5 }, () => '﻿bom'),
        throughLink: 'in',
        empty: 0,
        listed: Array.from({ length: 4 }, () => 'src,target'),
        made: [undefined, `${at}/y`, undefined],
        missingFile: `ENOENT: no such file or directory, open '${at}/no/such.txt'`,
        missingFolder: `ENOENT: no such file or directory, scandir '${at}/nope'`,
        folderRead: 'EISDIR: illegal operation on a directory, read',
        fileListed: `ENOTDIR: not a directory, scandir '${at}/src/a b.txt'`,
        writtenNowhere: `ENOENT: no such file or directory, open '${at}/no/dir/a.txt'`,
        writtenOnFolder: `EISDIR: illegal operation on a directory, open '${at}/src'`,
        madeTwice: `EEXIST: file already exists, mkdir '${at}/src'`,
        madeDeep: `ENOENT: no such file or directory, mkdir '${at}/q/r'`,
        removed: `ENOENT: no such file or directory, rm '${at}/nope'`,
        removedFolder: `EISDIR: illegal operation on a directory, rm '${at}/src'`,
        forced: 'done: undefined',
        recursive: 'done: undefined',
        recursiveMissing: `ENOENT: no such file or directory, rm '${at}/nope'`,
        moved: `ENOENT: no such file or directory, rename '${at}/nope' -> '${at}/other'`,
        exported: expect.stringContaining('ENOENT: no such file or directory'),
        mountedOnFile: expect.stringMatching(/ENOTDIR|EEXIST/),
        overwritten: [undefined, undefined, 'tw'],
        startedNowhere: `ENOENT: no such file or directory, chdir '${at}/nowhere'`,
        noCommand: 'no-such-program: command not found',
      });
    });

    test('many programs run at once; input is read, output is teed, cancelled or left, exit codes are those of the programs', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const { WebContainer, outputOf } = client;
        const container = await WebContainer.boot();
        const many = await Promise.all(Array.from({ length: 10 }, (_value, index) => container.spawn('node', ['-e', `setTimeout(() => { console.log('program ${index}'); process.exit(${index}) }, 50)`])));
        const outputs = await Promise.all(many.map((process) => outputOf(process)));
        const codes = await Promise.all(many.map((process) => process.exit));
        const reader = await container.spawn('node', ['-e', `process.stdin.setEncoding('utf8'); process.stdin.on('data', (text) => { console.log('got ' + JSON.stringify(text)); if (text.includes('end')) process.exit(); })`]);
        const writer = reader.input.getWriter();
        void writer.write('one\n');
        const [left, right] = reader.output.tee();
        const first = left.getReader();
        const begun = (await first.read()).value;
        await writer.write('the end\n');
        let rest = '';
        for (let part = await first.read(); !part.done; part = await first.read()) rest += part.value;
        let whole = '';
        for await (const text of right) whole += text;
        const late = await writer.write('too late').then(() => 'written', (error: Error) => error.message);
        const thrown = await container.spawn('node', ['-e', 'throw new TypeError("thrown")']);
        const thrownOutput = await outputOf(thrown);
        const cancelled = await container.spawn('node', ['-e', 'for (let i = 0; i < 100000; i++) console.log("line " + i)']);
        await cancelled.output.cancel();
        const unread = await container.spawn('node', ['-e', 'for (let i = 0; i < 100000; i++) console.log("line " + i)']);
        const silent = await container.spawn('node', ['-e', 'console.log("unseen")'], { output: false });
        const path = await outputOf(await container.spawn('node', ['-p', 'process.env.PATH']));
        const paths = await outputOf(await container.spawn('sh', ['-c', 'pwd; echo $X'], { cwd: '/tmp', env: { X: 'a b' } }));
        return { outputs, codes, begun, rest, whole, late, thrown: [await thrown.exit, thrownOutput.includes('TypeError: thrown')], cancelled: await cancelled.exit, unread: await unread.exit, silent: await silent.exit, path: path.trim() === container.path, paths };
      });
      expect(seen).toEqual({
        outputs: Array.from({ length: 10 }, (_value, index) => `program ${index}\n`),
        codes: Array.from({ length: 10 }, (_value, index) => index),
        begun: 'got "one\\n"\n',
        rest: 'got "the end\\n"\n',
        whole: 'got "one\\n"\ngot "the end\\n"\n',
        late: 'written',
        thrown: [1, true],
        cancelled: 0,
        unread: 0,
        silent: 0,
        path: true,
        paths: '/tmp\na b\n',
      });
    });

    noisy('killing npm run start ends the server below it; every port tells of itself; a second server takes the port over', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const container = await client.WebContainer.boot();
        await container.mount({
          'package.json': { file: { contents: '{"scripts":{"start":"node server.js"}}' } },
          'server.js': { file: { contents: `const http = require('http'); for (const port of [3000, 4000]) http.createServer((q, s) => s.end('port ' + port)).listen(port)` } },
        });
        const events: string[] = [];
        const wait = async (count: number): Promise<void> => {
          while (events.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
        };
        const urls: string[] = [];
        container.on('port', (port, type, url) => events.push(`${port} ${type} ${typeof url}`));
        container.on('server-ready', (port, url) => {
          events.push(`${port} ready`);
          urls.push(url);
        });
        const start = await container.spawn('npm', ['start']);
        await wait(4);
        start.kill();
        const code = await start.exit;
        await wait(6);
        const before = events.splice(0);
        const again = await container.spawn('npm', ['start']);
        await wait(4);
        again.kill();
        await again.exit;
        return { code, before: before.sort(), after: events.length >= 4, urls: new Set(urls).size };
      });
      expect(seen).toEqual({ code: 137, before: ['3000 close string', '3000 open string', '3000 ready', '4000 close string', '4000 open string', '4000 ready'], after: true, urls: 2 });
    });

    noisy('a preview and its app talk by postMessage, paths are joined to its address, links and redirects stay in it', async ({ app }) => {
      await app.evaluate(async () => {
        const container = await client.WebContainer.boot();
        await container.mount({
          'server.js': {
            file: {
              contents: `
                require('http').createServer((request, response) => {
                  if (request.url === '/old') return response.writeHead(302, { Location: '/new?from=old' }).end();
                  if (request.url === '/data') return response.setHeader('Content-Type', 'application/json').end('{"answer":42}');
                  response.setHeader('Content-Type', 'text/html');
                  response.end('<!doctype html><h1>' + request.url + '</h1><a href="/old">old</a><script>' +
                    'addEventListener("message", ({ data, origin, source, ports }) => { if (ports[0]) ports[0].postMessage("by port"); source.postMessage({ echo: data, fromParent: source === window.parent, origin }, "*"); });' +
                    'fetch("/data").then((r) => r.json()).then((data) => parent.postMessage({ hello: location.pathname, data }, "*"));' +
                    '</script>');
                }).listen(3000);`,
            },
          },
        });
        const heard: unknown[] = [];
        addEventListener('message', ({ data, source }: MessageEvent<Record<string, unknown> | null>) => {
          if (data !== null && typeof data === 'object' && ('hello' in data || 'echo' in data)) heard.push(data);
          void source;
        });
        const ready = new Promise<string>((resolve) => container.on('server-ready', (_port, url) => resolve(url)));
        await container.spawn('node', ['server.js']);
        const url = await ready;
        const frame = document.createElement('iframe');
        frame.title = 'Preview';
        frame.src = `${url}/joined/path`;
        document.body.append(frame);
        Object.assign(globalThis, { heard, frame, url });
      });
      const shown = app.frameLocator('iframe[title=Preview]').frameLocator('iframe');
      await expect(shown.getByRole('heading')).toHaveText('/joined/path');
      const heard = (): Promise<unknown[]> => app.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard);
      await expect.poll(heard).toEqual([{ hello: expect.any(String), data: { answer: 42 } }]);
      const byPort = await app.evaluate(async () => {
        const { frame } = globalThis as unknown as { frame: HTMLIFrameElement };
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
        frame.contentWindow?.postMessage({ n: 1 }, '*', [port2]);
        return answer;
      });
      expect(byPort).toBe('by port');
      const origin = await app.evaluate(() => location.origin);
      await expect.poll(async () => (await heard()).at(-1)).toEqual({ echo: { n: 1 }, fromParent: true, origin });
      await shown.getByRole('link', { name: 'old' }).click();
      await expect(shown.getByRole('heading')).toHaveText('/new?from=old');
    });

    test('programs ask the app to open files and addresses', async ({ app }) => {
      const seen = await app.evaluate(async () => {
        const container = await client.WebContainer.boot({ workdirName: 'open' });
        const heard: unknown[] = [];
        container.on('xdg-open', (text) => heard.push(['xdg-open', text]));
        container.on('code', (type, { files }) => heard.push(['code', type, files]));
        const ran: number[] = [];
        for (const [command, ...args] of [['xdg-open', 'http://localhost:3000/'], ['code', 'src/a.js', '/tmp/b.js'], ['code', '-g', 'a.js:12:3'], ['code', '--diff', 'a', 'b'], ['code']] as const) ran.push(await (await container.spawn(command, args as unknown as string[])).exit);
        ran.push(await (await container.spawn('node', ['-e', `require('child_process').spawn('xdg-open', ['from-node']).on('exit', (code) => process.exit(code))`])).exit);
        return { heard, ran };
      });
      expect(seen).toEqual({
        heard: [
          ['xdg-open', 'http://localhost:3000/'],
          ['code', 'open', [{ filepath: '/home/open/src/a.js' }, { filepath: '/tmp/b.js' }]],
          ['code', 'open', [{ filepath: '/home/open/a.js', line: 12, column: 3 }]],
          ['code', 'diff', [{ filepath: '/home/open/a' }, { filepath: '/home/open/b' }]],
          ['xdg-open', 'from-node'],
        ],
        ran: [0, 0, 0, 0, 1, 0],
      });
    });
  });
}

noisy('a program that takes all memory is told by the event error, and the app boots again', async ({ baseURL }) => {
  noisy.slow();
  const program = fileURLToPath(new URL('client/out-of-memory.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, baseURL!]);
  // 134: 128 + SIGABRT, as native Node ends.
  expect(JSON.parse(stdout)).toEqual({ said: expect.stringMatching(/out of memory/i), code: 134, output: '2\n' });
});
