'use strict';
// Frames (frames.ts has the form) over a program's own input and output. programs.ts puts this text before those of agent.cjs and relay.cjs.
const TO_PROGRAM = '@backlot<';
const TO_PAGE = '@backlot>';
const FRAME_DATA = 24 * 1024;
const HEAD = 5;

/** Sends a frame to the page. @returns whether there is room for more */
function sendFrame(type, id, data = Buffer.alloc(0)) {
  const head = Buffer.alloc(HEAD);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(id, 1);
  return process.stdout.write(`${TO_PAGE}${Buffer.concat([head, data]).toString('base64')}\n`);
}

/** Sends bytes to the page in as many frames as they need. @returns whether there is room for more */
function sendBytes(type, id, data) {
  let room = true;
  for (let at = 0; at < data.length; at += FRAME_DATA) room = sendFrame(type, id, data.subarray(at, at + FRAME_DATA));
  return room;
}

/** Hears frames of the page. @param {(type: string, id: number, data: Buffer) => void} receive */
function onFrame(receive) {
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
}
