// run() with reporters: junit, lcov left out; the events of a run and their data.
import { run } from 'node:test'; import { junit, tap } from 'node:test/reporters';
const files = [`${import.meta.dirname}/case.test.js`]; const seen = [];
for await (const event of run({ files, isolation: 'none' })) if (/^test:(pass|fail|plan|summary)$/.test(event.type)) seen.push(`${event.type} ${event.data.name ?? ''} ${event.data.nesting ?? ''}`);
console.log(seen.join('\n')); 
