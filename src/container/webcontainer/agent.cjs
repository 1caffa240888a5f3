'use strict';
// Runs inside StackBlitz's container, which the page can't send requests into: carries connections to the container's ports over its own
// input and output (frames.ts has the form). Started by ../webcontainer.ts as `node -e <this text>`.
const net = require('node:net');

const TO_PROGRAM = '@backlot<';
const TO_PAGE = '@backlot>';
const FRAME_DATA = 24 * 1024;
const HEAD = 5;
/** Bytes that may be under way to the page for one connection. */
const WINDOW = 256 * 1024;

/** @type {Map<number, { socket: net.Socket, inFlight: number }>} */
const connections = new Map();

function send(type, id, data = Buffer.alloc(0)) {
  const head = Buffer.alloc(HEAD);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(id, 1);
  process.stdout.write(`${TO_PAGE}${Buffer.concat([head, data]).toString('base64')}\n`);
}

function sendNumber(type, id, number) {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(number);
  send(type, id, data);
}

function open(id, port) {
  const socket = net.connect({ port, host: 'localhost', allowHalfOpen: true });
  const connection = { socket, inFlight: 0 };
  let connected = false;
  connections.set(id, connection);
  socket.setNoDelay(true);
  socket.on('connect', () => {
    connected = true;
    send('A', id);
  });
  socket.on('data', (data) => {
    for (let at = 0; at < data.length; at += FRAME_DATA) send('D', id, data.subarray(at, at + FRAME_DATA));
    connection.inFlight += data.length;
    if (connection.inFlight > WINDOW) socket.pause();
  });
  socket.on('end', () => send('E', id));
  socket.on('error', (error) => send(connected ? 'X' : 'R', id, Buffer.from(String(error.code ?? error.message))));
  socket.on('close', () => connections.delete(id));
}

function receive(type, id, data) {
  if (type === 'O') return open(id, data.readUInt16BE(0));
  const connection = connections.get(id);
  if (connection === undefined) return undefined;
  const { socket } = connection;
  switch (type) {
    case 'D':
      socket.write(data, (error) => {
        if (!error) sendNumber('W', id, data.length);
      });
      return undefined;
    case 'E':
      socket.end();
      return undefined;
    case 'X':
      socket.resetAndDestroy();
      return undefined;
    case 'W':
      connection.inFlight -= data.readUInt32BE(0);
      if (connection.inFlight <= WINDOW) socket.resume();
      return undefined;
    default:
      return undefined;
  }
}

let rest = '';
process.stdin.setEncoding('latin1');
if (process.stdin.isTTY) process.stdin.setRawMode(true);
process.stdin.on('data', (text) => {
  const lines = (rest + text).split(/\r\n|\r|\n/);
  rest = lines.pop() ?? '';
  for (const line of lines) {
    const at = line.indexOf(TO_PROGRAM);
    if (at < 0) continue;
    const bytes = Buffer.from(line.slice(at + TO_PROGRAM.length), 'base64');
    if (bytes.length >= HEAD) receive(String.fromCharCode(bytes[0]), bytes.readUInt32BE(1), bytes.subarray(HEAD));
  }
});
process.stdin.on('end', () => process.exit());
send('H', 0, Buffer.from(JSON.stringify({ version: process.version })));
