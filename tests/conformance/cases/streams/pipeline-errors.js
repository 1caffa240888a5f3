// pipeline destroys everything when one part fails, and says who did.
const { pipeline, Readable, Writable, Transform } = require('node:stream');
const promises = require('node:stream/promises');
const source = Readable.from(['a', 'b', 'c']);
const bad = new Transform({ transform: (chunk, encoding, callback) => callback(new Error(`refused ${chunk}`)) });
const sink = new Writable({ write: (chunk, encoding, callback) => callback() });
pipeline(source, bad, sink, async (error) => {
  console.log(error.message, source.destroyed, bad.destroyed, sink.destroyed);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 5);
  const endless = new Readable({ read() {} });
  await promises.pipeline(endless, new Writable(), { signal: controller.signal }).catch((reason) => console.log(reason.name, reason.code));
  const premature = new Readable({ read() {} });
  setImmediate(() => premature.destroy());
  await promises.finished(premature).catch((reason) => console.log(reason.code));
});
