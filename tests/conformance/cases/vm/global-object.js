// The global object of a context has ECMAScript's built-ins as own properties, and those that can't be enumerated are not.
const vm = require('node:vm');
const context = vm.createContext({ a: 1, Math: 'own' });
const kind = (property) => property && [typeof property.value, property.writable, property.enumerable, property.configurable].join(' ');
for (const name of ['Function', 'Array', 'JSON', 'Math', 'globalThis', 'a', 'process', 'absent', 'parseInt', 'Reflect']) {
  console.log(name, kind(vm.runInContext(`Reflect.getOwnPropertyDescriptor(globalThis, '${name}')`, context)), vm.runInContext(`Object.hasOwn(this, '${name}') + ' ' + ('${name}' in this)`, context));
}
console.log(vm.runInContext('Object.keys(globalThis).sort().join()', context), vm.runInContext('[...(function* () { for (const key in globalThis) yield key; })()].sort().join()', context));
console.log(vm.runInContext('["Function", "Array", "globalThis", "a", "NaN", "process"].map((name) => Object.getOwnPropertyNames(globalThis).includes(name)).join()', context));
console.log(vm.runInContext('Object.getOwnPropertyDescriptor(globalThis, "globalThis").value === globalThis && Object.getOwnPropertyDescriptor(globalThis, "Function").value === Function', context));
console.log(vm.runInContext('Object.defineProperty(globalThis, "Map", { value: 7, configurable: true }); Map + " " + Object.getOwnPropertyDescriptor(globalThis, "Map").value', context), Object.keys(context), context.Map);
console.log(Object.getOwnPropertyDescriptor(context, 'Function'), Object.getOwnPropertyNames(context).sort());
// What stands for a built-in can be written again and again, as Jest's fake timers do.
console.log(vm.runInContext('globalThis.Date = 1; globalThis.Date = 2; this.Set = 3; Set = 4; [Date, Set].join()', context), context.Date, context.Set);
console.log(kind(Object.getOwnPropertyDescriptor(context, 'Date')), kind(vm.runInContext('Reflect.getOwnPropertyDescriptor(globalThis, "Date")', context)));
const frozen = vm.createContext(Object.freeze({ b: 2 }));
console.log(vm.runInContext('b + Object.getOwnPropertyDescriptor(globalThis, "b").value', frozen));
