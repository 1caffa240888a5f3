// Pushed streams: taken, refused by the client's settings, reset by the client, nested.
const http2 = require('node:http2');

const server = http2.createServer();
server.on('stream', (stream, headers) => {
  console.log('asked', headers[':path'], stream.pushAllowed);
  if (!stream.pushAllowed) {
    try {
      stream.pushStream({ ':path': '/x' }, () => {});
    } catch (error) {
      console.log(error.code, error.message);
    }
    stream.respond();
    stream.end('no push');
    return;
  }
  stream.pushStream({ ':path': '/style.css', 'x-why': 'linked' }, (error, pushed, sent) => {
    console.log('pushing', error, pushed.id, sent[':path'], sent[':method'], pushed.pushAllowed, pushed.headersSent);
    try {
      pushed.pushStream({ ':path': '/nested' }, () => {});
    } catch (nested) {
      console.log(nested.code, nested.message);
    }
    pushed.respond({ ':status': 200, 'content-type': 'text/css' });
    pushed.end('body {}');
  });
  stream.pushStream({ ':path': '/head', ':method': 'HEAD' }, (error, pushed) => {
    pushed.respond({ ':status': 200, 'x-head': 'yes' });
    console.log('head request', pushed.headRequest);
  });
  stream.respond({ ':status': 200 });
  stream.end('page');
});

server.listen(0, () => {
  const url = `http://localhost:${server.address().port}`;
  const client = http2.connect(url);
  let open = 3;
  const closed = (name) => () => {
    console.log(name, 'closed');
    if (--open > 0) return;
    client.close();
    refusing();
  };
  client.on('stream', (pushed, headers) => {
    const name = `pushed ${headers[':path']}`;
    console.log(name, pushed.id, headers[':method'], headers[':scheme'], headers['x-why']);
    pushed.on('push', (response, flags) => console.log(name, 'push', response[':status'], response['x-head'], flags));
    pushed.setEncoding('utf8');
    pushed.on('data', (chunk) => console.log(name, 'data', chunk));
    pushed.on('end', () => console.log(name, 'end'));
    pushed.on('close', closed(name));
  });
  const page = client.request({ ':path': '/' });
  page.resume();
  page.on('close', closed('page'));

  function refusing() {
    const other = http2.connect(url, { settings: { enablePush: false } });
    const stream = other.request({ ':path': '/' });
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => console.log(chunk));
    stream.on('close', () => {
      other.close();
      server.close();
    });
  }
});
