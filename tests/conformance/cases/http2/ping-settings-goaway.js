// PING, SETTINGS and GOAWAY: callbacks, events, and what each side knows of the other.
const http2 = require('node:http2');

const show = (settings) => JSON.stringify(settings);
const server = http2.createServer({ settings: { maxConcurrentStreams: 50, customSettings: { 9999: 301 } }, remoteCustomSettings: [7777] });
let events = 0;
server.on('session', (session) => {
  session.on('ping', (payload) => console.log('server pinged', payload.toString()));
  session.on('remoteSettings', (settings) => {
    console.log('server: remote settings', show(settings));
    if (++events < 2) return;
    session.goaway(0, 0, Buffer.from('bye'));
    setTimeout(() => session.destroy(), 100);
  });
  session.on('localSettings', (settings) => console.log('server: local settings', show(settings)));
  session.on('goaway', (code, last, data) => console.log('server: goaway', code, last, data));
  session.on('close', () => console.log('server: session closed', session.destroyed, session.goawayCode));
});
server.on('stream', (stream) => {
  stream.respond();
  stream.end('done');
});

server.listen(0, () => {
  const client = http2.connect(`http://localhost:${server.address().port}`, { settings: { enablePush: false, initialWindowSize: 100_000, customSettings: { 7777: 5 } }, remoteCustomSettings: [9999] });
  console.log('pending', client.pendingSettingsAck, client.connecting, show(client.localSettings), client.ping(() => {}));
  client.on('localSettings', (settings) => console.log('client: local settings', show(settings), client.pendingSettingsAck));
  client.on('remoteSettings', (settings) => console.log('client: remote settings', show(settings)));
  client.on('goaway', (code, last, data) => {
    console.log('client: goaway', code, last, String(data), client.closed);
  });
  client.on('close', () => console.log('client: closed', client.goawayCode, client.goawayLastStreamID));
  client.on('connect', () => {
    const stream = client.request();
    stream.resume();
    stream.on('close', () => {
      const answered = client.ping(Buffer.from('12345678'), (error, duration, payload) => {
        console.log('ping', error, typeof duration, payload.toString());
        client.settings({ maxFrameSize: 20_000, maxHeaderListSize: 5000 }, (failure, settings, time) => console.log('settings', failure, settings.maxFrameSize, typeof time));
      });
      console.log('answered', answered);
      try {
        client.ping(Buffer.from('short'), () => {});
      } catch (error) {
        console.log(error.code);
      }
      try {
        client.settings({ maxFrameSize: 1 });
      } catch (error) {
        console.log(error.code, error.message);
      }
    });
  });
  client.on('close', () => {
    client.on('error', () => {});
    try {
      client.ping(() => {});
    } catch (error) {
      console.log(error.code);
    }
    server.close();
  });
});
