// node:repl without a terminal: a program gives it lines, and reads what it answers.
const repl = require('node:repl');
const { PassThrough } = require('node:stream');

/** Types lines into a REPL. @returns what it wrote */
async function session(lines, options = {}, prepare = () => {}) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let written = '';
  output.on('data', (chunk) => (written += chunk));
  const server = repl.start({ input, output, prompt: '> ', terminal: false, ...options });
  prepare(server);
  const ended = new Promise((resolve) => server.on('exit', resolve));
  for (const line of lines) input.write(`${line}\n`);
  input.end();
  await ended;
  return written;
}

(async () => {
  console.log(await session(['1 + 1', 'const a = { b: [1, 2] }', 'a', '_.b.length', "'text'", 'undefined', 'let c = 3; c * 2', 'function twice(x) {', 'return x * 2', '}', 'twice(21)']));
  console.log(await session(['nothing', "throw new RangeError('too much')", '_error.message', '1 +', '', '2', '}', "JSON.parse('{')"]));
  console.log(await session(['await Promise.resolve(7)', 'const d = await new Promise((done) => setTimeout(done, 5, 8))', 'd', 'await Promise.reject(new Error("refused"))']));
  console.log(await session(['.help', '.break', '.nothing', 'given + 1', '.shout loud words'], { ignoreUndefined: true }, (server) => {
    server.context.given = 41;
    server.defineCommand('shout', { help: 'Says it louder', action(text) { this.output.write(`${text.toUpperCase()}\n`); this.displayPrompt(); } });
  }));
  console.log(await session(['one', 'two'], { eval: (line, _context, _file, done) => done(null, line.trim().toUpperCase()), writer: (value) => `<${value}>` }));
  console.log(await session(['os.EOL', 'typeof fs.readFileSync', 'path.sep', "require('node:url') === url", 'module.children.length', 'this === globalThis'], { useGlobal: true }));
  console.log(await session(['.exit', 'never']));
})();
