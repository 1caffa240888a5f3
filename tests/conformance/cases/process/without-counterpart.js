// What has no counterpart in a page says so by name. Native Node has all of it: this case is a known difference.
const show = (name, f) => { try { f(); console.log(name, 'works'); } catch (e) { console.log(name, e.code, e.message.replace(/ See .*/, '')); } };
show('wasi', () => new (require('node:wasi').WASI)({ version: 'preview1' }));
show('inspector', () => new (require('node:inspector').Session)().connect());
