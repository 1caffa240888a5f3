// node's own path as a command of the shell's, bare, quoted, from a variable, in a pipe and through a symbolic link.
const { exec } = require('node:child_process');
const fs = require('node:fs');

fs.symlinkSync(process.execPath, 'my-node');
const node = process.execPath;
const commands = [
  `${node} -p 1`,
  `"${node}" -p 2`,
  '"$NODE" -p 3',
  `"$NODE" -p 4 | "${node}" -e "process.stdin.pipe(process.stdout)"`,
  '"$NODE" -e "process.exit(5)" || "$NODE" -p 5',
  './my-node -p 6',
  '"$NODE" show.cjs a "b c"',
];
(async () => {
  for (const command of commands) {
    await new Promise((resolve) => exec(command, { env: { ...process.env, NODE: node } }, (error, stdout, stderr) => {
      console.log(command.replaceAll(node, 'node'), '->', error?.code ?? 0, JSON.stringify(stdout), JSON.stringify(stderr));
      resolve();
    }));
  }
})();
