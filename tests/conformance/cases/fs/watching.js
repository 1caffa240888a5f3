// watch and watchFile: renames and changes in a folder, recursive, of one file, close, and the promise version with a signal.
const fs = require('node:fs'); const { once } = require('node:events'); process.chdir(__dirname);
(async () => {
  fs.mkdirSync('d/e', { recursive: true });
  const watcher = fs.watch('d', { recursive: true }); const seen = new Set(); watcher.on('change', (type, name) => { seen.add(`${name}`); if (seen.has('new.txt') && seen.has('e/deep.txt')) watcher.close(); });
  setTimeout(() => { fs.writeFileSync('d/new.txt', 'x'); fs.writeFileSync('d/e/deep.txt', 'y'); }, 20); await once(watcher, 'close'); console.log([...seen].filter((n) => n.endsWith('.txt')).sort());
  fs.writeFileSync('w', '1'); const changed = new Promise((r) => fs.watchFile('w', { interval: 10 }, (now, before) => r([now.size, before.size]))); setTimeout(() => fs.writeFileSync('w', '1234'), 50); console.log(await changed); fs.unwatchFile('w');
  const c = new AbortController(); const events = fs.promises.watch('d', { signal: c.signal }); setTimeout(() => fs.writeFileSync('d/late', 'z'), 20); try { for await (const { filename } of events) { console.log(filename); c.abort(); } } catch (e) { console.log(e.name); }
})();
