// mkdir -p, readdir with types and recursive, rename, rm -r, mkdtemp, opendir, glob.
const fs = require('node:fs');
(async () => {
  console.log(fs.mkdirSync('d/e/f', { recursive: true })?.endsWith('/d'), fs.mkdirSync('d/e', { recursive: true }));
  fs.writeFileSync('d/one.txt', '1');
  fs.writeFileSync('d/e/two.txt', '2');
  console.log(fs.readdirSync('d').sort(), fs.readdirSync('d', { recursive: true }).sort());
  for (const entry of fs.readdirSync('d', { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    console.log(entry.name, entry.isFile(), entry.isDirectory(), entry.parentPath);
  }
  fs.renameSync('d/e', 'd/moved');
  console.log(fs.existsSync('d/moved/two.txt'), fs.existsSync('d/e'));
  const names = [];
  for await (const entry of await fs.promises.opendir('d')) names.push(entry.name);
  console.log(names.sort());
  console.log(fs.globSync('d/**/*.txt').sort());
  console.log(fs.mkdtempSync('tmp-').length, fs.statSync('d').isDirectory());
  fs.cpSync('d', 'copy', { recursive: true });
  console.log(fs.readFileSync('copy/moved/two.txt', 'utf8'));
  fs.rmSync('d', { recursive: true });
  fs.rmSync('d', { recursive: true, force: true });
  console.log(fs.existsSync('d'));
})();
