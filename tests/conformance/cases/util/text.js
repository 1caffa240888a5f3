// stripVTControlCharacters, styleText, toUSVString, parseArgs, TextDecoder, parseEnv.
const util = require('node:util');
console.log(JSON.stringify(util.styleText('red', 'x', { validateStream: false })), util.stripVTControlCharacters('\x1b[31mred\x1b[0m'), util.toUSVString('a\ud800b'));
console.log(util.parseArgs({ args: ['-v', '--name=ada', '--tag', 'a', '--tag', 'b', 'file'], options: { verbose: { type: 'boolean', short: 'v' }, name: { type: 'string' }, tag: { type: 'string', multiple: true } }, allowPositionals: true }));
try {
  util.parseArgs({ args: ['--unknown'] });
} catch (error) {
  console.log(error.code, error.message);
}
console.log(util.parseEnv('A=1\nB="two words" # c\n# none\nC=\'x\'\n'), new TextDecoder('utf-16le').decode(new Uint8Array([104, 0, 105, 0])), new TextDecoder('latin1').encoding);
try {
  new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff]));
} catch (error) {
  console.log(error.name, error.code);
}
console.log(util.getSystemErrorName(-2), util.getSystemErrorMap().get(-111), util.inspect(new TextEncoder().encodeInto('€', new Uint8Array(2))));
