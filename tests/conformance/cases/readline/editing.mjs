// Lines from streams, questions, line editing with history and completion, cursor movements, key presses.
import readline from 'node:readline';
import rlp from 'node:readline/promises';
import { Readable, Writable, PassThrough } from 'node:stream';
const log = console.log;
const out = () => {
  const c = [];
  const w = new Writable({
    write(x, e, cb) {
      c.push(String(x));
      cb();
    },
  });
  w.c = c;
  return w;
};
const rl = readline.createInterface({ input: Readable.from(['a\nb\r\nc', 'd\n\ne']), crlfDelay: Infinity });
for await (const l of rl) log(JSON.stringify(l));
const inp = new PassThrough();
const o = out();
const r = rlp.createInterface({ input: inp, output: o });
setTimeout(() => inp.write('Ada\n'), 5);
log(await r.question('Name? '), o.c);
const ac = new AbortController();
const q = r.question('Again? ', { signal: ac.signal });
ac.abort();
await q.catch((e) => log(e.name, e.code, e.message));
r.close();
await r.question('closed').catch((e) => log(e.code, e.message));
const i2 = new PassThrough();
const o2 = out();
const t = readline.createInterface({
  input: i2,
  output: o2,
  terminal: true,
  prompt: '>> ',
  historySize: 3,
  completer: (l) => [['hello', 'help'].filter((x) => x.startsWith(l)), l],
});
t.on('line', (l) => log('line', l))
  .on('history', (h) => log('hist', h))
  .on('SIGINT', () => log('SIGINT'))
  .on('close', () => log('close'))
  .on('pause', () => log('pause'))
  .on('resume', () => log('resume'));
t.prompt();
for (const k of ['abc', '\x1b[D', 'X', '\n', '\x1b[A', '\n', 'hel', '\t', '\x7f', '\x15', 'q\n', '\x03']) i2.write(k);
await new Promise((z) => setTimeout(z, 700));
log(t.line, t.cursor, t.getPrompt(), t.getCursorPos());
t.setPrompt('# ');
t.write('typed');
t.write(null, { ctrl: true, name: 'u' });
t.write('z\n');
t.close();
log(JSON.stringify(o2.c.join('')));
const o3 = out();
readline.cursorTo(o3, 1, 2);
readline.moveCursor(o3, -1, 1);
readline.clearLine(o3, -1);
readline.clearScreenDown(o3, () => log('cb'));
log(JSON.stringify(o3.c));
const ro = new rlp.Readline(o3);
ro.cursorTo(3).clearLine(0).moveCursor(1, 1);
await ro.commit();
ro.clearScreenDown().rollback();
log(JSON.stringify(o3.c.at(-1)));
readline.emitKeypressEvents(i2);
i2.on('keypress', (s, k) => log(s, k));
i2.write('a\x1b[1;5CZ');
i2.write('\x1b');
setTimeout(() => i2.end(), 600);
