// Frames of the library name the handles that called it.
const http = require('node:http');
const fs = require('node:fs');
const net = require('node:net');
const dns = require('node:dns');
const { Worker } = require('node:worker_threads');
const { exec } = require('node:child_process');

const shown = new Map();
// `Readable.prototype.read` is a function without a name: the engine calls it after what it was assigned to or after its receiver, by how it was compiled.
const note = (what) => shown.set(what, new Error(what).stack.split('\n').slice(1, 6).filter((line) => line.includes('node:')).map((line) => line.trim().replace(/^at (async )?/, '').replace(/ ?\(?node:.*$/, '').replace(/^IncomingMessage\.read$/, 'Readable.read')));

async function main() {
  await new Promise((resolve) => fs.readFile(__filename, () => resolve(note('readFile'))));
  await new Promise((resolve) => fs.stat(__filename, () => resolve(note('stat'))));
  await new Promise((resolve) => dns.lookup('localhost', () => resolve(note('lookup'))));
  const server = http.createServer((request, response) => {
    note('request');
    request.on('data', () => note('body')).on('end', () => response.end('answer'));
  });
  await new Promise((resolve) => server.listen(0, resolve));
  await new Promise((resolve) => {
    const request = http.request({ port: server.address().port, method: 'POST', agent: false }, (response) => {
      note('response');
      response.resume().on('close', () => resolve());
    });
    request.end('a body');
  });
  server.close();
  const echo = net.createServer((socket) => (note('connection'), socket.on('data', () => (note('data'), socket.end()))));
  await new Promise((resolve) => echo.listen(0, resolve));
  await new Promise((resolve) => net.connect(echo.address().port, function () { this.end('x'); }).on('close', resolve).resume());
  echo.close();
  await new Promise((resolve) => exec('echo', () => resolve(note('exec'))));
  await new Promise((resolve) => new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true }).on('message', () => note('message')).on('exit', resolve));
  console.log(Object.fromEntries(shown));
  console.log(server.constructor.name, (await fs.promises.open(__filename).then(async (handle) => (await handle.close(), handle))).constructor.name);
}
main();
