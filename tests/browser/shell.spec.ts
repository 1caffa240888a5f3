// The shell in the container itself, without the app: commands by `spawn`, interactive shells in a terminal, shells that
// programs start.
import type { Page } from '@playwright/test';
import certificates from '../conformance/cases/shared/certificates.json' with { type: 'json' };
import { expect, test } from './harness.ts';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Spawns commands one after another in one container, over the same files. */
const run = (page: Page, commands: readonly (readonly [command: string, ...args: string[]])[], files: Readonly<Record<string, string>> = {}): Promise<Ran[]> =>
  page.evaluate(async ({ list, tree }) => {
    const box = await boot();
    for (const [path, text] of Object.entries(tree)) await box.fs.writeFile(path, text);
    const ran: Ran[] = [];
    for (const [command, ...args] of list) {
      const process = await box.spawn(command as string, args);
      const texts = { stdout: '', stderr: '' };
      const read = (name: 'stdout' | 'stderr') => process[name].pipeTo(new WritableStream({ write: (text) => void (texts[name] += text) }));
      const [code] = await Promise.all([process.exit, read('stdout'), read('stderr')]);
      ran.push({ code, ...texts });
    }
    return ran;
  }, { list: commands as unknown as string[][], tree: files });

test('commands by name, with their exit codes', async ({ page }) => {
  const ran = await run(page, [['echo', 'a', 'b'], ['cat', 'data.txt'], ['ls', 'nosuch'], ['grep', '-c', 'x', 'data.txt'], ['sh', '-c', 'exit 7'], ['sh', '-c', 'nosuch']], { 'data.txt': 'x\ny\nx\n' });
  expect(ran).toEqual([
    { code: 0, stdout: 'a b\n', stderr: '' },
    { code: 0, stdout: 'x\ny\nx\n', stderr: '' },
    { code: 2, stdout: '', stderr: "ls: cannot access 'nosuch': No such file or directory\n" },
    { code: 0, stdout: '2\n', stderr: '' },
    { code: 7, stdout: '', stderr: '' },
    { code: 127, stdout: '', stderr: 'sh: line 1: nosuch: command not found\n' },
  ]);
});

test('a command that does not exist is no process', async ({ page }) => {
  const said = await page.evaluate(async () => (await boot()).spawn('nosuch').then(() => 'started', (error: Error) => error.message));
  expect(said).toBe('nosuch: command not found');
});

test('scripts start node and each other, through pipes and files', async ({ page }) => {
  const [script] = await run(page, [['sh', 'run.sh', 'arg']], {
    'run.sh': 'set -e\necho "args $1" > out.txt\nnode up.js < out.txt | tee -a out.txt\nnode -e "process.exit(3)" || echo "failed $?"\nX=5 node -p process.env.X\nsh -c \'echo inner $0\' name\ncat out.txt\n',
    'up.js': "process.stdin.on('data', (data) => process.stdout.write(String(data).toUpperCase()));",
  });
  expect(script).toEqual({ code: 0, stdout: 'ARGS ARG\nfailed 3\n5\ninner name\nargs arg\nARGS ARG\n', stderr: '' });
});

test('a server in the background is asked by curl and ended by kill', async ({ page }) => {
  const [script] = await run(page, [['sh', 'run.sh']], {
    'server.js': `
      require('node:http').createServer((request, response) => {
        let body = '';
        request.on('data', (data) => (body += data)).on('end', () => {
          if (request.url === '/go') return response.writeHead(302, { Location: '/there' }).end();
          response.setHeader('Set-Cookie', 'seen=1');
          response.end([request.method, request.url, request.headers['content-type'], request.headers.cookie, body].join(' ') + '\\n');
        });
      }).listen(3000, () => console.error('up'));`,
    'run.sh': `
      node server.js 2> log & server=$!
      until grep -q up log 2>/dev/null; do sleep 0.05; done
      curl -s localhost:3000/plain
      curl -s -d a=1 -d b=2 localhost:3000/form
      curl -s --json '{"a":1}' localhost:3000/json
      curl -s -c jar localhost:3000/ > /dev/null; curl -s -b jar localhost:3000/with
      curl -s -L -o got -w '%{http_code} %{num_redirects}\\n' localhost:3000/go; cat got
      curl -s -I localhost:3000/ | head -1
      kill $server; wait $server; echo "ended $?"
      curl -s localhost:3000; echo "curl $?"`,
  });
  expect(script?.stdout.split('\n')).toEqual([
    'GET /plain   ', 'POST /form application/x-www-form-urlencoded  a=1&b=2', 'POST /json application/json  {"a":1}', 'GET /with  seen=1 ', '200 1', 'GET /there   ', 'HTTP/1.1 200 OK\r', 'ended 143', 'curl 7', '',
  ]);
});

test('curl asks a server on a UNIX domain socket', async ({ page }) => {
  const [script] = await run(page, [['sh', 'run.sh']], {
    'server.js': "require('node:http').createServer((request, response) => response.end(`${request.headers.host}${request.url}\\n`)).listen('server.sock', () => console.log('up'));",
    'run.sh': `
      node server.js > log & server=$!
      until grep -q up log 2>/dev/null; do sleep 0.05; done
      curl -s --unix-socket server.sock http://localhost/a
      curl -s --unix-socket ./server.sock -o /dev/null -w '%{http_code}\\n' http://any.example:99/b
      kill $server; wait $server
      curl -sS --unix-socket absent.sock http://localhost/ 2>&1 | sed 's/after [0-9]* ms/after some ms/'`,
  });
  expect(script?.stdout).toBe("localhost/a\n200\ncurl: (7) Failed to connect to localhost port 80 after some ms: Couldn't connect to server\n");
});

test('curl asks a server that speaks TLS: unverified, trusted by nobody, and one that speaks none', async ({ page }) => {
  const [script] = await run(page, [['sh', 'run.sh']], {
    'key.pem': certificates.self.key,
    'cert.pem': certificates.self.cert,
    'server.js': `
      const { readFileSync } = require('node:fs');
      const answer = (request, response) => response.end([request.method, request.headers.host, request.socket.encrypted].join(' ') + '\\n');
      require('node:http').createServer(answer).listen(3080, () => {
        require('node:https').createServer({ key: readFileSync('key.pem'), cert: readFileSync('cert.pem') }, answer).listen(3443, () => console.log('up'));
      });`,
    'run.sh': `
      node server.js > log & server=$!
      until grep -q up log 2>/dev/null; do sleep 0.05; done
      curl -sk https://localhost:3443; echo "curl $?"
      curl -sS https://localhost:3443 2> said; echo "curl $?"; head -1 said
      curl -sk https://localhost:3080 2> said; echo "curl $?"
      curl -sS http://localhost:3443 2> said; echo "curl $?"
      kill $server`,
  });
  expect(script?.stdout.split('\n')).toEqual(['GET localhost:3443 true', 'curl 0', 'curl 60', 'curl: (60) SSL certificate problem: self-signed certificate', 'curl 35', 'curl 52', '']);
});

test('output of a program comes while it runs, through the shell and through pipes', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('slow.js', "console.log('first'); process.stdin.on('data', (data) => { console.log('then', String(data).trim()); process.exit(); });");
    const process = await box.spawn('sh', ['-c', 'node slow.js | cat | grep -v nothing']);
    const reader = process.output.getReader();
    const first = await reader.read();
    const writer = process.input.getWriter();
    await writer.write('go\n');
    const second = await reader.read();
    return [first.value, second.value, await process.exit];
  });
  expect(seen).toEqual(['first\n', 'then go\n', 0]);
});

test('programs start shells: exec, spawn with a shell, and what package.json says', async ({ page }) => {
  const [program] = await run(page, [['node', 'start.js']], {
    'package.json': '{"name":"app","version":"1.0.0","scripts":{"hello":"echo hello $npm_package_name"}}',
    'start.js': `
      const { exec, spawn, execFile } = require('node:child_process');
      exec('echo $X | tr a-z A-Z; exit 4', { env: { ...process.env, X: 'abc' } }, (error, stdout) => {
        console.log(error.code, stdout.trim());
        spawn('echo "$HOME" && ls *.json', { shell: true, stdio: 'inherit' }).on('exit', (code) => {
          console.log('spawn', code);
          execFile('npm', ['run', '-s', 'hello'], (_, out) => console.log(out.trim()));
        });
      });`,
  });
  expect(program).toEqual({ code: 0, stdout: '4 ABC\n/home/learner\npackage.json\nspawn 0\nhello app\n', stderr: '' });
});

test('an interactive shell: prompt, editing, completion, programs with a terminal, Ctrl+C and Ctrl+D', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('server.js', "require('node:http').createServer((q, r) => r.end('hi')).listen(3000, () => console.log('up ' + process.stdout.isTTY + ' ' + process.stdout.columns)); process.on('SIGINT', () => { console.log('bye'); process.exit(0); });");
    await box.fs.writeFile('ask.js', "console.log('ready'); process.stdin.on('data', (data) => console.log('got', String(data).trim())).on('end', () => console.log('end'));");
    const shell = await box.spawn('jsh', [], { terminal: { cols: 91, rows: 24 } });
    let text = '';
    let wake = (): void => {};
    void shell.output.pipeTo(new WritableStream({ write(part) {
      text += part;
      wake();
    } }));
    const input = shell.input.getWriter();
    /** Types, and waits until the screen shows something. */
    const until = async (keys: string, wanted: string): Promise<string> => {
      text = '';
      void input.write(keys);
      while (!text.includes(wanted)) await new Promise<void>((resolve) => (wake = resolve));
      return text;
    };
    while (!text.includes('$')) await new Promise<void>((resolve) => (wake = resolve));
    // A Tab that comes with other text is pasted, not pressed.
    await until('node ser', 'node ser');
    const completed = await until('\t', 'ver.js');
    const started = await until('\r', 'up true 91');
    const ended = await until('\x03', '$');
    await until('node ask.js\r', 'ready');
    const answered = await until('question\r', 'got question');
    const closed = await until('\x04', '$');
    const unfinished = await until('printf abc\r', '$');
    const status = await until('sh -c "exit 5"; echo status $?\r', 'status 5');
    input.write('\x04').catch(() => {});
    return { completed: completed.includes('ver.js'), started: started.includes('up true 91'), ended: ended.includes('bye'), answered: answered.includes('got question'), closed: closed.includes('end'), unfinished: unfinished.includes('abc'), status: status.includes('status 5'), code: await shell.exit };
  });
  expect(seen).toEqual({ completed: true, started: true, ended: true, answered: true, closed: true, unfinished: true, status: true, code: 0 });
});

test('killing a shell ends what it has started', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const box = await boot();
    await box.fs.writeFile('server.js', "require('node:http').createServer(() => {}).listen(3000)");
    const opened = new Promise<void>((resolve) => box.on('port', (_, type) => type === 'open' && resolve()));
    const closed = new Promise<void>((resolve) => box.on('port', (_, type) => type === 'close' && resolve()));
    await box.fs.writeFile('package.json', '{}');
    const shell = await box.spawn('npm', ['start']);
    await opened;
    shell.kill();
    await closed;
    return [await shell.exit, [...box.ports]];
  });
  expect(seen).toEqual([137, []]);
});
