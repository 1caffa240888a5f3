// path, url, querystring and URLPattern with what is unusual.
const path = require('path'),
  url = require('url'),
  qs = require('querystring');
const log = console.log;
for (const p of ['', '/', '//', 'a/../b', './a//b/', '/a/b/../../..', '..', 'a/.', '/a/b.c.d', '.bashrc', 'x.', '/x/.y.z'])
  log(
    p,
    path.normalize(p),
    path.dirname(p),
    path.basename(p),
    path.extname(p),
    path.parse(p),
    path.isAbsolute(p),
    path.win32.normalize(p),
    path.win32.parse(p),
  );
log(
  path.join('a', '', '..', 'b'),
  path.resolve('/a', 'b', '../c', '/d'),
  path.relative('/a/b/c', '/a/d'),
  path.format({ dir: '/x', name: 'n', ext: 'e' }),
  path.posix === path,
  path.matchesGlob('/a/b.js', '/a/*.js'),
  path.win32.relative('C:\\a', 'c:\\b'),
  path.win32.join('C:', 'a'),
  path.toNamespacedPath('/x'),
  path.win32.toNamespacedPath('C:\\x'),
  path.basename('a.html', '.html'),
);
for (const b of [1, null, undefined, {}])
  try {
    path.join(b);
  } catch (e) {
    log(e.code, e.message);
  }
for (const u of [
  'http://user:pa%20ss@host.com:8080/p/a/t/h?query=string#hash',
  '//h/p',
  'mailto:a@b.c',
  'javascript:alert(1)',
  '/a?b#c',
  'http://a.com:80',
  'HTTP://EXAMPLE.com/A b',
  'http://[::1]:3/',
  'x:y:z',
  'http://a.b/ü?ü#ü',
]) {
  log(url.parse(u));
  log(url.parse(u, true, true).query);
}
try {
  url.parse('http://a b:x');
} catch (e) {
  log(e.code, e.message);
}
try {
  url.parse(1);
} catch (e) {
  log(e.code, e.message);
}
log(
  url.resolve('/one/two', 'three'),
  url.resolve('http://a.com/b', '../c?d'),
  url.format({ protocol: 'http', host: 'h', pathname: 'p', query: { a: [1, 2] } }),
  url.format(new URL('http://ü.com/a?b#c'), { unicode: true, fragment: false, search: false }),
  url.domainToASCII('español.com'),
  url.domainToUnicode('xn--espaol-zwa.com'),
  url.fileURLToPath('file:///a%20b'),
  url.pathToFileURL('/a#b ?c').href,
  url.urlToHttpOptions(new URL('http://u:p@h:1/p?q')),
);
for (const f of ['http://x', 'file://host/a', 'file:///a%2fb'])
  try {
    log(url.fileURLToPath(f));
  } catch (e) {
    log(e.code, e.message);
  }
const u = new URL('../x?y=1#z', 'http://h.com/a/b/c');
log(u, u.searchParams, u.toJSON(), u.origin);
u.port = '99999';
u.port = '81';
u.hash = '';
u.host = 'q:1';
u.username = 'ü';
log(u.href);
u.searchParams.append('a b', 'c&d');
log(u.search, u.searchParams.size, [...u.searchParams]);
log(URL.canParse('x'), URL.parse('x'), URL.parse('a', 'http://b')?.href);
for (const b of ['x', 'http://', 'http://a b', 'http://[', 'http://a:99999'])
  try {
    new URL(b);
  } catch (e) {
    log(e.name, e.code, e.message, e.input, e.base);
  }
try {
  new URL();
} catch (e) {
  log(e.code, e.message);
}
const sp = new URLSearchParams([
  ['a', '1'],
  ['a', '2'],
  ['b', '3'],
]);
sp.sort();
sp.delete('a', '1');
log(
  sp.toString(),
  sp.has('b', '3'),
  sp.getAll('a'),
  new URLSearchParams({ x: 'y' }).toString(),
  new URLSearchParams('?q=%41+b').get('q'),
  sp.keys(),
  sp.entries(),
);
for (const b of [1, [1], [['a']], [['a', 'b', 'c']]])
  try {
    log(new URLSearchParams(b).toString());
  } catch (e) {
    log(e.code, e.message);
  }
log(
  qs.parse('a=1&a=2&b=%20&c&=d&e=%zz'),
  qs.stringify({ a: [1, 2], b: true, c: null, d: undefined, e: 'ü', f: 1n, g: {} }),
  qs.escape('a b&'),
  qs.unescape('%41%zz'),
  qs.parse('a:1;b:2', ';', ':'),
  qs.parse('a=1&b=2&c=3', null, null, { maxKeys: 2 }),
  qs.stringify({ a: 'b c' }, ';', ':', { encodeURIComponent: (x) => '<' + x + '>' }),
);
const pat = new URLPattern({ pathname: '/users/:id(\\d+)' });
log(pat.test({ pathname: '/users/1' }), pat.exec('http://h/users/42')?.pathname, pat);
const p2 = new URLPattern('/a/*', 'http://x.y');
log(p2.exec('http://x.y/a/b/c').pathname.groups, p2.hasRegExpGroups, p2.hostname);
try {
  new URLPattern('(');
} catch (e) {
  log(e.name, e.code, e.message);
}
