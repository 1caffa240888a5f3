// readline over standard input: lines, and what is printed for each.
const readline = require('node:readline');

const lines = readline.createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
lines.prompt();
lines.on('line', (line) => {
  console.log('line', JSON.stringify(line));
  lines.prompt();
});
lines.on('close', () => console.log('closed', lines.terminal));
