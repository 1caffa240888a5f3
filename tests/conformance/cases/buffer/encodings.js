// toString in every encoding, invalid sequences, write with limits, transcode, atob, btoa.
const { Buffer, transcode, atob, btoa, isUtf8, isAscii } = require('node:buffer');
const buffer = Buffer.from([0xe2, 0x82, 0xac, 0xff, 0x41, 0xc3, 0x28, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0x80]);
for (const encoding of ['utf8', 'hex', 'base64', 'base64url', 'latin1', 'ascii', 'utf16le', 'ucs2', 'binary']) console.log(encoding, JSON.stringify(buffer.toString(encoding)), JSON.stringify(buffer.toString(encoding, 1, 6)));
console.log(Buffer.from('a\ud800b').toString('hex'), Buffer.from('😀').length, Buffer.alloc(3).write('€€'), Buffer.from('zz', 'hex').length, Buffer.from('a b\nc=', 'base64'));
console.log(transcode(Buffer.from('€'), 'utf8', 'latin1'), transcode(Buffer.from('é'), 'utf8', 'utf16le'), atob('aGk='), btoa('hi'), isUtf8(buffer), isAscii(Buffer.from('a')));
try {
  btoa('€');
} catch (error) {
  console.log(error.name, error.code);
}
