// url.parse, format, resolve; urlToHttpOptions; file URLs; domainToASCII.
const url = require('node:url');
console.log(url.parse('http://u:p@host:8080/p/a?q=1&r=2#h', true));
console.log(url.format({ protocol: 'http', host: 'h', pathname: '/x', query: { a: [1, 2] } }), url.resolve('/one/two', '../three'));
console.log(url.pathToFileURL('/tmp/a b#c?d%').href, url.fileURLToPath('file:///tmp/a%20b'));
console.log(url.domainToASCII('español.com'), url.domainToUnicode('xn--espaol-zwa.com'), url.urlToHttpOptions(new URL('http://a:b@h:1/p?q')));
try {
  url.fileURLToPath('http://x/');
} catch (error) {
  console.log(error.code, error.message);
}
