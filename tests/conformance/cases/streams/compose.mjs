// compose, Duplex.from a generator, Readable.toWeb and fromWeb.
import { compose, Duplex, Readable } from 'node:stream';
const words = compose(
  async function* (source) {
    for await (const chunk of source) yield* String(chunk).split(' ');
  },
  async function* (source) {
    for await (const word of source) yield word.length;
  },
);
words.end('the quick brown fox');
console.log(await words.toArray());
const duplex = Duplex.from(async function* (source) {
  for await (const chunk of source) yield `<${chunk}>`;
});
duplex.end('x');
for await (const chunk of duplex) console.log(String(chunk));
const web = Readable.toWeb(Readable.from(['a', 'b'], { objectMode: true }));
for await (const value of web) console.log(value);
const back = Readable.fromWeb(new ReadableStream({ start(c) { c.enqueue('w1'); c.enqueue('w2'); c.close(); } }));
console.log(await back.toArray());
