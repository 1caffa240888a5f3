// compileFunction with parsingContext and contextExtensions: what names mean, what assignments reach, strict and sloppy code, errors.
const vm = require('node:vm');
const attempt = require('./attempt.cjs');
const context = vm.createContext({ shared: 1, console, log: [] });
const compile = (code, parameters = [], options = {}) => vm.compileFunction(code, parameters, { parsingContext: context, filename: 'in-context.js', ...options });
console.log(compile('return shared + given', ['given'])(2), compile('return typeof process + typeof shared + typeof setTimeout + typeof Map')());
compile('shared = 5; made = 6; var own = 7; function local() {} log.push(typeof own, typeof local)')();
console.log(context.shared, context.made, 'own' in context, 'local' in context, context.log, typeof made);
console.log(compile('"use strict"; try { undeclared = 1 } catch (error) { return [error.name, error.message] }')(), 'undeclared' in context);
console.log(compile('"use strict"; shared = 8; return [shared, this]')(), context.shared);
console.log(compile('return typeof missing')());
attempt('missing', () => compile('return missing')());
vm.runInContext('const lexical = { a: 1 }; var variable = 2; function declared() { return 3 }', context);
console.log(compile('return [lexical.a, variable, declared()]')());
const extended = compile('count += 1; return [count, shared, inner]', [], { contextExtensions: [{ count: 10, inner: 'outer' }, { inner: 'inner' }] });
console.log(extended(), extended(), 'count' in context);
console.log(vm.compileFunction('return [a, typeof require]', [], { contextExtensions: [{ a: 'extension' }] })());
const later = compile('return () => { shared += 1; return shared; }')();
context.shared = 20;
console.log(later(), context.shared, compile('return globalThis.shared')());
compile('return (async () => { await null; return shared; })()')().then((value) => console.log('async', value));
for (const code of ['return (', 'let a; let a', 'a b']) { try { compile(code); } catch (error) { console.log(error.name, error.message, error.stack.split('\n')[0]); } }
try { compile('\n  throw new Error("inside")')(); } catch (error) { console.log(error.stack.split('\n')[1].trim()); }
for (const options of [{ parsingContext: {} }, { contextExtensions: [1] }, { contextExtensions: {} }]) attempt(Object.keys(options)[0], () => vm.compileFunction('1', [], options));
console.log(Object.keys(context));
