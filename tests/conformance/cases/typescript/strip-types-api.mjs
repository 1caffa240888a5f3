// stripTypeScriptTypes of node:module: both modes, source maps, and what it refuses.
import { stripTypeScriptTypes } from 'node:module';
console.log(stripTypeScriptTypes('const a: number = 1; type B = string;'));
console.log(stripTypeScriptTypes('enum A { B }', { mode: 'transform' }));
console.log(stripTypeScriptTypes('let a: number', { sourceUrl: 'x.ts' }));
console.log(stripTypeScriptTypes('enum A { B }', { mode: 'transform', sourceMap: true, sourceUrl: 'x.ts' }));
for (const [code, options] of [['enum A {}'], [1], ['', { mode: 'x' }], ['a', { sourceMap: true }], ['let = :']]) {
  try { console.log(stripTypeScriptTypes(code, options)); } catch (e) { console.log(e.code, e.message); }
}
