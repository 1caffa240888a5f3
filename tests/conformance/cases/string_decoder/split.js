// Characters split over chunks in utf8, utf16le, base64, and incomplete ends.
const { StringDecoder } = require('node:string_decoder');
const utf8 = new StringDecoder('utf8');
const euro = Buffer.from('€😀');
for (const byte of euro) console.log(JSON.stringify(utf8.write(Buffer.from([byte]))), utf8.lastNeed, utf8.lastTotal);
console.log(JSON.stringify(utf8.end(Buffer.from([0xe2, 0x82]))));
const utf16 = new StringDecoder('utf16le');
console.log(JSON.stringify(utf16.write(Buffer.from([0x3d]))), JSON.stringify(utf16.write(Buffer.from([0xd8, 0x00]))), JSON.stringify(utf16.write(Buffer.from([0xde]))), JSON.stringify(utf16.end()));
const base64 = new StringDecoder('base64');
console.log(base64.write(Buffer.from('a')), base64.write(Buffer.from('bc')), base64.end(Buffer.from('d')));
const hex = new StringDecoder('hex');
console.log(hex.write(Buffer.from('ab')), hex.end(), new StringDecoder('latin1').write(Buffer.from([0xe9])), new StringDecoder().encoding);
try {
  new StringDecoder('nope');
} catch (error) {
  console.log(error.code, error.message);
}
