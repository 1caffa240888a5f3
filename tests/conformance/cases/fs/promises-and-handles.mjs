// fs/promises: each method's result and error, file handles, globs, temporary folders.
import fsp, { open, constants } from 'node:fs/promises';
import fs from 'node:fs';
import path from 'node:path';
const log = console.log;
const sh = (e) =>
  log(
    e.name,
    e.code,
    e.errno,
    e.syscall,
    e.path && path.basename(String(e.path)),
    e.dest && path.basename(e.dest),
    e.message.replaceAll(process.cwd(), '.'),
  );
const t = async (f) => {
  try {
    const r = await f();
    log('ok', r);
  } catch (e) {
    sh(e);
  }
};
await fsp.mkdir('d/e/f', { recursive: true }).then((p) => log(path.relative('.', p)));
await t(() => fsp.mkdir('d'));
await t(() => fsp.mkdir('q/r'));
await fsp.writeFile('d/a.txt', 'hello');
await fsp.appendFile('d/a.txt', ' world', { flush: true });
log(await fsp.readFile('d/a.txt', 'utf8'), await fsp.readFile('d/a.txt', { encoding: 'hex', flag: 'r' }));
await fsp.writeFile(
  'it.txt',
  (function* () {
    yield 'x';
    yield 'y';
  })(),
);
log(await fsp.readFile('it.txt', 'utf8'));
await t(() => fsp.readFile('none'));
await t(() => fsp.readFile('d'));
await t(() => fsp.writeFile('d', 'x'));
await t(() => fsp.rm('none'));
await t(() => fsp.rm('d'));
await t(() => fsp.rmdir('d'));
await t(() => fsp.unlink('d'));
await t(() => fsp.rename('none', 'x'));
await t(() => fsp.copyFile('none', 'x'));
await t(() => fsp.copyFile('it.txt', 'd/a.txt', constants.COPYFILE_EXCL));
await t(() => fsp.access('it.txt', constants.X_OK));
await t(() => fsp.readlink('it.txt'));
await t(() => fsp.symlink('x', 'it.txt'));
await t(() => fsp.link('none', 'y'));
await t(() => fsp.truncate('none'));
await t(() => fsp.chmod('none', 0o644));
await t(() => fsp.utimes('none', 1, 1));
await t(() => fsp.stat('none'));
await t(() => fsp.lstat('none'));
await t(() => fsp.readdir('none'));
await t(() => fsp.realpath('none'));
await t(() => fsp.opendir('none'));
await t(() => fsp.cp('d', 'z'));
await t(() => fsp.statfs('none'));
await t(() => fsp.open('none'));
await t(() => fsp.open('it.txt', 'wx'));
await t(() => fsp.open('it.txt', 'zz'));
await t(() => fsp.lchown('none', 1, 1));
await fsp.cp('d', 'z', { recursive: true, filter: (s) => !s.endsWith('f') });
log((await fsp.readdir('z', { recursive: true })).sort(), await fsp.readdir('d', { withFileTypes: true }));
await t(() => fsp.cp('d', 'd/e/f', { recursive: true }));
await t(() => fsp.cp('d', 'z', { recursive: true, force: false, errorOnExist: true }));
const h = await open('h.bin', 'w+');
log(h.fd > 2, typeof h.fd);
log(await h.write('abcdef'), await h.write(Buffer.from('XY'), 0, 2, 1));
log(await h.read(Buffer.alloc(4), 0, 4, 0));
log(await h.read({ position: 2 }).then((r) => r.bytesRead));
log(await h.readv([Buffer.alloc(2), Buffer.alloc(9)], 0));
log(await h.writev([Buffer.from('1'), Buffer.from('2')], 3));
await h.truncate(5);
await h.datasync();
await h.sync();
await h.utimes(1, 2);
await h.chmod(0o600);
const st = await h.stat();
log(st.size, st.mtimeMs, st.atime.toISOString(), (st.mode & 0o777).toString(8));
log(await h.readFile({ encoding: 'latin1' }));
await h.appendFile('tail');
log(String(await fsp.readFile('h.bin')));
await h.close();
await t(() => h.read(Buffer.alloc(1)));
await t(() => h.close());
log(h.fd);
const g = await open('lines.txt', 'w+');
await g.writeFile('one\ntwo\r\nthree');
await g.close();
for await (const l of (await open('lines.txt')).readLines()) log(l);
for await (const l of (await open('lines.txt')).readLines({ start: 4 })) log(l);
const rs = (await open('lines.txt')).createReadStream({ start: 1, end: 5, highWaterMark: 2 });
for await (const c of rs) log(String(c));
const ws = (await open('ws.txt', 'w')).createWriteStream();
ws.write('q');
ws.end('r');
await new Promise((r) => ws.on('close', r));
log(ws.bytesWritten, String(await fsp.readFile('ws.txt')));
const web = (await open('lines.txt')).readableWebStream({ autoClose: true });
let n = '';
for await (const c of web) n += Buffer.from(c);
log(n.length);
log((await fsp.mkdtemp('tmp-')).length);
const dt = await fsp.mkdtempDisposable('dd-');
log(Object.keys(dt));
await dt.remove();
const ac = new AbortController();
ac.abort();
await t(() => fsp.readFile('it.txt', { signal: ac.signal }));
await t(() => fsp.writeFile('it.txt', 'x', { signal: ac.signal }));
{
  await using hh = await open('it.txt');
}
log(
  (await Array.fromAsync(fsp.glob('**/*.txt'))).sort(),
  (await Array.fromAsync(fsp.glob(['d/*', 'z/**'], { exclude: ['**/e'] }))).sort(),
  (await Array.fromAsync(fsp.glob('d/*', { withFileTypes: true }))).map((d) => d.name).sort(),
);
const s2 = await fsp.stat('it.txt', { bigint: true });
log(typeof s2.size, s2.size, typeof s2.mtimeNs, s2.isFile());
log(await fsp.statfs('.').then((s) => Object.keys(s)));
await fsp.symlink('it.txt', 'ln');
log(await fsp.readlink('ln'), await fsp.readlink('ln', 'buffer'), (await fsp.lstat('ln')).isSymbolicLink());
await fsp.lutimes('ln', 5, 6);
log((await fsp.lstat('ln')).mtimeMs);
log(fsp.constants === constants, Object.keys(fsp).sort().join());
