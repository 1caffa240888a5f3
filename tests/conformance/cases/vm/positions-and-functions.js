// compileFunction, file names and offsets in stacks, source maps, cached data, importModuleDynamically.
const vm = require('node:vm');
const f = vm.compileFunction('return a + b + (typeof this)', ['a', 'b'], { filename: 'fn.js' }); console.log(f(1, 2), f.length, f.name);
try { vm.compileFunction('throw new Error("x")', [], { filename: 'place.js', lineOffset: 10, columnOffset: 5 })(); } catch (e) { console.log(e.stack.split('\n')[1].trim()); }
try { new vm.Script('\n\nthrow new Error("y")', { filename: 's.js', lineOffset: 2 }).runInThisContext(); } catch (e) { console.log(e.stack.split('\n')[0], e.stack.split('\n').find((l) => l.includes('s.js')).trim()); }
try { vm.runInThisContext('let let = 1', 'bad.js'); } catch (e) { console.log(e.name, e.message, e.stack.split('\n').slice(0, 3).join('|')); }
const s = new vm.Script('1 //# sourceMappingURL=x.map'); console.log(s.sourceMapURL, s.cachedDataRejected);
(async () => {
  const ns = await new vm.Script('import("node:path")', { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }).runInThisContext(); console.log(typeof ns.join);
  await new vm.Script('import("node:path")').runInThisContext().catch((e) => console.log(e.code));
  try { vm.compileFunction('a b'); } catch (e) { console.log(e.name, e.message); } for (const bad of [[5], ['1', 'x'], ['1', [5]], ['1', [], { filename: 1 }]]) { try { vm.compileFunction(...bad); } catch (e) { console.log(e.code, e.message); } }
  console.log(typeof vm.SourceTextModule, typeof vm.measureMemory, Object.keys(vm).sort());
})();
