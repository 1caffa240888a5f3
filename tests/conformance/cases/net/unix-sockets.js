// UNIX domain sockets: by path and abstract, what stands in the file system, errors, HTTP, between processes.
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { fork } = require('node:child_process');
const { once } = require('node:events');

const socketPath = path.join(process.cwd(), 'x.sock');
const shown = (error) => JSON.stringify({ name: error.name, message: error.message, code: error.code, errno: error.errno, syscall: error.syscall, address: error.address, port: error.port })
  .replaceAll(process.cwd(), '<cwd>');
const failure = (target) => new Promise((resolve) => target.once('error', (error) => resolve(shown(error))));

async function files() {
  const server = net.createServer((socket) => {
    console.log('server side', socket.address(), socket.remoteAddress, socket.remotePort, socket.localAddress, socket.remoteFamily);
    socket.end('bye');
  });
  server.listen(socketPath);
  await once(server, 'listening');
  console.log('address', server.address().replace(process.cwd(), '<cwd>'));
  const stat = fs.lstatSync(socketPath);
  console.log('file', stat.isSocket(), stat.isFile(), stat.size, (stat.mode & 0o777).toString(8), fs.existsSync(socketPath));
  console.log('entry', fs.readdirSync('.', { withFileTypes: true }).filter((entry) => entry.isSocket()).map(({ name }) => name));
  for (const work of [() => fs.readFileSync(socketPath), () => fs.writeFileSync(socketPath, 'x'), () => fs.copyFileSync(socketPath, 'copy')]) {
    try {
      work();
    } catch (error) {
      console.log('open', error.code, error.syscall);
    }
  }
  const client = net.connect(socketPath);
  client.setEncoding('utf8').on('data', (text) => console.log('client got', text));
  await once(client, 'close');
  console.log('client', client.address(), client.remoteAddress, client.bytesRead);
  console.log('in use', await failure(net.createServer().listen(socketPath)));
  server.close();
  await once(server, 'close');
  console.log('gone', fs.existsSync(socketPath), server.address());
}

async function errors() {
  console.log(await failure(net.connect(path.join(process.cwd(), 'nothing.sock'))));
  fs.writeFileSync('plain.txt', '');
  console.log(await failure(net.connect({ path: path.join(process.cwd(), 'plain.txt') })));
  console.log(await failure(net.createServer().listen(path.join(process.cwd(), 'plain.txt'))));
  console.log(await failure(net.createServer().listen(path.join(process.cwd(), 'no', 'folder.sock'))));
  console.log(await failure(net.createServer().listen(`/${'x'.repeat(200)}`)));
  console.log(await failure(net.connect(`/${'x'.repeat(200)}`)));
  console.log(await failure(http.get({ socketPath: path.join(process.cwd(), 'nothing.sock'), path: '/' })));
}

async function abstract() {
  const name = `\0backlot-${process.pid}`;
  const server = net.createServer((socket) => socket.pipe(socket)).listen({ path: name });
  await once(server, 'listening');
  console.log('abstract', server.address() === name);
  const client = net.connect({ path: name });
  client.write('hello');
  console.log(String((await once(client, 'data'))[0]));
  console.log('in use', (await failure(net.createServer().listen(name))).replaceAll(/backlot-\d+/g, 'backlot'));
  client.destroy();
  server.close();
  await once(server, 'close');
  console.log('refused', (await failure(net.connect({ path: name }))).replaceAll(/backlot-\d+/g, 'backlot'));
}

async function permissions() {
  const server = net.createServer();
  server.listen({ path: socketPath, readableAll: true, writableAll: true });
  await once(server, 'listening');
  console.log('mode', (fs.statSync(socketPath).mode & 0o777).toString(8));
  fs.chmodSync(socketPath, 0o500);
  fs.unlinkSync(socketPath);
  server.close();
  await once(server, 'close');
}

async function requests() {
  const server = http.createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (text) => (body += text)).on('end', () => response.end(`${request.method} ${request.url} ${request.headers.host} ${request.socket.remoteAddress} ${body}`));
  });
  server.listen(socketPath);
  await once(server, 'listening');
  const agent = new http.Agent({ keepAlive: true });
  for (const [method, body] of [['GET', undefined], ['POST', 'x'.repeat(10)]]) {
    const request = http.request({ socketPath, method, path: '/users', agent });
    request.end(body);
    const [response] = await once(request, 'response');
    console.log(response.statusCode, (await response.setEncoding('utf8').toArray()).join(''), request.reusedSocket);
  }
  console.log(Object.keys(agent.freeSockets).map((key) => key.replace(process.cwd(), '<cwd>')));
  agent.destroy();
  server.close();
  await once(server, 'close');
}

async function processes() {
  const child = fork(__filename, ['child'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'message');
  console.log('child listens', fs.lstatSync('child.sock').isSocket());
  console.log('in use', await failure(net.createServer().listen('child.sock')));
  const client = net.connect('child.sock');
  client.setEncoding('utf8');
  client.end('a'.repeat(300_000));
  console.log('answer', (await client.toArray()).join(''));
  child.kill('SIGKILL');
  await once(child, 'exit');
  console.log('left behind', fs.existsSync('child.sock'), await failure(net.connect('child.sock')));
}

if (process.argv[2] === 'child') {
  net.createServer({ allowHalfOpen: true }, async (socket) => {
    const bytes = await socket.setEncoding('utf8').toArray();
    socket.end(`${bytes.join('').length} bytes`);
  }).listen('child.sock', () => process.send('listening'));
} else {
  (async () => {
    for (const part of [files, errors, abstract, permissions, requests, processes]) await part();
  })();
}
