// What calls of Node's modules cost, one after the other: milliseconds of the first call in this process, and of a call once
// warm. The same file runs under native Node and in the container. Arguments name groups, none is all of them.
const WINDOWS = 5;
const WINDOW_MS = 40;
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');

const numbers = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * index * 31 + (index >> 3)) & 0xff));
const records = (count) => Array.from({ length: count }, (_, id) => ({ id, name: `user ${id}`, email: `u${(id * 7919) % 1000}@example.org`, score: Math.sin(id) }));
const text = (count) => JSON.stringify(records(count));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'backlot-modules-'));
const inFolder = (name) => path.join(folder, name);
const atEnd = [() => fs.rmSync(folder, { recursive: true })];

/** What answers once for each call: `ask` makes the next answer come, `answered` is called with it. */
function roundTrip(ask) {
  let answered;
  return { call: () => new Promise((resolve) => ((answered = resolve), ask())), answered: () => answered() };
}

const GROUPS = {
  buffer() {
    const kilobyte = numbers.subarray(0, 1000);
    const letters = Buffer.from(text(1000));
    const calls = {};
    for (const encoding of ['utf8', 'latin1', 'hex', 'base64']) {
      for (const [size, bytes] of [['1 kB', kilobyte], ['100 kB', numbers]]) {
        const source = encoding === 'utf8' ? letters.subarray(0, bytes.length) : bytes;
        const encoded = source.toString(encoding);
        calls[`toString ${encoding} ${size}`] = () => source.toString(encoding);
        calls[`from ${encoding} ${size}`] = () => Buffer.from(encoded, encoding);
      }
    }
    calls['compare, indexOf, concat of 1 kB'] = () => {
      Buffer.compare(kilobyte, kilobyte);
      kilobyte.indexOf('absent');
      Buffer.concat([kilobyte, kilobyte]);
    };
    return calls;
  },

  digests() {
    const crypto = require('node:crypto');
    const calls = {};
    for (const digest of ['sha256', 'sha512', 'sha1', 'md5']) {
      calls[`${digest} of 1 kB`] = () => crypto.createHash(digest).update(numbers.subarray(0, 1000)).digest('hex');
      calls[`${digest} of 100 kB`] = () => crypto.createHash(digest).update(numbers).digest('hex');
    }
    calls['HMAC-SHA256 of 100 B'] = () => crypto.createHmac('sha256', 'secret').update(numbers.subarray(0, 100)).digest('base64url');
    calls.randomUUID = () => crypto.randomUUID();
    calls['randomBytes 32'] = () => crypto.randomBytes(32);
    calls['subtle.digest of 1 kB'] = () => crypto.subtle.digest('SHA-256', numbers.subarray(0, 1000));
    return calls;
  },

  passwords() {
    const { pbkdf2, pbkdf2Sync, scrypt, scryptSync } = require('node:crypto');
    const { promisify } = require('node:util');
    const bcrypt = require('bcryptjs');
    const [derive, scrypting] = [promisify(pbkdf2), promisify(scrypt)];
    return {
      'pbkdf2Sync, 10,000 times SHA-512': () => pbkdf2Sync('password', 'salt', 10_000, 64, 'sha512'),
      'pbkdf2Sync, 10,000 times SHA-256': () => pbkdf2Sync('password', 'salt', 10_000, 32, 'sha256'),
      'pbkdf2, 10,000 times SHA-512': () => derive('password', 'salt', 10_000, 64, 'sha512'),
      scryptSync: () => scryptSync('password', 'salt', 64),
      scrypt: () => scrypting('password', 'salt', 64),
      'bcryptjs hash, cost 8': () => bcrypt.hash('password', 8),
    };
  },

  keys() {
    const crypto = require('node:crypto');
    const jwt = require('jsonwebtoken');
    const message = numbers.subarray(0, 200);
    const calls = {};
    const secret = crypto.randomBytes(32);
    for (const [size, bytes] of [['1 kB', numbers.subarray(0, 1000)], ['100 kB', numbers]]) {
      calls[`AES-256-GCM of ${size}`] = () => {
        const cipher = crypto.createCipheriv('aes-256-gcm', secret, numbers.subarray(0, 12));
        return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
      };
    }
    const kinds = { 'RSA-2048': ['rsa', { modulusLength: 2048 }, 'sha256'], 'P-256': ['ec', { namedCurve: 'P-256' }, 'sha256'], Ed25519: ['ed25519', {}, null] };
    for (const [name, [type, options, digest]] of Object.entries(kinds)) {
      const { privateKey, publicKey } = crypto.generateKeyPairSync(type, options);
      const signature = crypto.sign(digest, message, privateKey);
      calls[`${name} sign`] = () => crypto.sign(digest, message, privateKey);
      calls[`${name} verify`] = () => crypto.verify(digest, message, publicKey, signature);
    }
    calls['P-256 key pair'] = () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    calls['JWT HS256 sign and verify'] = () => jwt.verify(jwt.sign({ sub: 'ada' }, 'secret'), 'secret');
    return calls;
  },

  zlib() {
    const zlib = require('node:zlib');
    const gzip = require('node:util').promisify(zlib.gzip);
    const [small, large] = [Buffer.from(text(12)), Buffer.from(text(1200))];
    const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };
    const packed = { gzip: zlib.gzipSync(large), brotli: zlib.brotliCompressSync(large, quality) };
    return {
      'gzipSync of 1 kB': () => zlib.gzipSync(small),
      'gzipSync of 100 kB': () => zlib.gzipSync(large),
      'gzip of 100 kB': () => gzip(large),
      'gunzipSync of 100 kB': () => zlib.gunzipSync(packed.gzip),
      'deflateSync of 1 kB': () => zlib.deflateSync(small),
      'brotliCompressSync of 100 kB, quality 4': () => zlib.brotliCompressSync(large, quality),
      'brotliDecompressSync of 100 kB': () => zlib.brotliDecompressSync(packed.brotli),
      'crc32 of 100 kB': () => zlib.crc32(large),
    };
  },

  fs() {
    const kilobyte = numbers.subarray(0, 1000);
    fs.writeFileSync(inFolder('small'), kilobyte);
    fs.writeFileSync(inFolder('large'), Buffer.concat(Array.from({ length: 100 }, () => numbers)));
    const written = fs.openSync(inFolder('written'), 'w');
    atEnd.unshift(() => fs.closeSync(written));
    return {
      'readFileSync 1 kB': () => fs.readFileSync(inFolder('small')),
      'readFileSync 1 kB as text': () => fs.readFileSync(inFolder('small'), 'utf8'),
      'readFileSync 10 MB': () => fs.readFileSync(inFolder('large')),
      'promises.readFile 1 kB': () => fs.promises.readFile(inFolder('small')),
      'promises.readFile 10 MB': () => fs.promises.readFile(inFolder('large')),
      'writeFileSync 1 kB': () => fs.writeFileSync(inFolder('new'), kilobyte),
      'promises.writeFile 1 kB': () => fs.promises.writeFile(inFolder('new'), kilobyte),
      'writeSync 1 kB': () => fs.writeSync(written, kilobyte, 0, 1000, 0),
      'appendFileSync 20 B': () => fs.appendFileSync(inFolder('appended'), 'twenty bytes of text\n'),
      statSync: () => fs.statSync(inFolder('small')),
      existsSync: () => fs.existsSync(inFolder('absent')),
      readdirSync: () => fs.readdirSync(folder),
      'createReadStream 10 MB': () => require('node:stream/promises').finished(fs.createReadStream(inFolder('large')).resume()),
    };
  },

  sqlite() {
    const { DatabaseSync } = require('node:sqlite');
    const memory = new DatabaseSync(':memory:');
    const file = new DatabaseSync(inFolder('data.sqlite'));
    atEnd.unshift(() => (memory.close(), file.close()));
    for (const database of [memory, file]) database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT)');
    const sql = 'INSERT INTO users (name, email) VALUES (?, ?)';
    const [insert, insertInFile] = [memory.prepare(sql), file.prepare(sql)];
    for (let row = 0; row < 100; row++) insert.run(`user ${row}`, 'a@example.org');
    const [one, hundred] = [memory.prepare('SELECT * FROM users WHERE id = ?'), memory.prepare('SELECT * FROM users LIMIT 100')];
    return {
      'insert, in memory': () => insert.run('Ada', 'ada@example.org'),
      'insert, in a file': () => insertInFile.run('Ada', 'ada@example.org'),
      'get one row': () => one.get(7),
      'all 100 rows': () => hundred.all(),
      'prepare': () => memory.prepare('SELECT name FROM users WHERE id = ?'),
    };
  },

  async processes() {
    const { fork, spawn } = require('node:child_process');
    const { Worker } = require('node:worker_threads');
    const child = fork(__filename, ['echo']);
    const worker = new Worker("const { parentPort } = require('node:worker_threads'); parentPort.on('message', (value) => parentPort.postMessage(value));", { eval: true });
    const message = { id: 1, text: 'hello' };
    const [byChild, byWorker] = [roundTrip(() => child.send(message)), roundTrip(() => worker.postMessage(message))];
    child.on('message', () => byChild.answered());
    worker.on('message', () => byWorker.answered());
    atEnd.unshift(() => (child.kill(), worker.terminate()));
    await once(worker, 'online');
    return {
      'fork: send and answer': byChild.call,
      'worker_threads: postMessage and answer': byWorker.call,
      'spawn node --version': () => once(spawn(process.execPath, ['--version']), 'close'),
    };
  },

  language() {
    const { AsyncLocalStorage } = require('node:async_hooks');
    const { EventEmitter } = require('node:events');
    const { Readable, PassThrough } = require('node:stream');
    const { pipeline } = require('node:stream/promises');
    const { inspect, format } = require('node:util');
    const storage = new AsyncLocalStorage();
    const emitter = new EventEmitter().on('event', () => {});
    const value = records(20);
    const piece = Buffer.alloc(65_536);
    const thousand = (schedule) => () => new Promise((resolve) => {
      let left = 1000;
      const step = () => (--left > 0 ? schedule(step) : resolve());
      schedule(step);
    });
    return {
      '1,000 emits': () => {
        for (let index = 0; index < 1000; index++) emitter.emit('event', index);
      },
      '1,000 setImmediate': thousand(setImmediate),
      '1,000 nextTick': thousand(process.nextTick),
      '1,000 awaits': async () => {
        for (let index = 0; index < 1000; index++) await index;
      },
      '100 AsyncLocalStorage.run with await': async () => {
        for (let index = 0; index < 100; index++) await storage.run(index, async () => (await null, storage.getStore()));
      },
      'setTimeout 0': () => new Promise((resolve) => setTimeout(resolve, 0)),
      'new URL': () => new URL('https://example.org:8080/users/7?sort=name&page=2#top').searchParams.get('page'),
      'structuredClone of 20 records': () => structuredClone(value),
      'inspect of 20 records': () => inspect(value),
      format: () => format('%s is %d', 'Ada', 36),
      'dns.lookup': () => require('node:dns').promises.lookup('localhost'),
      '10 MB piped': () => pipeline(Readable.from((function* () { for (let index = 0; index < 160; index++) yield piece; })()), new PassThrough(), async (parts) => { for await (const part of parts) void part; }),
    };
  },

  async network() {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const request = (port, method, target, body) => new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': body.length };
      http.request({ agent, port, host: '127.0.0.1', method, path: target, headers }, (response) => response.resume().on('end', resolve)).on('error', reject).end(body);
    });
    const listening = async (server) => {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      atEnd.unshift(() => (server.close(), server.closeAllConnections?.()));
      return server.address().port;
    };
    const plain = await listening(http.createServer((_, response) => response.end('hello')));
    const express = require('express');
    const app = express().use(express.json({ limit: '2mb' })).post('/', (incoming, response) => void response.json({ records: incoming.body.length }));
    const withExpress = await listening(http.createServer(app));
    const { WebSocket, WebSocketServer } = require('ws');
    const sockets = http.createServer();
    new WebSocketServer({ server: sockets }).on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    const client = new WebSocket(`ws://127.0.0.1:${await listening(sockets)}`);
    await once(client, 'open');
    const echo = roundTrip(() => client.send('hello'));
    client.on('message', () => echo.answered());
    atEnd.unshift(() => (client.terminate(), agent.destroy()));
    const megabyte = Buffer.from(text(12_500));
    return {
      'http request, kept alive': () => request(plain, 'GET', '/'),
      'fetch': async () => (await fetch(`http://127.0.0.1:${plain}/`)).text(),
      'Express: JSON of 1 MB': () => request(withExpress, 'POST', '/', megabyte),
      'WebSocket echo (ws)': echo.call,
    };
  },
};

async function measure(call) {
  const began = performance.now();
  await call();
  const first = performance.now() - began;
  const windows = [];
  // The first window warms up.
  for (let window = 0; window <= WINDOWS; window++) {
    const start = performance.now();
    let calls = 0;
    let elapsed = 0;
    do {
      // Promises alone are awaited: an await costs more than many of the calls.
      const result = call();
      if (result instanceof Promise) await result;
      calls += 1;
      elapsed = performance.now() - start;
    } while (elapsed < WINDOW_MS);
    windows.push(elapsed / calls);
  }
  return [first, windows.slice(1).sort((a, b) => a - b)[WINDOWS >> 1]];
}

async function main(groups) {
  for (const group of groups) {
    for (const [name, call] of Object.entries(await GROUPS[group]())) console.log(`CALL ${JSON.stringify([name, ...(await measure(call))])}`);
  }
  for (const end of atEnd) end();
  console.log('MEASURED');
}

if (process.argv[2] === 'echo') process.on('message', (message) => process.send(message));
else main(process.argv.length > 2 ? process.argv.slice(2) : Object.keys(GROUPS)).then(() => process.exit(), (error) => {
  console.error(error);
  process.exit(1);
});
