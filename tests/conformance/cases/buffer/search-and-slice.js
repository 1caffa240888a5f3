// slice is a view, indexOf, includes, equals, compare, swap, copy, subarray, at, entries.
const buffer = Buffer.from('the quick brown fox the end');
const part = buffer.subarray(4, 9);
part[0] = 0x51;
console.log(buffer.toString(), part.toString(), buffer.slice(-3).toString(), buffer.slice(5, 2).length);
console.log(buffer.indexOf('the'), buffer.indexOf('the', 1), buffer.lastIndexOf('the'), buffer.indexOf(Buffer.from('fox')), buffer.indexOf(101), buffer.includes('cat'), buffer.indexOf(''), buffer.indexOf('e', -3), buffer.indexOf('6875', 0, 'hex'));
console.log(Buffer.compare(Buffer.from('a'), Buffer.from('b')), Buffer.from('a').equals(Buffer.from('a')), Buffer.from('abc').compare(Buffer.from('xbcx'), 1, 3, 1, 3));
const target = Buffer.alloc(4, '-');
console.log(Buffer.from('xyz').copy(target, 1, 1), target.toString(), Buffer.from([1, 2, 3, 4]).swap16(), Buffer.from('0102030405060708', 'hex').swap64());
console.log([...Buffer.from('ab').entries()], Buffer.from('ab').toJSON(), JSON.stringify(Buffer.from('ab')), Buffer.from('abc').at(-1), Buffer.from('cba').sort().toString(), Buffer.from('abc').map((b) => b + 1));
console.log(buffer.fill('xy', 4, 9).toString(), Buffer.alloc(3).fill(0x1ff), Buffer.from('abc').write('zz', 1), Buffer.from('abcdef').readUInt16BE(2));
