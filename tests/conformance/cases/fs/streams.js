// createReadStream with ranges and highWaterMark, createWriteStream, pipeline, missing files.
const fs = require('node:fs');
const { pipeline } = require('node:stream/promises');
(async () => {
  await pipeline(['alpha ', 'beta ', 'gamma'], fs.createWriteStream('s.txt'));
  console.log(fs.readFileSync('s.txt', 'utf8'));
  const chunks = [];
  for await (const chunk of fs.createReadStream('s.txt', { highWaterMark: 4, encoding: 'utf8' })) chunks.push(chunk);
  console.log(chunks);
  const range = fs.createReadStream('s.txt', { start: 2, end: 5 });
  range.on('open', (fd) => console.log('open', typeof fd));
  range.on('ready', () => console.log('ready'));
  for await (const chunk of range) console.log(String(chunk));
  console.log(range.bytesRead, range.path);
  fs.createReadStream('missing').on('error', (error) => console.log(error.code)).on('close', () => console.log('closed'));
})();
