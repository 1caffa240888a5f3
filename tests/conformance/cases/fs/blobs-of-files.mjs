// Blobs over files: read, sliced, put together, and what becomes of them when the file is changed.
import { openAsBlob, writeFileSync, mkdirSync, rmSync, utimesSync } from 'node:fs';

const attempt = async (name, f) => { try { console.log(name, await f()) } catch (e) { console.log(name, e.name, e.code, e.message) } };
rmSync('blobs', { recursive: true, force: true }); mkdirSync('blobs');
writeFileSync('blobs/a.txt', 'hello blob');
const blob = await openAsBlob('blobs/a.txt', { type: 'text/plain' });
console.log(blob, blob.size, blob.type);
await attempt('text', () => blob.text());
await attempt('slice', () => blob.slice(2, 6).text());
await attempt('slice of slice', () => blob.slice(2, 9).slice(1, 3, 'x/y').text());
await attempt('mixed', () => new Blob(['<', blob, blob.slice(6), '>']).text());
await attempt('stream', async () => { let n = 0; for await (const c of blob.stream()) n += c.length; return n });
await attempt('clone', () => structuredClone(blob));
await attempt('absent', () => openAsBlob('blobs/absent'));
await attempt('folder', () => openAsBlob('blobs'));
await attempt('folder text', async () => (await openAsBlob('blobs')).text());
writeFileSync('blobs/a.txt', 'other text!');
await attempt('changed', () => blob.text());
await attempt('changed slice', () => blob.slice(0, 2).text());
await attempt('changed stream', async () => { for await (const c of blob.stream()); });
const b2 = await openAsBlob('blobs/a.txt'); utimesSync('blobs/a.txt', 1, 1);
await attempt('touched', () => b2.text());
const b3 = await openAsBlob('blobs/a.txt'); rmSync('blobs/a.txt');
await attempt('removed', () => b3.text());
writeFileSync('blobs/e', ''); await attempt('empty', async () => [(await openAsBlob('blobs/e')).size, await (await openAsBlob('blobs/e')).text()]);
writeFileSync('blobs/big', Buffer.alloc(200000, 'x')); await attempt('big', async () => { const b = await openAsBlob('blobs/big'); return [b.size, (await b.bytes()).length, (await b.slice(150000).arrayBuffer()).byteLength] });
await attempt('type', () => openAsBlob('blobs/e', { type: 5 }));
await attempt('response', async () => (await new Response(await openAsBlob('blobs/big')).text()).length);
