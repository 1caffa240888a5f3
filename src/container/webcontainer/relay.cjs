'use strict';
// Runs a program inside StackBlitz's container, which gives the page one output only: keeps the program's two outputs apart, hands signals and
// input on, and ends with the program's exit code (frames.ts has the form). Started by ../webcontainer.ts as `node -e <this text> command args`.
const { spawn } = require('node:child_process');
const { constants } = require('node:os');

const TO_PROGRAM = '@backlot<';
const TO_PAGE = '@backlot>';
const FRAME_DATA = 24 * 1024;
const HEAD = 5;
const SIGNAL_EXIT_BASE = 128;

function send(type, data) {
  const head = Buffer.alloc(HEAD);
  head.write(type, 0, 'latin1');
  return process.stdout.write(`${TO_PAGE}${Buffer.concat([head, data]).toString('base64')}\n`);
}

const [command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });

function relay(stream, type) {
  stream.on('data', (data) => {
    let room = true;
    for (let at = 0; at < data.length; at += FRAME_DATA) room = send(type, data.subarray(at, at + FRAME_DATA));
    if (room) return;
    stream.pause();
    process.stdout.once('drain', () => stream.resume());
  });
}

child.on('spawn', () => send('P', Buffer.from(String(child.pid))));
child.on('error', (error) => {
  if (child.pid !== undefined) return;
  send('F', Buffer.from(String(error.code ?? error.message)));
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
  send('C', Buffer.from(String(exitCode)));
  process.exitCode = exitCode;
  process.stdin.destroy();
});

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
    const data = bytes.subarray(HEAD);
    switch (String.fromCharCode(bytes[0] ?? 0)) {
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
  }
});
