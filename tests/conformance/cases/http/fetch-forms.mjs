// fetch with every kind of body, redirects, aborts, broken answers; Request, Response, Headers, Blob and other globals.
import http from 'node:http';
const log = console.log;
const s = http
  .createServer(async (q, r) => {
    const b = [];
    for await (const c of q) b.push(c);
    const body = Buffer.concat(b);
    if (q.url === '/redir') {
      r.writeHead(302, { location: '/end' });
      return r.end();
    }
    if (q.url === '/loop') {
      r.writeHead(302, { location: '/loop' });
      return r.end();
    }
    if (q.url === '/307') {
      r.writeHead(307, { location: '/echo' });
      return r.end();
    }
    if (q.url === '/slow') {
      return;
    }
    if (q.url === '/204') {
      r.writeHead(204);
      return r.end();
    }
    if (q.url === '/gz') {
      r.writeHead(200, { 'content-encoding': 'gzip' });
      return r.end((await import('node:zlib')).gzipSync('zipped'));
    }
    if (q.url === '/cut') {
      r.writeHead(200, { 'content-length': 50 });
      r.write('x');
      return setTimeout(() => r.destroy(), 10);
    }
    if (q.url === '/cookies') {
      r.setHeader('set-cookie', ['a=1', 'b=2']);
      r.setHeader('x', '1');
      return r.end('{bad json');
    }
    if (q.url === '/stream') {
      r.write('one');
      setTimeout(() => {
        r.write('two');
        r.end();
      }, 10);
      return;
    }
    r.end(
      JSON.stringify({
        m: q.method,
        u: q.url,
        ct: q.headers['content-type']?.replace(/boundary=.*/, 'boundary'),
        cl: q.headers['content-length'],
        te: q.headers['transfer-encoding'],
        ua: q.headers['user-agent'],
        acc: q.headers.accept,
        ae: q.headers['accept-encoding'],
        sfm: q.headers['sec-fetch-mode'],
        len: body.length,
        body: body.length < 40 ? body.toString() : undefined,
        x: q.headers.x,
      }),
    );
  })
  .listen(0, async () => {
    const u = 'http://localhost:' + s.address().port;
    const t = async (f) => {
      try {
        log(await f());
      } catch (e) {
        log(e.name, e.code, e.message, e.cause?.code, e.cause?.message?.replace(/\d{4,5}/g, 'P'));
      }
    };
    const j = async (p, o) => (await fetch(u + p, o)).json();
    await t(() => j('/'));
    await t(() => j('/', { method: 'POST', body: 'text' }));
    await t(() => j('/', { method: 'POST', body: new URLSearchParams({ a: '1 2' }) }));
    const fd = new FormData();
    fd.append('f', new File(['data'], 'n.txt', { type: 'text/plain' }));
    fd.append('k', 'v');
    fd.set('k', 'w');
    await t(() => j('/', { method: 'POST', body: fd }));
    await t(() => j('/', { method: 'PUT', body: new Blob(['bb'], { type: 'x/y' }) }));
    await t(() => j('/', { method: 'POST', body: new Uint8Array([65, 66]) }));
    await t(() =>
      j('/', {
        method: 'POST',
        duplex: 'half',
        body: new ReadableStream({
          start(c) {
            c.enqueue(new TextEncoder().encode('st'));
            c.close();
          },
        }),
      }),
    );
    await t(() => j('/', { method: 'POST', body: new ReadableStream() }));
    await t(() =>
      j('/', {
        method: 'POST',
        duplex: 'half',
        body: (async function* () {
          yield 'gen';
        })(),
      }),
    );
    await t(() => j('/', { headers: { x: '1' } }));
    await t(() =>
      j('/', {
        headers: [
          ['x', '1'],
          ['x', '2'],
        ],
      }),
    );
    await t(() => j('/', { method: 'GET', body: 'x' }));
    await t(() => j('/', { method: 'TRACE' }));
    await t(() => j('/', { headers: { 'bad name': 'x' } }));
    await t(() => fetch('bad url'));
    await t(() => fetch('ftp://x'));
    await t(() => fetch('http://localhost:1'));
    await t(async () => {
      const r = await fetch(u + '/redir');
      return [r.redirected, r.url.replace(/\d{4,5}/, 'P'), r.status];
    });
    await t(async () => {
      const r = await fetch(u + '/redir', { redirect: 'manual' });
      return [r.status, r.type, r.headers.get('location')];
    });
    await t(() => fetch(u + '/redir', { redirect: 'error' }));
    await t(() => fetch(u + '/loop'));
    await t(() => j('/307', { method: 'POST', body: 'keep' }));
    await t(() => fetch(u + '/slow', { signal: AbortSignal.timeout(30) }));
    const ac = new AbortController();
    setTimeout(() => ac.abort(new Error('mine')), 10);
    await t(() => fetch(u + '/slow', { signal: ac.signal }));
    await t(async () => {
      const r = await fetch(u + '/204');
      return [r.status, r.statusText, await r.text(), r.body];
    });
    await t(async () => (await fetch(u + '/gz')).text());
    await t(async () => (await fetch(u + '/cut')).text());
    await t(async () => {
      const r = await fetch(u + '/cookies');
      log(
        r.headers.getSetCookie(),
        [...r.headers].filter(([k]) => k !== 'date'),
        r.ok,
        r.bodyUsed,
      );
      const c = r.clone();
      log(await c.text());
      return r.json();
    });
    await t(async () => {
      const r = await fetch(u + '/');
      await r.text();
      return r.text();
    });
    await t(async () => {
      let a = '';
      for await (const c of (await fetch(u + '/stream')).body) a += '[' + Buffer.from(c) + ']';
      return a;
    });
    await t(() => fetch('data:text/plain,hi').then((r) => r.text()));
    const bu = URL.createObjectURL(new Blob(['blobby']));
    await t(() => fetch(bu).then((r) => r.text()));
    URL.revokeObjectURL(bu);
    await t(() => fetch(bu));
    const rq = new Request('http://a/b', { method: 'post', headers: { a: 'b' }, body: 'x', credentials: 'omit', cache: 'no-store' });
    log(
      rq.method,
      rq.url,
      rq.headers.get('a'),
      rq.credentials,
      rq.cache,
      rq.mode,
      rq.redirect,
      rq.signal.aborted,
      await rq.clone().text(),
      rq,
    );
    const rs = new Response('body', { status: 201, statusText: 'S', headers: { q: '1' } });
    log(
      rs,
      await rs.blob(),
      Response.json({ a: 1 }).headers.get('content-type'),
      Response.redirect('http://x/y', 301).status,
      Response.error().type,
    );
    for (const f of [
      () => new Response('', { status: 99 }),
      () => new Response('x', { status: 204 }),
      () => Response.redirect('bad'),
      () => new Request('rel'),
      () => new Headers([['a']]),
      () => new Headers({ a: '\n' }),
      () => new Response(null, { status: 101 }),
    ])
      await t(f);
    const h = new Headers({ b: '2', A: '1' });
    h.append('a', '3');
    h.delete('b');
    log(h, [...h.keys()], h.has('A'), h.get('zz'), h.forEach.length);
    const f2 = await new Response(fd).formData();
    log([...f2.keys()], f2.get('k'), await f2.get('f').text());
    log(
      await new Response(new URLSearchParams('a=b')).formData().then((x) => x.get('a')),
      await new Response('x', { headers: { 'content-type': 'text/plain' } }).formData().catch((e) => e.message),
    );
    const b = new Blob(['ab', new Uint8Array([99]), new Blob(['d'])], { type: 'TEXT/x' });
    log(b.size, b.type, await b.slice(1, 3, 'q').text(), await b.bytes(), b, new File(['x'], 'f', { lastModified: 5 }).lastModified);
    log(
      structuredClone({
        d: new Date(0),
        m: new Map([[1, {}]]),
        e: new RangeError('x').name,
        b: new Uint8Array([1]),
        r: /a/,
        bi: 1n,
        u: undefined,
        n: null,
        nested: [[]],
      }),
    );
    for (const v of [() => {}, Symbol(), new WeakMap(), Promise.resolve()]) await t(() => structuredClone(v));
    log(navigator.hardwareConcurrency > 0, navigator.userAgent, navigator.language, navigator.platform);
    log(btoa('hé'), atob('aGk='));
    await t(() => btoa('☃'));
    await t(() => atob('*'));
    log(new DOMException('m', 'AbortError').code, DOMException.ABORT_ERR, new DOMException('q'));
    log(typeof crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(2)).length);
    await t(() => crypto.getRandomValues(new Float32Array(1)));
    await t(() => crypto.getRandomValues(new Uint8Array(70000)));
    const es = typeof EventSource;
    log(
      es,
      typeof WebSocket,
      typeof Storage,
      typeof CloseEvent,
      typeof MessageEvent,
      typeof BroadcastChannel,
      typeof WebAssembly.compileStreaming,
      typeof reportError,
      typeof ErrorEvent,
      typeof scheduler,
      typeof Navigator,
    );
    const ws = new WebSocket('ws://localhost:1');
    ws.onerror = (e) => log(e.type, e.message, e.constructor.name);
    ws.onclose = (e) => {
      log(e.code, e.reason, e.wasClean);
      s.close();
      s.closeAllConnections();
    };
    await t(() => new WebSocket('bad'));
    await t(() => new WebSocket('http://x#y'));
    await t(() => new WebSocket('ws://x', ['a', 'a']));
  });
