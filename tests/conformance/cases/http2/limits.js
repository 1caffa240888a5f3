// What a session refuses: too many pings, settings, header fields, resets; header blocks that are too long for it.
const http2 = require('node:http2');
const { once } = require('node:events');

const listen = (options, onStream) =>
  new Promise((resolve) => {
    const server = http2.createServer(options);
    server.on('sessionError', (error) => console.log('  session error', error.code, error.message));
    server.on('stream', (stream, headers) => {
      stream.on('error', (error) => console.log('  server stream', error.code, error.message));
      onStream(stream, headers);
    });
    server.listen(0, () => resolve({ server, url: `http://localhost:${server.address().port}` }));
  });
const answer = (stream) => {
  stream.respond();
  stream.end('ok');
};

async function ask(client, headers) {
  const stream = client.request(headers);
  stream.on('response', (response) => console.log('  response', response[':status']));
  stream.on('error', (error) => console.log('  error', error.code, error.message));
  stream.on('frameError', (type, code, id) => console.log('  frameError', type, code, id));
  stream.resume();
  await new Promise((resolve) => stream.on('close', resolve));
  console.log('  closed', stream.rstCode);
}

async function pings() {
  console.log('pings and settings');
  const { server, url } = await listen({}, answer);
  const client = http2.connect(url, { maxOutstandingPings: 2, maxOutstandingSettings: 2 });
  await once(client, 'connect');
  let left = 3;
  await new Promise((resolve) => {
    const done = (index) => (error) => {
      console.log('  ping', index, error?.code);
      if (--left === 0) resolve();
    };
    for (let index = 0; index < 3; index++) console.log('  sent', client.ping(done(index)));
  });
  client.on('error', (error) => console.log('  client', error.code, error.message));
  for (let index = 0; index < 4; index++) if (!client.destroyed) client.settings({ initialWindowSize: 70_000 + index }, (error) => console.log('  settings', index, error?.code));
  await once(client, 'close').catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.close();
}

async function fields() {
  console.log('header fields');
  const { server, url } = await listen({ maxHeaderListPairs: 8 }, answer);
  const client = http2.connect(url);
  const many = (count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, 'a']));
  await ask(client, many(4));
  await ask(client, many(5));
  await ask(client, {});
  client.close();
  server.close();

  const small = await listen({ settings: { maxHeaderListSize: 400 } }, answer);
  const other = http2.connect(small.url);
  await once(other, 'remoteSettings');
  await ask(other, { 'x-small': 'a'.repeat(10) });
  await ask(other, { 'x-large': 'a'.repeat(500) });
  other.close();
  small.server.close();

  const third = await listen({}, answer);
  const limited = http2.connect(third.url, { maxSendHeaderBlockLength: 200 });
  limited.on('frameError', () => {});
  await ask(limited, { 'x-long': 'a'.repeat(300) });
  limited.close();
  third.server.close();
}

async function resets() {
  console.log('resets');
  const { server, url } = await listen({ streamResetBurst: 5, streamResetRate: 1 }, (stream) => stream.on('aborted', () => {}));
  const client = http2.connect(url);
  let gone = false;
  client.on('goaway', (code) => {
    console.log('  goaway', code);
    gone = true;
  });
  client.on('error', (error) => console.log('  client', error.code, error.message));
  for (let count = 0; count < 12 && !gone; count++) {
    const stream = client.request({ ':method': 'POST' });
    stream.on('error', () => {});
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (!stream.closed) stream.close(http2.constants.NGHTTP2_CANCEL);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  console.log('  told to go', gone);
  client.destroy();
  server.close();
}

pings().then(fields).then(resets);
