// path in both flavours; os facts that are constants.
const path = require('node:path');
console.log(path.join('a', '..', '/b', './c'), path.resolve('/x', 'y', '../z'), path.relative('/a/b/c', '/a/d'), path.parse('/home/u/file.tar.gz'), path.format({ dir: '/d', name: 'n', ext: 'e' }), path.normalize('/a//b/../c/.'), path.extname('.bashrc'), path.isAbsolute('a'), path.sep, path.delimiter);
console.log(path.win32.join('a', '..', 'b'), path.win32.parse('C:\\x\\y.txt'), path.matchesGlob('a/b.js', 'a/*.js'), path.basename('/x/y.js', '.js'), path.dirname('/x'), path.toNamespacedPath('/x'));
const os = require('node:os');
console.log(JSON.stringify(os.EOL), os.platform(), os.type(), os.endianness(), typeof os.hostname(), os.devNull, os.cpus().length > 0, os.totalmem() > 0, os.constants.signals.SIGTERM, os.constants.errno.ENOENT);
