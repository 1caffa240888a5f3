// What a program can do with other machines, which the page plays: fetch, http, https and tls in the embedded container.
import type { Page } from '@playwright/test';
import { expect, test } from './harness.ts';

/**
 * Runs a program in a container whose outside world answers with what it was asked; `/slow` streams, a part for each request of `/next`, `/broken`
 * breaks, `/nobody` is refused.
 */
async function run(page: Page, program: string): Promise<{ output: string; exchanges: unknown[] }> {
  return page.evaluate(async (source) => {
    const box = await boot();
    const exchanges: unknown[] = [];
    let sendNext = (): void => {};
    box.exchanges.listen((exchange, event) => {
      if (event === 'end' && exchange.request.target !== '/next') exchanges.push([exchange.sender, exchange.direction, exchange.host, exchange.request.method, exchange.request.target, exchange.response?.status ?? exchange.error?.code]);
    });
    box.playOutside!(async ({ method, url, headers, body }) => {
      const { pathname, host } = new URL(url);
      if (pathname === '/nobody') return { kind: 'refused', code: 'NO_HANDLER', message: `nobody answers ${method} ${host}` };
      if (pathname === '/broken') return { kind: 'network-error' };
      if (pathname === '/slow') {
        const parts = ['one ', 'two ', 'three'];
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            sendNext = () => {
              const part = parts.shift();
              if (part === undefined) controller.close();
              else controller.enqueue(new TextEncoder().encode(part));
            };
            sendNext();
          },
        });
        return { kind: 'response', response: new Response(stream), headers: [['content-type', 'text/plain']] };
      }
      if (pathname === '/next') sendNext();
      const seen = { method, url, cookie: headers.find(([name]) => name.toLowerCase() === 'cookie')?.[1], body: new TextDecoder().decode(body) };
      return { kind: 'response', response: Response.json(seen, { status: 201 }), headers: [['content-type', 'application/json'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']] };
    });
    await box.fs.writeFile('program.mjs', source);
    const process = await box.spawn('node', ['program.mjs']);
    let output = '';
    const reader = process.output.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) output += part.value;
    await process.exit;
    box.teardown();
    return { output, exchanges };
  }, program);
}

test('fetch reaches hosts by https and http, with headers, bodies and streams', async ({ page }) => {
  const { output, exchanges } = await run(page, `
    const made = await fetch('https://api.example.com/users?x=1', { method: 'POST', body: '{"name":"Ada"}', headers: { cookie: 'sid=1' } });
    console.log(made.status, JSON.stringify(await made.json()), made.headers.getSetCookie().join('|'));
    const parts = [];
    for await (const part of (await fetch('http://files.example.org:8080/slow')).body) {
      parts.push(new TextDecoder().decode(part));
      await fetch('http://files.example.org:8080/next').then((response) => response.text());
    }
    console.log(parts.join('|'));
    console.log(await fetch('https://api.example.com/broken').catch((error) => error.message + ' / ' + error.cause.code));
    console.log(await fetch('https://api.example.com/nobody').catch((error) => error.message + ' / ' + error.cause.message + ' / ' + error.cause.code));
  `);
  expect(output.trim().split('\n')).toEqual([
    '201 {"method":"POST","url":"https://api.example.com/users?x=1","cookie":"sid=1","body":"{\\"name\\":\\"Ada\\"}"} a=1|b=2',
    'one |two |three',
    'fetch failed / ECONNRESET',
    'fetch failed / nobody answers GET api.example.com / ERR_BACKLOT_OUTSIDE',
  ]);
  expect(exchanges).toEqual([
    ['program', 'out', 'api.example.com', 'POST', '/users?x=1', 201],
    ['program', 'out', 'files.example.org:8080', 'GET', '/slow', 200],
    ['program', 'out', 'api.example.com', 'GET', '/broken', 'ECONNRESET'],
    ['program', 'out', 'api.example.com', 'GET', '/nobody', 'NO_HANDLER'],
  ]);
});

test('http.request, https.get, agents that keep connections, and what TLS looks like', async ({ page }) => {
  const { output } = await run(page, `
    import http from 'node:http';
    import https from 'node:https';
    import tls from 'node:tls';
    const get = (from, address, options = {}) => new Promise((resolve, reject) => from.get(address, options, (response) => {
      const { authorized } = response.socket;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => resolve([response.statusCode, JSON.parse(text).url, authorized]));
    }).on('error', reject));
    console.log(JSON.stringify(await get(http, 'http://plain.example.com/a')));
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    console.log(JSON.stringify(await Promise.all([get(https, 'https://secure.example.com/1', { agent }), get(https, 'https://secure.example.com/2', { agent })])));
    console.log(Object.keys(agent.freeSockets).length);
    const socket = tls.connect({ host: 'secure.example.com', port: 443, servername: 'secure.example.com', ALPNProtocols: ['h2', 'http/1.1'] }, () => {
      console.log(socket.authorized, socket.getProtocol(), socket.alpnProtocol, socket.getPeerCertificate().subject.CN);
      socket.write('GET /raw HTTP/1.1\\r\\nHost: secure.example.com\\r\\nConnection: close\\r\\n\\r\\n');
    });
    let raw = '';
    socket.setEncoding('utf8').on('data', (text) => (raw += text)).on('end', () => console.log(raw.slice(0, 12), raw.includes('https://secure.example.com/raw')));
  `);
  expect(output.trim().split('\n')).toEqual([
    '[201,"http://plain.example.com/a",null]',
    '[[201,"https://secure.example.com/1",true],[201,"https://secure.example.com/2",true]]',
    '1',
    'true TLSv1.3 http/1.1 secure.example.com',
    'HTTP/1.1 201 true',
  ]);
});

test('names have addresses for documentation; names that can not exist and raw TCP say so', async ({ page }) => {
  const { output } = await run(page, `
    import dns from 'node:dns/promises';
    import net from 'node:net';
    const first = await dns.lookup('api.example.com');
    console.log(first.address, (await dns.resolve4('api.example.com'))[0] === first.address, (await dns.lookup('other.example.com')).address);
    console.log(await dns.lookup('nothing.invalid').catch((error) => error.code), await dns.lookup('database').catch((error) => error.code));
    const failed = await new Promise((resolve) => net.connect(6379, 'cache.example.com').on('error', resolve));
    console.log(failed.message);
  `);
  expect(output.trim().split('\n')).toEqual([
    '203.0.113.1 true 203.0.113.2',
    'ENOTFOUND ENOTFOUND',
    expect.stringContaining('A connection to cache.example.com:6379 is not HTTP.'),
  ]);
});
