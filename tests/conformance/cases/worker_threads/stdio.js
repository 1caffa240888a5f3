// stdout, stderr and stdin of workers.
const { Worker } = require('node:worker_threads');

(async () => {
  const plain = new Worker('console.log("to the parent\'s stdout"); console.error("to its stderr")', { eval: true });
  await new Promise((resolve) => plain.on('exit', resolve));
  const caught = new Worker('console.log("caught"); process.stdout.write("x".repeat(100000)); process.stderr.write("e")', { eval: true, stdout: true, stderr: true });
  let out = '';
  caught.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  caught.stderr.on('data', (data) => console.log('stderr', String(data)));
  await new Promise((resolve) => caught.on('exit', resolve));
  await new Promise(setImmediate);
  console.log(out.length, out.slice(0, 7));
  const echo = new Worker('process.stdin.setEncoding("utf8").on("data", (t) => process.stdout.write(t.toUpperCase())).on("end", () => console.log("end"))', { eval: true, stdin: true, stdout: true });
  echo.stdout.on('data', (data) => console.log('echo', JSON.stringify(String(data))));
  echo.stdin.write('hello');
  setTimeout(() => echo.stdin.end(), 50);
  await new Promise((resolve) => echo.on('exit', resolve));
  console.log(echo.stdin !== null, plain.stdin);
})();
