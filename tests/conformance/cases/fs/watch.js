// fs.watch tells of changes in a folder and can be closed.
const fs = require('node:fs');
fs.mkdirSync('watched');
const seen = new Set();
const watcher = fs.watch('watched', (event, name) => {
  seen.add(`${event} ${name}`);
  if (seen.size === 1) {
    watcher.close();
    console.log([...seen]);
  }
});
watcher.on('close', () => console.log('closed'));
setTimeout(() => fs.writeFileSync('watched/new.txt', 'x'), 20);
