// Client: timeout option, setTimeout, destroy, AbortSignal before and after the response; the server's 'close' and errors.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
let onRequest;
const server = http.createServer((req, res) => onRequest(req, res));
const server_ = [];
const closing = () => { let done; const promise = new Promise((r) => (done = r)); onRequest = (req, res) => { req.resume(); req.on('error', (e) => server_.push(`request error ${e.code} ${e.message}`)); res.on('close', () => { server_.push(`response closed ${[res.writableEnded, res.writableFinished, req.destroyed, req.aborted, req.complete]}`); done(); }); if (req.url === '/partial') res.write('part'); }; return promise; };
listen(server).then(async (port) => {
  const base = { port, host: '127.0.0.1', agent: false };
  const request = (options, act) => new Promise((resolve) => {
    const req = http.request({ ...base, ...options });
    req.on('timeout', () => { console.log('timeout'); req.destroy(); });
    req.on('abort', () => console.log('abort event'));
    req.on('error', (e) => console.log('error', e.name, e.code, e.message, e.cause?.message));
    req.on('response', (res) => { console.log('response', res.statusCode); res.on('error', (e) => console.log('response error', e.code, e.message)); res.on('aborted', () => console.log('aborted event')); res.on('end', () => console.log('end')); res.on('close', () => console.log('response close', res.complete)); res.resume(); act?.(req, res); });
    req.on('close', () => { console.log('close', req.destroyed, req.aborted); resolve(); });
    if (options.now) options.now(req); else req.end();
  });
  let done = closing(); await request({ timeout: 400 }); await done; console.log('server:', server_.splice(0));
  done = closing(); await request({ now: (r) => { r.end(); r.setTimeout(400, () => console.log('callback')); } }); await done; console.log('server:', server_.splice(0));
  done = closing(); await request({ path: '/partial' }, (req, res) => res.once('data', () => req.destroy())); await done; console.log('server:', server_.splice(0));
  done = closing(); await request({ path: '/partial' }, (req, res) => res.once('data', () => res.destroy(new Error('mine')))); await done; console.log('server:', server_.splice(0));
  done = closing(); const c = new AbortController(); await request({ path: '/partial', signal: c.signal }, (req, res) => res.once('data', () => c.abort())); await done; console.log('server:', server_.splice(0));
  await request({ signal: AbortSignal.abort(new Error('reason')) });
  await request({ now: (r) => r.destroy(new Error('before')) });
  await request({ now: (r) => { r.abort(); r.abort(); } });
  onRequest = (req) => req.socket.destroy();
  await request({});
  onRequest = (req, res) => { res.write('x'); setImmediate(() => res.destroy()); };
  await request({});
  server.close();
});
