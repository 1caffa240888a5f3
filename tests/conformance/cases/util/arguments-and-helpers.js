// parseArgs, MIMEType, promisify, call sites, text decoding and other helpers, with their errors.
const util = require('util');
const log = console.log;
const t = (o) => {
  try {
    log(util.parseArgs(o));
  } catch (e) {
    log(e.name, e.code, e.message);
  }
};
t({
  args: ['-f', '--bar', 'b', 'pos'],
  options: { foo: { type: 'boolean', short: 'f' }, bar: { type: 'string' } },
  allowPositionals: true,
});
t({ args: ['--x'] });
t({ args: ['--x=1', 'y'], strict: false });
t({
  args: ['--no-color', '--a', '1', '--a', '2'],
  options: { color: { type: 'boolean' }, a: { type: 'string', multiple: true } },
  allowNegative: true,
  tokens: true,
});
t({ args: ['p'], options: {} });
t({ args: ['--s'], options: { s: { type: 'string' } } });
t({ args: ['--b=1'], options: { b: { type: 'boolean' } } });
t({
  args: ['-abc'],
  options: { a: { type: 'boolean', short: 'a' }, b: { type: 'boolean', short: 'b' }, c: { type: 'string', short: 'c' } },
});
t({ args: ['--', '-x'], options: {}, allowPositionals: true, tokens: true });
t({ options: { x: { type: 'bad' } } });
t({ options: { x: { type: 'string', short: 'xx' } } });
t({ args: [], options: { d: { type: 'string', default: 'z' }, e: { type: 'boolean', default: true } } });
t({ args: ['--s', '-v'], options: { s: { type: 'string' }, v: { type: 'boolean', short: 'v' } } });
const m = new util.MIMEType('text/plain; charset=utf-8; q="a b"');
log(String(m), m.type, m.subtype, m.essence, m.params.get('q'), [...m.params], m);
m.params.set('x', 'y z');
log(m.toString());
try {
  new util.MIMEType('bad');
} catch (e) {
  log(e.code, e.message);
}
const p = util.promisify((a, cb) => cb(null, a + 1));
p(1).then(log);
util.promisify(setTimeout)(1, 'v').then(log);
const cu = () => {};
cu[util.promisify.custom] = async () => 'custom';
util.promisify(cu)().then(log);
try {
  util.promisify(1);
} catch (e) {
  log(e.code, e.message);
}
util.callbackify(async () => {
  throw null;
})((e) => log(e.code, e.message, e.reason));
util.callbackify(async () => 5)((e, v) => log(e, v));
const d = util.deprecate(() => 1, 'old thing', 'DEP9999');
process.on('warning', (w) => log(w.name, w.code, w.message));
d();
d();
log(util.getCallSites().length > 0, Object.keys(util.getCallSites()[0]).sort().join(), util.getCallSites(1)[0].functionName);
function Old() {}
function Base() {}
util.inherits(Old, Base);
log(new Old() instanceof Base, Old.super_ === Base);
try {
  util.inherits(1, 2);
} catch (e) {
  log(e.code);
}
const te = new util.TextEncoder();
log(
  te.encodeInto('aé', new Uint8Array(2)),
  new util.TextDecoder('utf-16le').decode(new Uint8Array([65, 0])),
  new TextDecoder('latin1').encoding,
);
try {
  new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255]));
} catch (e) {
  log(e.name, e.code, e.message);
}
try {
  new TextDecoder('bad');
} catch (e) {
  log(e.name, e.code, e.message);
}
const ac = util.transferableAbortController();
log(ac.signal.aborted);
const dl = util.debuglog('foo');
dl('not shown');
log(dl.enabled, util.debug === util.debuglog);
util.aborted(ac.signal, {}).then(() => log('aborted'));
ac.abort();
log(util.parseEnv('A=1\nB="x\\ny" # c\nexport C=\'q\'\nD=`m\nn`\nE= sp \n#F=1'));
log(
  util.types.isAsyncFunction(async () => {}),
  util.types.isGeneratorFunction(function* () {}),
  util.types.isModuleNamespaceObject({}),
  util.types.isBoxedPrimitive(Object(1)),
  util.types.isArgumentsObject(
    (function () {
      return arguments;
    })(),
  ),
  util.types.isNativeError(new TypeError()),
  util.isArray([]),
  util.types.isKeyObject,
  util.types.isBigIntObject(Object(1n)),
);
log(util.diff('abc', 'abd'), util.diff(['a'], ['a', 'b']), util.setTraceSigInt.length);
