// stdio: ignore, inherit, pipes of higher numbers, files.
const { spawn } = require('node:child_process');
const fs = require('node:fs');

const run = (code, stdio) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', code], { stdio });
    const parts = {};
    child.stdio.forEach((stream, fd) => stream?.on('data', (data) => (parts[fd] = (parts[fd] ?? '') + data)));
    child.on('close', (code_) => resolve({ code: code_, parts, streams: child.stdio.map((stream) => stream && stream.constructor.name) }));
  });

(async () => {
  console.log(await run('console.log("unheard")', 'ignore'));
  console.log(await run('console.log("to the console of the parent")', 'inherit'));
  console.log(await run('process.stdin.on("data", () => {}).on("end", () => console.log("end of nothing"))', ['ignore', 'pipe', 'pipe']));
  console.log(await run('require("fs").writeSync(3, "three"); console.log(1)', ['ignore', 'pipe', 'inherit', 'pipe']));
  const log = fs.openSync('log.txt', 'a');
  fs.writeSync(log, 'first\n');
  console.log(await run('console.log("second"); console.error("third")', ['ignore', log, log]));
  console.log(JSON.stringify(fs.readFileSync('log.txt', 'utf8')));
  const input = fs.openSync('log.txt', 'r');
  console.log(await run('process.stdin.on("data", (d) => console.log(String(d).length))', [input, 'pipe', 'pipe']));
  const child = spawn(process.execPath, ['-p', '"a pipe"'], { stdio: [-1, 'ignore', 'ignore'] });
  console.log(child.stdin.constructor.name, child.stdout, await new Promise((resolve) => child.on('close', resolve)));
  for (const stdio of ['nope', ['pipe', 'what']]) {
    try {
      spawn(process.execPath, [], { stdio });
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
})();
