// Runs inside the pinned binary (--expose-internals): writes the shape of every internalBinding as JSON, in the format
// that src/container/embedded/node/shapes.ts documents.
'use strict';
const { internalBinding } = require('internal/test/binding');
const { writeFileSync } = require('node:fs');

const NAMES = `async_context_frame async_wrap blob block_list buffer cares_wrap cjs_lexer config constants contextify
  credentials crypto diagnostics_channel encoding_binding errors fs fs_dir fs_event_wrap heap_utils http2 http_parser icu
  inspector ipc_serdes js_stream js_udp_wrap locks messaging mksnapshot module_wrap modules options os
  performance permission pipe_wrap process_methods process_wrap profiler report sea serdes signal_wrap spawn_sync sqlite
  stream_pipe stream_wrap string_decoder symbols task_queue tcp_wrap timers tls_wrap trace_events tty_wrap types udp_wrap
  url url_pattern util uv v8 wasi wasm_web_api watchdog webstorage worker zlib`.split(/\s+/);

const methodNames = (prototype) => Reflect.ownKeys(prototype).filter((key) => typeof key === 'string' && key !== 'constructor');

function shapeOf(value, ancestors) {
  if (value === null) return { kind: 'null' };
  switch (typeof value) {
    case 'undefined': return { kind: 'undefined' };
    case 'symbol': return { kind: 'symbol', description: value.description };
    case 'bigint': return { kind: 'bigint', value: String(value) };
    case 'function': return functionShape(value, ancestors);
    case 'object': break;
    default: return { kind: 'primitive', value };
  }
  if (ancestors.includes(value)) return { kind: 'undefined' };
  const path = [...ancestors, value];
  if (ArrayBuffer.isView(value)) {
    const small = value.length <= 256;
    return { kind: 'typedArray', type: value.constructor.name, length: value.length,
      ...(small && value.some(Boolean) ? { values: Array.from(value, (item) => typeof item === 'bigint' ? String(item) : item) } : {}) };
  }
  if (value instanceof Map) return { kind: 'map', entries: [...value] };
  if (Array.isArray(value)) return { kind: 'array', items: value.map((item) => shapeOf(item, path)) };
  return { kind: 'object', ...(Object.getPrototypeOf(value) === null ? { nullPrototype: true } : {}), members: membersOf(value, path) };
}

function membersOf(object, path) {
  const members = {};
  for (const key of Reflect.ownKeys(object)) {
    if (typeof key !== 'string') continue;
    try { members[key] = shapeOf(object[key], path); } catch { /* a getter that throws outside its place */ }
  }
  return members;
}

function functionShape(fn, ancestors) {
  const shape = { kind: 'function' };
  if (fn.prototype !== undefined && /^[A-Z]/.test(fn.name)) {
    const methods = methodNames(fn.prototype);
    for (let proto = Object.getPrototypeOf(fn.prototype); proto && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
      methods.push(...methodNames(proto));
    }
    shape.methods = methods;
  }
  const statics = {};
  for (const key of Reflect.ownKeys(fn)) {
    if (typeof key !== 'string' || ['length', 'name', 'prototype', 'arguments', 'caller'].includes(key)) continue;
    try { statics[key] = shapeOf(fn[key], [...ancestors, fn]); } catch { /* as above */ }
  }
  if (Object.keys(statics).length > 0) shape.statics = statics;
  return shape;
}

const shapes = {};
for (const name of NAMES) {
  let binding;
  try { binding = internalBinding(name); } catch (error) { console.warn(`${name}: ${error.message}`); continue; }
  shapes[name] = membersOf(binding, []);
}

const options = internalBinding('options');
const builtins = internalBinding('builtins');
const cliOptions = Object.fromEntries(Object.entries(options.getCLIOptionsValues()).map(([key, value]) => [key, value]));
cliOptions['--expose-internals'] = false;
cliOptions['--no-expose-internals'] = true;
cliOptions['--warnings'] = true;
cliOptions['--no-warnings'] = false;
// What is no binding's member but has to be known as well.
shapes['#facts'] = {
  cliOptions,
  // [name, envVarSettings, type, helpText, defaultIsTrue], and alias -> what it stands for
  cliOptionsInfo: [...options.getCLIOptionsInfo().options]
    .map(([name, { envVarSettings, type, helpText, defaultIsTrue }]) => [name, envVarSettings, type, helpText, defaultIsTrue]),
  cliAliases: [...options.getCLIOptionsInfo().aliases],
  embedderOptions: { ...options.getEmbedderOptions() },
  buildConfig: builtins.config,
  errorMap: [...internalBinding('uv').getErrorMap()],
  versions: { ...process.versions },
  release: { ...process.release },
  features: { ...process.features },
  hashes: require('node:crypto').getHashes(),
  ciphers: require('node:crypto').getCiphers(),
  curves: require('node:crypto').getCurves(),
};
writeFileSync(process.argv[2], JSON.stringify({ sources: { ...builtins.natives }, shapes }));
