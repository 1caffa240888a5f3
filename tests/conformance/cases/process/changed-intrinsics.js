// --disable-proto and --frozen-intrinsics.
const { execFile } = require('node:child_process');
const fs = require('node:fs');

fs.writeFileSync('proto.js', `
  const attempt = (action) => { try { console.log(action()); } catch (error) { console.log(error.name, error.code, error.message, error.stack.split('\\n')[1].includes('proto.js')); } };
  attempt(() => ({}).__proto__ === Object.prototype);
  attempt(() => { const object = {}; object.__proto__ = null; return [Object.getPrototypeOf(object) === null, Object.hasOwn(object, '__proto__')]; });
  attempt(() => Object.getPrototypeOf({ __proto__: null }));
  attempt(() => { const found = Object.getOwnPropertyDescriptor(Object.prototype, '__proto__'); return found && [typeof found.get, typeof found.set, found.enumerable, found.configurable]; });
  fs = require('node:fs'); fs.readFile('none', (error) => console.log(error.code));
  fetch('data:text/plain,text').then((response) => response.text()).then(console.log);
`);
fs.writeFileSync('needed.js', 'module.exports = [typeof Object.prototype.toString];');
fs.writeFileSync('frozen.js', `'use strict';
  console.log([Array.prototype, Object.prototype, Error, Map, JSON, Promise.prototype].every(Object.isFrozen), Object.isFrozen(globalThis));
  const attempt = (action) => { try { console.log(action()); } catch (error) { console.log(error.name, error.message); } };
  attempt(() => { Array.prototype.added = 1; });
  attempt(() => { Error.stackTraceLimit = 1; });
  attempt(() => { const array = []; array.push = 1; return array.push; });
  attempt(() => { class Own extends Error { name = 'Own' } throw new Own('message'); });
  attempt(() => require('./needed.js'));
  attempt(() => require('./none.js').length);
  attempt(() => new Function('return 5')());
  attempt(() => new Error('with a stack').stack.split('\\n')[1].includes('frozen.js'));
  require('node:fs').readFile('none', (error) => console.log(error.code, error.stack));
  require('node:fs').promises.readFile('none').catch((error) => console.log(error.code));
  import('./needed.js').then((found) => console.log(found.default));
`);
const run = (args) =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { argv0: 'node' }, (error, stdout, stderr) => {
      console.log('#', args.join(' '), error?.code ?? 0);
      console.log(stdout.replaceAll(process.cwd(), '.').replaceAll(/^- .*\n/gm, ''));
      console.log(stderr.replaceAll(process.execPath, 'node').replaceAll(/\(node:\d+\)/g, '(node)'));
      resolve();
    });
  });

(async () => {
  for (const mode of ['delete', 'throw', 'other']) await run([`--disable-proto=${mode}`, 'proto.js']);
  await run(['--frozen-intrinsics', 'frozen.js']);
})();
