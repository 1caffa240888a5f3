// What is said of a module whose imports or exports are cut off or wrong.
const sources = [
  '// nothing but a word\nimport\n', 'import', 'import a', 'import { a', 'import { a } from', 'import { a } from 5;', 'import { a b } from "node:fs";', 'import * from "node:fs";', 'import a from;',
  'export', 'export {', 'export { a', 'export default', 'export const', 'export 5;', 'export { a } from', 'export * from', 'export default function (', 'if (true) { import a from "node:fs"; }', 'if (true) { import { a } from "node:fs"; }', '{ import "node:fs" }',
  'function f() { export const a = 1; }',
];
for (const source of sources) {
  await import(`data:text/javascript,${encodeURIComponent(source)}`).then(() => console.log('loaded'), (error) => console.log(JSON.stringify(source), error.name, error.message));
}
