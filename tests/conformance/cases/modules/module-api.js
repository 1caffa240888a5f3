// node:module: createRequire, isBuiltin, builtinModules, findPackageJSON, syncBuiltinESMExports, compile cache, SourceMap, register hooks.
const module_ = require('node:module'); const fs = require('node:fs'); const path = require('node:path');
console.log(module_.isBuiltin('fs'), module_.isBuiltin('node:test'), module_.isBuiltin('test'), module_.isBuiltin('x'), module_.builtinModules.includes('fs'));
const req = module_.createRequire(path.join(__dirname, 'lib', 'x.js')); console.log(req('./y.js'), req.resolve('./y.js') === path.join(__dirname, 'lib', 'y.js'), req.resolve.paths('z')[0].endsWith('lib/node_modules'));
console.log(path.relative(__dirname, module_.findPackageJSON('pkg', __filename)), path.relative(__dirname, module_.findPackageJSON('..', path.join(__dirname, 'lib', 'x.js'))));
fs.readFileSync.extra = 1; module_.syncBuiltinESMExports();
for (const f of [() => module_.createRequire('x'), () => module_.findPackageJSON(), () => module_.isBuiltin(), () => new module_.SourceMap({ version: 3, sources: ['a.ts'], mappings: 'AAAA', names: [] }).findEntry(0, 0)]) { try { console.log(f()); } catch (e) { console.log(e.code, e.message); } }
const hooks = module_.registerHooks({ resolve(specifier, context, next) { return specifier === 'virtual:x' ? { url: 'virtual:x', shortCircuit: true } : next(specifier, context); }, load(url, context, next) { return url === 'virtual:x' ? { format: 'module', source: 'export default "made up"', shortCircuit: true } : next(url, context); } });
import('virtual:x').then((ns) => { console.log(ns.default); hooks.deregister(); return import('virtual:y'); }).catch((e) => console.log(e.code));
console.log(Object.keys(module_.constants.compileCacheStatus), module_.getCompileCacheDir(), require.main === module, module.children.length, module.paths.length > 0, module.loaded, module.isPreloading);
