// File streams: ranges, highWaterMark, flags, start of writes, autoClose, errors, bytesRead, back-pressure of a large file.
const fs = require('node:fs'); const { pipeline } = require('node:stream/promises'); const { once } = require('node:events');
process.chdir(__dirname);
(async () => {
  fs.writeFileSync('f', '0123456789');
  const read = async (options) => { let t = ''; for await (const c of fs.createReadStream('f', options)) t += `[${c}]`; return t; };
  console.log(await read({ encoding: 'utf8', highWaterMark: 4 }), await read({ start: 2, end: 5 }), await read({ start: 8 }), await read({ end: 0 }), await read({ start: 20 }));
  for (const o of [{ start: 5, end: 1 }, { start: 'x' }, { encoding: 'no' }]) { try { fs.createReadStream('f', o); } catch (e) { console.log(e.code, e.message); } }
  const w = fs.createWriteStream('f', { flags: 'r+', start: 3 }); w.write('AB'); w.end(); await once(w, 'close'); console.log(fs.readFileSync('f', 'utf8'), w.bytesWritten, w.path, w.pending);
  const a = fs.createWriteStream('f', { flags: 'a' }); a.end('!'); await once(a, 'finish'); console.log(fs.readFileSync('f', 'utf8'));
  await once(fs.createReadStream('none'), 'open').catch((e) => console.log(e.code)); const bad = fs.createWriteStream('no/x'); bad.on('error', (e) => console.log(e.code)); await new Promise((resolve) => bad.on('close', resolve));
  const big = fs.createWriteStream('big'); let waits = 0; for (let i = 0; i < 200; i++) if (!big.write(Buffer.alloc(10_000, i))) { waits++; await once(big, 'drain'); } big.end(); await once(big, 'close'); console.log(waits > 10, fs.statSync('big').size);
  await pipeline(fs.createReadStream('big'), fs.createWriteStream('copy')); console.log(fs.readFileSync('big').equals(fs.readFileSync('copy')));
  const r = fs.createReadStream('big'); r.once('data', () => r.destroy()); await once(r, 'close'); console.log(r.destroyed, r.bytesRead, r.closed); const d = fs.createReadStream('f', { emitClose: false, autoClose: false }); d.on('end', () => { console.log(typeof d.fd); fs.closeSync(d.fd); }); d.resume(); await once(d, 'end');
})();
