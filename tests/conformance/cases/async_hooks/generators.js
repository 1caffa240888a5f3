// Async generators, for await and pipelines keep the store.
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { pipeline } = require('node:stream/promises');
const { Readable } = require('node:stream');
const als = new AsyncLocalStorage();
async function* count() {
  for (let i = 0; i < 2; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield `${i} ${als.getStore()}`;
  }
}
als.run('outer', async () => {
  for await (const value of count()) console.log(value, als.getStore());
  await pipeline(Readable.from(['x']), async function* (source) {
    for await (const chunk of source) yield chunk + als.getStore();
  }, async (source) => {
    for await (const chunk of source) console.log(chunk, als.getStore());
  });
  const bound = AsyncResource.bind(() => als.getStore());
  const snapshot = AsyncLocalStorage.snapshot();
  als.run('inner', () => console.log(bound(), snapshot(() => als.getStore()), als.getStore()));
});
