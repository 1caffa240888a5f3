// A Console over other streams; ignoreErrors; inspectOptions.
const { Console } = require('node:console');
const { Writable } = require('node:stream');
const lines = [];
const sink = (name) => new Writable({ write: (chunk, encoding, callback) => (lines.push(`${name} ${chunk}`), callback()) });
const own = new Console({ stdout: sink('out'), stderr: sink('err'), inspectOptions: { depth: 0 }, groupIndentation: 4 });
own.log({ a: { b: 1 } });
own.error('to err');
own.group('g');
own.log('in group');
console.log(lines);
console.log(typeof console.Console, Object.keys(console).sort().join(' '));
