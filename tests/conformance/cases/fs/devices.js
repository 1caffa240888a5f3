// /dev: null, zero, full, random, and the names of a process's own descriptors.
const fs = require('node:fs');
const { once } = require('node:events');
const { exec, spawn } = require('node:child_process');
const attempt = require('./attempt.cjs');

(async () => {
  for (const name of ['null', 'zero', 'full', 'random', 'urandom']) {
    const stat = fs.statSync(`/dev/${name}`);
    console.log(name, stat.isCharacterDevice(), stat.isFile(), stat.size, stat.rdev, (stat.mode & 0o666).toString(8), fs.existsSync(`/dev/${name}`));
  }
  console.log(fs.readdirSync('/dev', { withFileTypes: true }).filter(({ name }) => /^(null|zero|stdin|stdout|stderr|fd)$/.test(name)).map((entry) => [entry.name, entry.isCharacterDevice(), entry.isSymbolicLink()].join(' ')).sort());

  for (const flags of ['r', 'w', 'a', 'r+', 'w+']) {
    const fd = fs.openSync('/dev/null', flags);
    attempt(`write ${flags}`, () => fs.writeSync(fd, 'gone'));
    attempt(`read ${flags}`, () => fs.readSync(fd, Buffer.alloc(4)));
    attempt(`truncate ${flags}`, () => fs.ftruncateSync(fd, 0));
    attempt(`fsync ${flags}`, () => fs.fsyncSync(fd));
    attempt(`fdatasync ${flags}`, () => fs.fdatasyncSync(fd));
    console.log(fs.fstatSync(fd).isCharacterDevice());
    fs.closeSync(fd);
  }
  attempt('exclusive', () => fs.openSync('/dev/null', 'wx'));
  attempt('below', () => fs.openSync('/dev/null/file', 'w'));
  attempt('as a folder', () => fs.readdirSync('/dev/null'));

  fs.writeFileSync('/dev/null', 'gone');
  fs.appendFileSync('/dev/null', 'gone');
  await fs.promises.writeFile('/dev/null', Buffer.from('gone'));
  console.log(JSON.stringify(fs.readFileSync('/dev/null', 'utf8')), fs.readFileSync('/dev/null'), await fs.promises.readFile('/dev/null', 'utf8'));
  fs.copyFileSync('/dev/null', 'empty');
  console.log(fs.statSync('empty').size, fs.statSync('empty').isFile());
  console.log(require('/dev/null'));

  const writer = fs.createWriteStream('/dev/null');
  writer.end('gone');
  await once(writer, 'close');
  console.log(writer.bytesWritten);
  for await (const chunk of fs.createReadStream('/dev/null')) console.log(chunk);

  const zero = fs.openSync('/dev/zero', 'r+');
  const bytes = Buffer.alloc(6, 1);
  console.log(fs.readSync(zero, bytes, 1, 4), bytes, fs.writeSync(zero, 'gone'));
  for await (const chunk of fs.createReadStream('/dev/zero', { end: 4 })) console.log(chunk);
  const random = fs.openSync('/dev/urandom', 'r');
  const [one, other] = [Buffer.alloc(70000), Buffer.alloc(70000)];
  console.log(fs.readSync(random, one), fs.readSync(random, other), one.equals(other), one.subarray(65536).some((byte) => byte !== 0));
  const full = fs.openSync('/dev/full', 'w');
  attempt('full', () => fs.writeSync(full, 'x'));

  const file = fs.openSync('file', 'w+');
  fs.writeSync(file, 'written');
  console.log(fs.readFileSync(`/dev/fd/${file}`, 'utf8'), fs.readFileSync(`/proc/self/fd/${file}`, 'utf8'), fs.statSync(`/dev/fd/${file}`).size);
  attempt('no such descriptor', () => fs.openSync('/dev/fd/999', 'r'));
  console.log(fs.existsSync('/dev/fd/999'), fs.existsSync('/dev/stdout'), fs.statSync('/dev/fd/999', { throwIfNoEntry: false }), fs.lstatSync('/dev/stdout').isSymbolicLink());
  await fs.promises.access('/dev/stdout');

  const program = `
    const fs = require('node:fs');
    fs.writeFileSync('/dev/stdout', 'out ');
    fs.appendFileSync('/dev/stderr', 'err ');
    const fd = fs.openSync('/dev/fd/1', 'w');
    fs.writeSync(fd, 'again ');
    fs.closeSync(fd);
    fs.writeSync(1, 'still open ');
    const stream = fs.createWriteStream('/dev/stdout');
    stream.end('streamed ', () => console.log(fs.fstatSync(1).isFIFO() || fs.fstatSync(1).isSocket()));
  `;
  fs.writeFileSync('program.js', program);
  // Pipes of a shell: those of Node to its children are sockets on Linux, which can't be opened.
  console.log(await new Promise((resolve) => exec('node program.js 2>err | cat; cat err; echo in | node -p \'fs.readFileSync("/dev/stdin", "utf8")\'; cat /dev/null; echo gone > /dev/null; head -c 3 /dev/zero | wc -c', (error, out, err) => resolve([error, out, err]))));

  const [input, output] = [fs.openSync('/dev/null', 'r'), fs.openSync('/dev/null', 'w')];
  const silent = spawn(process.execPath, ['-e', "process.stdin.on('data', () => {}).on('end', () => { console.log('gone'); process.exit(require('fs').fstatSync(1).isCharacterDevice() ? 4 : 5) })"], { stdio: [input, output, 'inherit'] });
  console.log(await once(silent, 'close'));
})();
