// JSON needs an import attribute.
import data from './data.json' with { type: 'json' };
import { createRequire } from 'node:module';
console.log(data, (await import('./data.json', { with: { type: 'json' } })).default === data);
await import('./data.json').catch((error) => console.log(error.code));
console.log(createRequire(import.meta.url)('./data.json'));
