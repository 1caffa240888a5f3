// Names that must be there, and those of a web page that must not.
const wanted = ['AbortController', 'AbortSignal', 'Blob', 'BroadcastChannel', 'Buffer', 'CompressionStream', 'CountQueuingStrategy', 'Crypto', 'CustomEvent', 'DOMException', 'Event', 'EventTarget', 'File', 'FormData', 'Headers', 'MessageChannel', 'Navigator', 'Performance', 'ReadableStream', 'Request', 'Response', 'TextDecoder', 'TextEncoder', 'TransformStream', 'URL', 'URLSearchParams', 'WebAssembly', 'WebSocket', 'WritableStream', 'atob', 'btoa', 'clearImmediate', 'console', 'crypto', 'fetch', 'global', 'navigator', 'performance', 'process', 'queueMicrotask', 'setImmediate', 'structuredClone'];
for (const name of wanted) console.log(name, typeof globalThis[name]);
for (const name of ['window', 'self', 'document', 'location', 'postMessage', 'importScripts', 'onmessage', 'XMLHttpRequest', 'indexedDB', 'caches', 'localStorageX', 'close', 'WorkerGlobalScope', 'name', 'origin']) console.log(name, typeof globalThis[name], name in globalThis);
console.log(Object.keys(globalThis), Object.prototype.toString.call(globalThis), typeof require('node:vm'), typeof eval);
const enumerated = [];
for (const name in globalThis) enumerated.push(name);
console.log(enumerated, typeof TEMPORARY);
