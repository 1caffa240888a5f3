// Anchored text edits of Node's own sources: the few places where the library counts on what a browser does not have, a
// synchronous drain of the microtask queue. Lines stay where they are. A patch that misses fails the build.

type Edit = readonly [anchor: string, replacement: string];

/** A stand-in for a builtin that is loaded when the first of its members is used. */
const lazyBuiltin = (id: string): string => `new Proxy({}, { get: (_target, name) => require("node:${id}")[name] })`;

const PATCHES: Readonly<Record<string, readonly Edit[]>> = {
  // Its loops become generators that yield where Node runs ticks and microtasks between two callbacks; our event loop
  // (src/container/embedded/node/loop.ts) resumes them from the next macrotask.
  'internal/timers': [
    ['function processImmediate() {', 'function* processImmediate() {'],
    ['function processTimers(now) {', 'function* processTimers(now) {'],
    ['function listOnTimeout(list, now) {', 'function* listOnTimeout(list, now) {'],
    ['      listOnTimeout(list, now);', '      yield* listOnTimeout(list, now);'],
    ['        runNextTicks();', '        yield;'],
  ],
  // The same for the tick queue; a tick scheduled outside of our loop (in a promise continuation) must wake it.
  'internal/process/task_queues': [
    ['function processTicksAndRejections() {', 'function* processTicksAndRejections() {'],
    ['    runMicrotasks();\n  } while', '    yield;\n  } while'],
    ['  tickInfo[kHasTickScheduled] = value ? 1 : 0;', '  tickInfo[kHasTickScheduled] = value ? 1 : 0; if (value) wake();'],
    ['  enqueueMicrotask,\n} = internalBinding', '  enqueueMicrotask, wake,\n} = internalBinding'],
    ['  processTicksAndRejections();\n}', '  wake();\n}'],
  ],
  // Which test is running is told by the async context. Node goes by the ids of promises, which a browser does not have: after
  // an await, `test()` would make a subtest of the root.
  'internal/test_runner/test': [
    [
      "const { AsyncResource } = require('async_hooks');",
      "const { AsyncLocalStorage, AsyncResource } = require('async_hooks'); const AsyncContextFrame = require('internal/async_context_frame'); const currentTest = new AsyncLocalStorage(); const contextFrame = primordials.ObjectGetOwnPropertySymbols(new AsyncResource('')).find(({ description }) => description === 'context_frame');",
    ],
    ["    super('Test');", "    super('Test'); this[contextFrame] = currentTest.run(this, AsyncContextFrame.current);"],
    ['module.exports = {\n  kCancelledByParent,', 'module.exports = { currentTest,\n  kCancelledByParent,'],
  ],
  'internal/test_runner/harness': [
    ['const { kCancelledByParent, Test, Suite } =', 'const { currentTest, kCancelledByParent, Test, Suite } ='],
    ['testResources.get(executionAsyncId())', '(currentTest.getStore() ?? testResources.get(executionAsyncId()))'],
  ],
  // A warm spare has loaded it before it knows the program's options.
  _http_common: [
    ["const insecureHTTPParser = getOptionValue('--insecure-http-parser');", ''],
    ['function isLenient() {', "function isLenient() { const insecureHTTPParser = getOptionValue('--insecure-http-parser');"],
  ],
  net: [
    ["let autoSelectFamilyDefault = getOptionValue('--network-family-autoselection');", 'let autoSelectFamilyDefault;'],
    ["let autoSelectFamilyAttemptTimeoutDefault = getOptionValue('--network-family-autoselection-attempt-timeout');", 'let autoSelectFamilyAttemptTimeoutDefault;'],
    ['    autoSelectFamily = autoSelectFamilyDefault;', '    autoSelectFamily = getDefaultAutoSelectFamily();'],
    ['    autoSelectFamilyAttemptTimeout = autoSelectFamilyAttemptTimeoutDefault;', '    autoSelectFamilyAttemptTimeout = getDefaultAutoSelectFamilyAttemptTimeout();'],
    ['  return autoSelectFamilyDefault;', "  return autoSelectFamilyDefault ?? getOptionValue('--network-family-autoselection');"],
    ['  return autoSelectFamilyAttemptTimeoutDefault;', "  return autoSelectFamilyAttemptTimeoutDefault ?? getOptionValue('--network-family-autoselection-attempt-timeout');"],
  ],
  // Without an inspector Node has no functions for coverage. They do nothing while none is collected, and test runners (AVA) call them.
  v8: [['let profiler = {};', 'let profiler = { takeCoverage() {}, stopCoverage() {} };']],
  // There is no inspector, which is told when one is wanted: many a package loads the module and never uses it.
  inspector: [
    ["const { hasInspector } = internalBinding('config');\nif (!hasInspector)\n  throw new ERR_INSPECTOR_NOT_AVAILABLE();", '\n\n'],
  ],
  // Nothing is a key as long as the library for keys is not loaded, and it is not loaded to find that out.
  'internal/util/types': [
    ['      if (!process.versions.openssl) {', "      if (!require('internal/bootstrap/realm').BuiltinModule.map.get('internal/crypto/keys').loaded) {"],
  ],
  // undici is loaded for the events of message ports too. It looks for cryptography, compression and HTTP/2 when it uses them, not before.
  'internal/deps/undici/undici': [
    ['"node:crypto": /* @__PURE__ */ __name(() => require("node:crypto"), "node:crypto")', '"node:crypto": () => {}'],
    ['"node:zlib": /* @__PURE__ */ __name(() => require("node:zlib"), "node:zlib")', '"node:zlib": () => ({ createZstdDecompress() {} })'],
    [
      '      http2 = require("node:http2");',
      '      http2 = { connect: (...given) => require("node:http2").connect(...given), constants: { HTTP2_HEADER_AUTHORITY: ":authority", HTTP2_HEADER_METHOD: ":method", HTTP2_HEADER_PATH: ":path", HTTP2_HEADER_SCHEME: ":scheme", HTTP2_HEADER_CONTENT_LENGTH: "content-length", HTTP2_HEADER_EXPECT: "expect", HTTP2_HEADER_STATUS: ":status", HTTP2_HEADER_PROTOCOL: ":protocol", NGHTTP2_REFUSED_STREAM: 7, NGHTTP2_CANCEL: 8 } };',
    ],
    ['(2 << 15) - 1', '(2 << 12) - 1'],
    ['    var zlib = require("node:zlib");', `    var zlib = ${lazyBuiltin('zlib')};`],
    ['var random = runtimeFeatures.has("crypto") ? require("node:crypto").randomInt : (max) => Math.floor(Math.random() * max);', 'var random = (max) => require("node:crypto").randomInt(max);'],
    [
      '      crypto = require("node:crypto");\n      const cryptoHashes = crypto.getHashes();',
      `      crypto = ${lazyBuiltin('crypto')};\n      const cryptoHashes = ["sha256", "sha384", "sha512"];`,
    ],
    ['var randomFillSync = runtimeFeatures.has("crypto") ? require("node:crypto").randomFillSync : ', 'var randomFillSync = runtimeFeatures.has("crypto") ? (...given) => require("node:crypto").randomFillSync(...given) : '],
    ['    var crypto = runtimeFeatures.has("crypto") ? require("node:crypto") : null;', `    var crypto = ${lazyBuiltin('crypto')};`],
    ['    var { createInflateRaw, Z_DEFAULT_WINDOWBITS } = require("node:zlib");', '    var Z_DEFAULT_WINDOWBITS = 15, createInflateRaw = (options) => require("node:zlib").createInflateRaw(options);'],
  ],
  // A worker's stack is smaller than a program's: it does not hold as many arguments at once as the library takes to be safe.
  'internal/data_url': [['(2 << 15) - 1', '(2 << 12) - 1']],
  // Asynchronous hooks run in a thread that this one waits for and then takes messages from, which no browser lets it do.
  'internal/modules/esm/hooks': [['  constructor() {\n    getAsyncLoaderHookWorker();', "  constructor() {\n    internalBinding('worker').startLoaderHooks(); getAsyncLoaderHookWorker();"]],
  // What the last program has found is not looked for again while nothing has changed (src/container/embedded/node/found-paths.ts).
  'internal/modules/cjs/loader': [
    [
      '  let exts;\n  const trailingSlash',
      "  let exts; const isUsual = !isMain && conditions === getCjsConditions(), known = isUsual ? internalBinding('modules').foundPath(cacheKey, Module._extensions) : undefined; if (known !== undefined) { if (known.cached) Module._pathCache[cacheKey] = known.filename; return known.filename; }\n  const trailingSlash",
    ],
    ['      if (exportsResolved) {\n', "      if (exportsResolved) { if (isUsual) internalBinding('modules').notePath(cacheKey, exportsResolved, false, Module._extensions);\n"],
    [
      '      Module._pathCache[cacheKey] = filename;\n      return filename;',
      "      Module._pathCache[cacheKey] = filename; if (isUsual) internalBinding('modules').notePath(cacheKey, filename, true, Module._extensions);\n      return filename;",
    ],
  ],
  // How often the directory was changed, for worker threads to see: there are none, and shared memory may be missing.
  'internal/worker': [['  cwdCounter = new Uint32Array(constructSharedArrayBuffer(4));', '  cwdCounter = new Uint32Array(1);']],
};

/**
 * The patched source of a builtin.
 * @param id builtin id
 * @param source Node's text
 * @throws when an anchor is not found: the pinned version has moved and the patch must be looked at
 */
export function patchBuiltin(id: string, source: string): string {
  let patched = source;
  for (const [anchor, replacement] of PATCHES[id] ?? []) {
    if (!patched.includes(anchor)) throw new Error(`the patch of ${id} misses its anchor: ${JSON.stringify(anchor)}`);
    patched = patched.replaceAll(anchor, replacement);
  }
  return patched;
}

/** The ids that patches exist for. */
export const patchedIds: readonly string[] = Object.keys(PATCHES);
