// WHATWG streams: transform, tee, byte streams, backpressure, text encoding.
const source = new ReadableStream({
  start(controller) {
    for (const n of [1, 2, 3]) controller.enqueue(n);
    controller.close();
  },
});
const [left, right] = source.tee();
const doubled = left.pipeThrough(new TransformStream({ transform: (n, controller) => controller.enqueue(n * 2) }));
const all = [];
for await (const n of doubled) all.push(n);
for await (const n of right) all.push(n);
console.log(all);
const text = new ReadableStream({
  start(controller) {
    controller.enqueue(new Uint8Array([0xe2, 0x82]));
    controller.enqueue(new Uint8Array([0xac, 0x21]));
    controller.close();
  },
}).pipeThrough(new TextDecoderStream());
const reader = text.getReader();
console.log(await reader.read(), await reader.read(), await reader.read());
const { text: toText } = await import('node:stream/consumers');
console.log(await toText(new Blob(['blob ', 'parts']).stream()));
