// Sync, callback and promise forms give the same; flags, encodings, append, positions.
const fs = require('node:fs');
const { readFile, writeFile, appendFile, open } = require('node:fs/promises');
fs.writeFileSync('a.txt', 'héllo');
fs.appendFileSync('a.txt', ' wörld');
console.log(fs.readFileSync('a.txt', 'utf8'), fs.readFileSync('a.txt'), fs.readFileSync('a.txt', 'latin1').length);
console.log(fs.existsSync('a.txt'), fs.existsSync('b.txt'));
fs.readFile('a.txt', 'utf8', async (error, text) => {
  console.log(error, text);
  await writeFile('b.txt', Buffer.from([1, 2, 3, 255]));
  await appendFile('b.txt', 'x');
  console.log(await readFile('b.txt'));
  const handle = await open('b.txt', 'r+');
  await handle.write(Buffer.from('ZZ'), 0, 2, 1);
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(10), 0, 10, 0);
  console.log(bytesRead, buffer.subarray(0, bytesRead), (await handle.stat()).size);
  await handle.truncate(2);
  await handle.close();
  console.log(await readFile('b.txt'));
  await writeFile('c.txt', 'once', { flag: 'wx' });
  await writeFile('c.txt', 'twice', { flag: 'wx' }).catch((e) => console.log(e.code));
});
