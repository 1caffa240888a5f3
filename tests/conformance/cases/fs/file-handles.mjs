// FileHandle: read, write, readv, writev, streams, lines, stat, truncate, sync, disposal, close twice, what is left open.
import fs from 'node:fs/promises';
process.chdir(import.meta.dirname);
const h = await fs.open('f', 'w+');
console.log(h.fd > 2, (await h.write('hello world')).bytesWritten, (await h.write(Buffer.from('XY'), 0, 2, 3)).bytesWritten, (await h.writev([Buffer.from('ab'), Buffer.from('cd')], 0)).bytesWritten);
const { bytesRead, buffer } = await h.read(Buffer.alloc(20), 0, 20, 0); console.log(bytesRead, buffer.toString('utf8', 0, bytesRead)); console.log((await h.read({ position: 2, length: 3 })).buffer.subarray(0, 3).toString());
const parts = [Buffer.alloc(2), Buffer.alloc(3)]; console.log((await h.readv(parts, 1)).bytesRead, parts.map(String)); await h.truncate(5); console.log((await h.stat()).size, await h.readFile('utf8')); await h.appendFile('!'); await h.chmod(0o600); await h.utimes(1, 2); await h.sync(); await h.datasync(); console.log((await h.stat()).mtimeMs);
h.on('close', () => console.log('closed event')); await h.close(); await h.close().catch((e) => console.log(e.code)); await h.read().catch((e) => console.log(e.code, e.syscall)); console.log(h.fd);
{ await using other = await fs.open('f'); console.log((await other.stat()).isFile()); }
await fs.writeFile('lines', 'a\nb\r\nc'); const l = await fs.open('lines'); for await (const line of l.readLines()) console.log(line);
const s = await fs.open('lines'); for await (const chunk of s.createReadStream({ start: 1, end: 3, encoding: 'utf8' })) console.log(JSON.stringify(chunk)); 
const ws = (await fs.open('out', 'w')).createWriteStream(); ws.end('streamed'); await new Promise((r) => ws.on('close', r)); console.log(await fs.readFile('out', 'utf8'));
const w = await fs.open('lines'); for await (const c of w.readableWebStream()) console.log(Buffer.from(c).toString().length); await w.close(); const ro = await fs.open('lines', 'r'); await ro.write('x').catch((e) => console.log(e.code, e.message)); await ro.close();
for (const f of [() => fs.open('none'), () => fs.open('lines', 'wx'), () => fs.open('.', 'w')]) await f().catch((e) => console.log(e.code, e.message));
