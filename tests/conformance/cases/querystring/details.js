// querystring: escaping, repeated names, limits, own separators, odd input.
const qs = require('node:querystring');
for (const text of ['a=1&b=2&a=3', '&&x', '=y', 'a=%E4%BD%A0', 'a=%zz', 'a+b=c+d', 'a=b=c', '', '__proto__=1', 'a=%F0%9F']) console.log(text, qs.parse(text));
console.log(qs.parse('a:1;b:2', ';', ':'), qs.parse('a=1&b=2&c=3', null, null, { maxKeys: 2 }), qs.parse('a=x', '&', '=', { decodeURIComponent: (s) => s.toUpperCase() }));
console.log(qs.stringify({ a: [1, 2], b: true, c: null, d: undefined, e: 'é &', f: 5n, g: {}, h: NaN, i: '' }), qs.stringify({ a: 1 }, ';', ':'), qs.stringify('x'), qs.escape('a b&c=ü!'), qs.unescape('%41%'));
try { qs.escape('\ud800'); } catch (error) { console.log(error.name, error.code, error.message); }
