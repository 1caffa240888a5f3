// Preloaded (`node --require`) into test files that the doctor runs: the lesson's port leads to the free one that the program got in its place
// (remap-port.cjs), so that a test can say http://localhost:3000 as it does in the container.
'use strict';
const net = require('node:net');

const wanted = Number(process.env.BACKLOT_LESSON_PORT);
const real = Number(process.env.BACKLOT_PROGRAM_PORT);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  // net.connect() hands over its arguments as one array that it has normalised, with the options in front.
  const list = Array.isArray(args[0]) ? args[0] : args;
  const [first] = list;
  if (typeof first === 'object' && first !== null && Number(first.port) === wanted) list[0] = { ...first, port: real };
  else if (first === wanted) list[0] = real;
  return connect.apply(this, args);
};
