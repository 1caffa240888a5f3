// FileHandle: readLines, readFile, writev, datasync, streams, dispose.
import { open, writeFile } from 'node:fs/promises';
await writeFile('lines.txt', 'one\ntwo\nthree');
const handle = await open('lines.txt');
for await (const line of handle.readLines()) console.log(line);
const again = await open('lines.txt', 'a+');
await again.appendFile('\nfour');
await again.writev([Buffer.from('\n'), Buffer.from('five')]);
await again.sync();
console.log(await again.readFile({ encoding: 'utf8' }));
again.on('close', () => console.log('close event'));
await again.close();
await again.read(Buffer.alloc(1)).catch((error) => console.log(error.code));
