// CommonJS in TypeScript: import = require, export =, require of a .ts file, an async function.
const { add }: { add(a: number, b: number): number } = require('./add.cts');
const esm = require('./esm.ts') as { value: number };
async function main(name: string): Promise<string> { await null; return name; }
main('x').then((name: string) => console.log(name, require("node:path").basename(__filename), add(1, 2), esm.value, typeof module));
