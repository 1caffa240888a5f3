'use strict';
// Runs inside StackBlitz's container, which the page can't send requests into: carries connections to the container's ports over its own
// input and output. Started by ../webcontainer.ts as `node -e <wire.cjs and this text>`.
/* global onFrame, sendBytes, sendFrame */
const net = require('node:net');

/** Bytes that may be under way to the page for one connection. */
const WINDOW = 256 * 1024;

/** @type {Map<number, { socket: net.Socket, inFlight: number }>} */
const connections = new Map();

function sendNumber(type, id, number) {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(number);
  sendFrame(type, id, data);
}

function open(id, port) {
  const socket = net.connect({ port, host: 'localhost', allowHalfOpen: true });
  const connection = { socket, inFlight: 0 };
  let connected = false;
  connections.set(id, connection);
  socket.setNoDelay(true);
  socket.on('connect', () => {
    connected = true;
    sendFrame('A', id);
  });
  socket.on('data', (data) => {
    sendBytes('D', id, data);
    connection.inFlight += data.length;
    if (connection.inFlight > WINDOW) socket.pause();
  });
  socket.on('end', () => sendFrame('E', id));
  socket.on('error', (error) => sendFrame(connected ? 'X' : 'R', id, Buffer.from(String(error.code ?? error.message))));
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

onFrame(receive);
process.stdin.on('end', () => process.exit());
sendFrame('H', 0, Buffer.from(JSON.stringify({ version: process.version })));
