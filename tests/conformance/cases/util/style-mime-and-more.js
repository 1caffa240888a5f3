// styleText, stripVTControlCharacters, MIMEType, debuglog, deprecate, inherits, isDeepStrictEqual, types, getSystemErrorName, toUSVString, aborted.
const util = require('node:util');
console.log(JSON.stringify(util.styleText('red', 'x', { validateStream: false })), JSON.stringify(util.styleText(['bold', 'bgBlue'], 'y', { validateStream: false })), util.stripVTControlCharacters('\u001b[31mred\u001b[0m'));
try { util.styleText('nope', 'x'); } catch (error) { console.log(error.code, error.message.slice(0, 80)); }
const mime = new util.MIMEType('text/html; charset=utf-8;q="a b"');
console.log(mime, mime.type, mime.essence, mime.params.get('q'), String(mime), [...mime.params]); mime.params.set('x', 'y;'); console.log(String(mime));
try { new util.MIMEType('bad'); } catch (error) { console.log(error.code, error.message); }
const old = util.deprecate(() => 1, 'old() is old', 'DEP9'); console.log(old(), old());
console.log(util.isDeepStrictEqual({ a: [1, new Map([[1, 2]])] }, { a: [1, new Map([[1, 2]])] }), util.isDeepStrictEqual([1], ['1']), util.isDeepStrictEqual(new Set([{}]), new Set([{}])));
console.log(util.getSystemErrorName(-2), util.getSystemErrorMap().get(-13), util.getSystemErrorMessage(-98), util.toUSVString('a\ud800'));
console.log(util.types.isProxy(new Proxy({}, {})), util.types.isAsyncFunction(async () => {}), util.types.isGeneratorFunction(function* () {}), util.types.isModuleNamespaceObject({}), util.types.isExternal({}), util.types.isArgumentsObject((function () { return arguments; })()));
const log = util.debuglog('mine'); log('not shown'); console.log(log.enabled);
console.log(util.format('%s %d %i %f %j %o %O %c %%', 'a', 1.5, 1.9, '2.5', { a: 1 }, [1], { b: 2 }, 'css'), util.inspect.defaultOptions.depth);
console.log(util.callbackify(async (x) => x).length, util.getCallSites(1)[0].functionName, util.parseEnv('A=1\nB="x y" # c\nexport C=3'));
console.log(util.diff ? util.diff('ab', 'ac') : 'none', util.convertProcessSignalToExitCode?.('SIGTERM'));
util.aborted(AbortSignal.abort(), {}).then(() => console.log('aborted'));
const { TextDecoder, TextEncoder } = util; console.log(new TextDecoder('utf-16le').decode(new Uint8Array([104, 0])), new TextEncoder().encodeInto('é', new Uint8Array(1)), new TextDecoder('latin1').encoding);
try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])); } catch (error) { console.log(error.name, error.code, error.message); }
