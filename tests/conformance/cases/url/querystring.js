// querystring: parse, stringify, escape, limits.
const querystring = require('node:querystring');
console.log(querystring.parse('a=1&b=2&a=3&c=%E4%zz&d&=e&f=%F0%9F%98%80'));
console.log(querystring.stringify({ a: [1, 2], b: 'x y', c: true, d: null, e: NaN, f: '😀' }));
console.log(querystring.parse('a:1;b:2', ';', ':'), Object.keys(querystring.parse('a&b&c&d', null, null, { maxKeys: 2 })));
console.log(querystring.escape("!'()*~ä"), querystring.unescape('%41%'));
