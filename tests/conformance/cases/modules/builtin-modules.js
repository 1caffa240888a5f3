// The list of builtins, and that the common ones have what they should.
const { builtinModules, isBuiltin } = require('node:module');
console.log(builtinModules.filter((id) => !id.startsWith('_')).join(' '));
console.log(isBuiltin('fs'), isBuiltin('node:test'), isBuiltin('test'), isBuiltin('express'));
for (const id of ['assert', 'buffer', 'events', 'fs', 'http', 'net', 'os', 'path', 'querystring', 'stream', 'string_decoder', 'timers', 'url', 'util']) {
  console.log(id, Object.keys(require(id)).sort().join(' '));
}
