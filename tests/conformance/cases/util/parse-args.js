// util.parseArgs: types, defaults, negation, tokens and errors.
const { parseArgs } = require('node:util');
const show = (config) => { try { const r = parseArgs(config); console.log({ ...r.values }, r.positionals, r.tokens); } catch (error) { console.log(error.code, error.message); } };
const options = { force: { type: 'boolean', short: 'f' }, name: { type: 'string', short: 'n', default: 'x' }, tag: { type: 'string', multiple: true } };
show({ options, args: ['-f', '--name', 'a', '--tag=1', '--tag', '2'] });
show({ options, args: ['-fnq', 'rest'], allowPositionals: true, tokens: true });
show({ options, args: ['--no-force'], allowNegative: true });
show({ options, args: ['--unknown'] }); show({ options, args: ['pos'] }); show({ options, args: ['--name'] }); show({ options, args: ['--force=1'] }); show({ options, args: ['--name', '-x'] });
show({ args: ['--any', '-b=c', 'd'], strict: false }); show({ options, args: ['--', '-f'], allowPositionals: true }); show({ options: { x: { type: 'number' } } }); show({ options: { x: { type: 'string', short: 'xy' } } });
