'use strict';
// Runs a program inside StackBlitz's container, which gives the page one output only: keeps the program's two outputs apart, hands signals and
// input on, and ends with the program's exit code. Started by ../webcontainer.ts as `node -e <wire.cjs and this text> command args`.
/* global onFrame, sendBytes, sendFrame */
const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const SIGNAL_EXIT_BASE = 128;

const [command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });

function relay(stream, type) {
  stream.on('data', (data) => {
    if (sendBytes(type, 0, data)) return;
    stream.pause();
    process.stdout.once('drain', () => stream.resume());
  });
}

child.on('spawn', () => sendFrame('P', 0, Buffer.from(String(child.pid))));
child.on('error', (error) => {
  if (child.pid !== undefined) return;
  sendFrame('F', 0, Buffer.from(String(error.code ?? error.message)));
  process.exitCode = 127;
  process.stdin.destroy();
});
relay(child.stdout, '1');
relay(child.stderr, '2');
// A program that has closed its input, or ended, takes no more.
child.stdin.on('error', () => {});
child.on('close', (code, signal) => {
  if (child.pid === undefined) return;
  const exitCode = code ?? SIGNAL_EXIT_BASE + (constants.signals[signal] ?? 0);
  sendFrame('C', 0, Buffer.from(String(exitCode)));
  process.exitCode = exitCode;
  process.stdin.destroy();
});

onFrame((type, _id, data) => {
  switch (type) {
    case 'I':
      child.stdin.write(data);
      break;
    case 'Z':
      child.stdin.end();
      break;
    case 'S':
      child.kill(data.toString('latin1'));
      break;
  }
});
