// Transform, Duplex.from, PassThrough, flush.
const { Transform, pipeline, Readable } = require('node:stream');
const upper = new Transform({
  transform(chunk, encoding, callback) {
    callback(null, String(chunk).toUpperCase());
  },
  flush(callback) {
    callback(null, '!');
  },
});
const lines = async function* (source) {
  let rest = '';
  for await (const chunk of source) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    yield* parts;
  }
  if (rest !== '') yield rest;
};
pipeline(Readable.from(['one\ntw', 'o\nthr', 'ee']), upper, lines, async function (source) {
  for await (const line of source) console.log(line);
}, (error) => console.log('done', error));
