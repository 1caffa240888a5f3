// Long texts in Base64, hex and Latin-1, right and wrong ones: what is skipped, where reading stops, and too little room.
const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 37 + (index >> 5)) & 0xff));
const show = (buffer) => `${buffer.length} ${require('node:crypto').hash('sha256', buffer)}`;

for (const length of [0, 1, 47, 48, 49, 50, 997, 998, 999, 1000]) {
  const part = bytes.subarray(1000 - length);
  for (const encoding of ['base64', 'base64url', 'hex', 'latin1', 'ascii']) {
    const text = part.toString(encoding);
    console.log(length, encoding, text.length, show(Buffer.from(text)), show(Buffer.from(text, encoding)), Buffer.byteLength(text, encoding));
  }
}

const base64 = bytes.toString('base64');
const url = bytes.toString('base64url');
const hex = bytes.toString('hex');
const texts = {
  'in lines': base64.replace(/(.{76})/g, '$1\r\n'),
  'with a line break at the end': `${base64}\n`,
  'without padding': base64.replace(/=+$/, ''),
  'too much padding': `${base64}==`,
  'padding in the middle': `${base64.slice(0, 401)}==${base64.slice(401)}`,
  'one character too many': `${base64.replace(/=+$/, '')}AAA`,
  'other characters': base64.replace(/A/g, '!A\u00e9'),
  'wide characters': base64.replace(/B/g, '\u0142'),
  'the other alphabet': url,
  'both alphabets': url.slice(0, 500) + base64.slice(500),
  'bits left over': `${'QUJD'.repeat(20)}QX`,
};
for (const [name, text] of Object.entries(texts)) {
  console.log(name, show(Buffer.from(text, 'base64')), show(Buffer.from(text, 'base64url')), Buffer.byteLength(text, 'base64'));
  for (const room of [10, 99, 100, 749, 750, 751, 999, 1000, 1001]) {
    const target = Buffer.alloc(1100, 0xee);
    console.log(room, target.write(text, 3, room, 'base64'), show(target));
  }
}

for (const text of [hex, hex.toUpperCase(), `${hex}a`, `${hex.slice(0, 500)}zz${hex}`, `${hex.slice(0, 501)}\u0131${hex}`, hex.replace(/0/g, ' ')]) {
  console.log(show(Buffer.from(text, 'hex')));
  for (const room of [49, 100, 250, 251, 1000]) {
    const target = Buffer.alloc(1100, 0xee);
    console.log(room, target.write(text, 3, room, 'hex'), show(target));
  }
}

for (const text of ['a'.repeat(1000), 'é'.repeat(1000), `${'a'.repeat(999)}é`, `${'a'.repeat(500)}😀${'b'.repeat(500)}`, '\ud800'.repeat(100)]) {
  for (const encoding of ['latin1', 'ascii']) {
    const target = Buffer.alloc(1100, 0xee);
    console.log(encoding, show(Buffer.from(text, encoding)), target.write(text, 5, 501, encoding), show(target));
  }
}

// What a program hangs on to Object changes nothing.
Object.prototype.alphabet = 'base64url';
Object.prototype.lastChunkHandling = 'strict';
console.log(show(Buffer.from(base64, 'base64')), show(Buffer.from(bytes.toString('base64url'))), show(Buffer.from(bytes.toString('base64'))));
