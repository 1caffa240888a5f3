// WebAssembly: modules by hand, imports and exports, memories, tables, globals, traps and errors.
const bytes = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, // magic, version
  1, 11, 2, 96, 2, 127, 127, 1, 127, 96, 1, 127, 0, // types: (i32, i32) -> i32, (i32) -> ()
  2, 11, 1, 3, 101, 110, 118, 3, 108, 111, 103, 0, 1, // import env.log
  3, 3, 2, 0, 0, // two functions of the first type
  5, 3, 1, 0, 1, // a memory of one page
  7, 19, 3, 3, 97, 100, 100, 0, 1, 3, 100, 105, 118, 0, 2, 3, 109, 101, 109, 2, 0, // add, div, mem
  10, 24, 2, 14, 0, 32, 0, 32, 1, 106, 16, 0, 32, 0, 32, 1, 106, 11, 7, 0, 32, 0, 32, 1, 109, 11, // code
]);
const attempt = async (name, action) => {
  try {
    console.log(name, await action());
  } catch (error) {
    console.log(name, error.name, error instanceof Error);
  }
};
(async () => {
  console.log(WebAssembly.validate(bytes), WebAssembly.validate(bytes.subarray(1)));
  const module = await WebAssembly.compile(bytes);
  console.log(WebAssembly.Module.imports(module), WebAssembly.Module.exports(module), WebAssembly.Module.customSections(module, 'name'));
  const logged = [];
  const { exports } = await WebAssembly.instantiate(module, { env: { log: (value) => logged.push(value) } });
  console.log(exports.add(2, 40), logged, exports.add.name, exports.add.length, exports.div(7, 2));
  console.log(exports.mem.buffer.byteLength, exports.mem.grow(1), exports.mem.buffer.byteLength, Object.isFrozen(exports));
  console.log(new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { log() {} } }).exports.add(-1, 1));
  const both = await WebAssembly.instantiate(bytes, { env: { log() {} } });
  console.log(Object.keys(both), both.instance instanceof WebAssembly.Instance);
  await attempt('division by zero', () => exports.div(1, 0));
  await attempt('overflow', () => exports.div(-(2 ** 31), -1));
  await attempt('no imports', () => WebAssembly.instantiate(module));
  await attempt('wrong import', () => WebAssembly.instantiate(module, { env: { log: 1 } }));
  await attempt('no module', () => WebAssembly.compile(Uint8Array.from([1, 2, 3, 4])));
  const table = new WebAssembly.Table({ initial: 2, element: 'anyfunc' });
  table.set(0, exports.add);
  console.log(table.length, table.get(0)(1, 2), table.get(1));
  const global = new WebAssembly.Global({ value: 'i64', mutable: true }, 5n);
  global.value += 1n;
  console.log(global.value, new WebAssembly.Memory({ initial: 1, maximum: 2 }).buffer.byteLength);
  const response = () => new Response(bytes, { headers: { 'Content-Type': 'application/wasm' } });
  await attempt('streaming', async () => (await WebAssembly.instantiateStreaming(response(), { env: { log() {} } })).instance.exports.add(3, 4));
  await attempt('streaming of another type', () => WebAssembly.compileStreaming(new Response(bytes)));
})();
