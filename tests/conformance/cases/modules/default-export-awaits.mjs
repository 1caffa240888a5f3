// `export default await ...` in its forms, and modules of a CommonJS package that are written as ES modules.
import { createRequire } from 'node:module';

const texts = [
  'await 1;', 'await 1', 'await Promise.resolve({ a: 1 });', '(await 1);', 'await (async () => 5)() + 1;', '[await 1, await 2]', 'await import("node:path").then(({ sep }) => sep) // comment',
  'async () => await 1', 'async function () { await 1; }', 'class { async method() { await 1; } }', 'await eval("1");', 'await [1, 2].map((each) => each * 2);',
];
for (const text of texts) {
  const { default: value } = await import(`data:text/javascript,${encodeURIComponent(`export default ${text}\n`)}`);
  console.log(text, value);
}
const require = createRequire(import.meta.url);
for (const name of ['./common/exports.js', './common/imports.js', './common/awaits.js']) {
  try {
    require(name);
  } catch (error) {
    console.log(name, error.name, error.message);
  }
}
