// URL parsing, serialising, setters, IDNA, special schemes.
for (const input of [
  'http://user:pa%20ss@EXAMPLE.com:80/a/../b/./c?x=1&y=%zz#frag ment',
  'https://münchen.example/ä?ö=ü',
  'http://[::1]:3000/',
  'http://192.168.0.257/',
  'file:///C:/x/../y',
  'mailto:a@b.example',
  'data:text/plain,hi there',
  'http://a.example\\b\\c',
  'http://0x7f.1/',
  '//no-scheme',
  'http://',
  'http://a b.example/',
]) {
  try {
    const { href, origin, host, pathname, search, hash, username, password } = new URL(input);
    console.log({ href, origin, host, pathname, search, hash, username, password });
  } catch (error) {
    console.log(error.name, error.code, error.message, error.input);
  }
}
console.log(new URL('../x?y#z', 'http://h/a/b/c').href, URL.canParse('x:'), URL.canParse('x'), URL.parse('nope'));
const url = new URL('http://h/p');
url.port = '8080';
url.hash = 'h';
url.search = '?a=b c';
url.pathname = '/with space';
url.protocol = 'https';
url.host = 'other:443';
console.log(String(url), JSON.stringify(url));
console.log(url);
