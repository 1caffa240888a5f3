// Contexts: their globals, variables, functions, what they do not see, running again, isContext.
const vm = require('node:vm');
const context = vm.createContext({ x: 2, log: [] });
console.log(vm.isContext(context), vm.isContext({}), vm.runInContext('x * 21', context), vm.runInContext('y = x + 1; var z = 5; function f(a) { return a + y; } f(1)', context), context.y, context.z, typeof context.f);
console.log(vm.runInContext('typeof process + typeof require + typeof setTimeout', context), vm.runInContext('this.x === x && globalThis.x === x', context), vm.runInContext('Object.keys(globalThis).sort().join()', context));
console.log(vm.runInNewContext('a + b', { a: 1, b: 2 }), vm.runInNewContext('log.push(1); log', { log: [0] }), vm.runInThisContext('typeof require'), vm.runInThisContext('1;2;3'));
const script = new vm.Script('count = (typeof count === "undefined" ? 0 : count) + 1', { filename: 'counter.js' }); const c2 = vm.createContext({}); script.runInContext(c2); script.runInContext(c2); console.log(c2.count, script.runInNewContext({ count: 9 }));
for (const [code, ctx] of [['nope', {}], ['throw new TypeError("inside")', {}], ['delete x; typeof x', { x: 1 }], ['"use strict"; 1', {}], ['JSON.stringify({ a: [1] })', {}], ['[1,2].map((n) => n * 2).join()', {}], ['const q = 1; q', {}], ['new Promise((r) => r(1)) instanceof Promise', {}]]) { try { console.log(code, vm.runInNewContext(code, ctx)); } catch (e) { console.log(code, e.name, e.message); } }
for (const f of [() => vm.runInContext('1', {}), () => new vm.Script(5), () => new vm.Script('a b'), () => vm.createContext(5), () => vm.runInThisContext('1', { timeout: -1 }), () => vm.runInNewContext('1', {}, { filename: 5 })]) { try { console.log(f()); } catch (e) { console.log(e.name, e.code, e.message); } }
