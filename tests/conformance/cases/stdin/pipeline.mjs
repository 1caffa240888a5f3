// From standard input through a transform to standard output.
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const upper = new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) });
await pipeline(process.stdin, upper, process.stdout);
console.log('done');
