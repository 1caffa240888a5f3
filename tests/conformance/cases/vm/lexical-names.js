// let, const and class at the top level of a script are there for the scripts that come after it, and are what they were declared as.
const vm = require('node:vm');
const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.message);
  }
};
const inContext = (context) => (code) => vm.runInContext(code, context);
for (const [name, run] of [['main', (code) => vm.runInThisContext(code)], ['context', inContext(vm.createContext({ given: 1 }))]]) {
  console.log(name);
  attempt('declares', () => run(`const ${name}A = 1; let ${name}B = [2]; class ${name}C { static value = 3 }; ${name}A + ${name}B[0]`));
  attempt('reads', () => run(`[${name}A, ${name}B, ${name}C.value, typeof ${name}C]`));
  attempt('assigns to let', () => run(`${name}B = 'changed'; ${name}B`));
  attempt('assigns to const', () => run(`${name}A = 2`));
  attempt('still', () => run(`${name}A`));
  attempt('declares again', () => run(`let ${name}A = 5`));
  attempt('declares by var', () => run(`var ${name}B = 5`));
  attempt('functions see it', () => run(`function ${name}F() { return ${name}B } ${name}F()`));
  attempt('destructured', () => run(`const { x: ${name}X, rest: [${name}Y] } = { x: 1, rest: [2] }; ${name}X + ${name}Y`));
  attempt('again', () => run(`${name}X * 10 + ${name}Y`));
  attempt('strict', () => run(`'use strict'; const ${name}S = 's'; ${name}S`));
  attempt('in a block', () => run(`{ let ${name}Inner = 1; } typeof ${name}Inner`));
  attempt('completion', () => run(`let ${name}Z = 1`));
}
attempt('modules see it', () => mainA + mainX);
const other = vm.createContext({});
attempt('another context does not', () => inContext(other)('typeof contextA'));
