// readline over a stream: lines, CRLF split over chunks, the async iterator, question, close, history of input without a terminal.
const readline = require('node:readline');
const { createInterface } = require('node:readline/promises');
const { Readable, PassThrough, Writable } = require('node:stream');
(async () => {
  const lines = [];
  for await (const line of readline.createInterface({ input: Readable.from(['one\ntw', 'o\r', '\nthree\r\n\nfo', 'ur']), crlfDelay: Infinity })) lines.push(line);
  console.log(lines);
  const input = new PassThrough(); let shown = ''; const output = new Writable({ write(chunk, _e, done) { shown += chunk; done(); } });
  const rl = createInterface({ input, output, prompt: '> ' });
  rl.on('line', (line) => console.log('line', line)); rl.on('close', () => console.log('close')); rl.on('pause', () => console.log('pause')); rl.on('resume', () => console.log('resume'));
  setImmediate(() => input.write('Ada\n'));
  console.log(await rl.question('Name? ')); rl.setPrompt('$ '); rl.prompt(); console.log(rl.getPrompt(), rl.terminal, rl.line);
  input.write('free line\n'); await new Promise(setImmediate);
  const c = new AbortController(); setImmediate(() => c.abort()); await rl.question('again? ', { signal: c.signal }).catch((e) => console.log(e.name));
  rl.pause(); rl.resume(); rl.close(); console.log(JSON.stringify(shown));
  await rl.question('late').catch((e) => console.log(e.code));
  console.log(readline.clearLine(output, 0), readline.cursorTo(output, 1, 2), readline.moveCursor(output, -1, 1), JSON.stringify(shown.slice(-20)));
  const keys = new PassThrough(); readline.emitKeypressEvents(keys); keys.on('keypress', (s, key) => console.log(JSON.stringify(s), key.name, key.ctrl, key.shift)); keys.write('aB\x03\x1b[A\r');
})();
