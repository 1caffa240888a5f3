// Preloaded (`node --require`) into lesson programs that the doctor runs: a program that listens on its lesson's port gets a free one instead, so that
// several can run at once and a busy port 3000 does not matter. Tells the parent over IPC which port was asked for and which one it got.
'use strict';
const net = require('node:net');

const wanted = Number(process.env.BACKLOT_LESSON_PORT);
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...args) {
  const [first] = args;
  let asked;
  if (typeof first === 'object' && first !== null && first.port !== undefined) {
    asked = Number(first.port);
    if (asked === wanted) args[0] = { ...first, port: 0 };
  } else if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    asked = Number(first);
    if (asked === wanted) args[0] = 0;
  }
  if (asked !== undefined && process.send) {
    this.once('listening', () => {
      const address = this.address();
      if (address && typeof address === 'object') process.send({ type: 'listening', asked, port: address.port });
    });
  }
  return listen.apply(this, args);
};
