// A parent that writes to its child's standard input, and the end of it.
const { spawn } = require('node:child_process');

const script = `
  process.stdin.setEncoding('utf8');
  let all = '';
  process.stdin.on('data', (text) => { all += text; });
  process.stdin.on('end', () => console.log('got', all.length, all.slice(0, 20)));
`;
const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
child.stdout.on('data', (data) => console.log('child:', String(data).trim()));
child.on('close', (code) => console.log('closed', code));
for (let index = 0; index < 200; index++) child.stdin.write(`line ${index} ${'x'.repeat(5000)}\n`);
child.stdin.end('last', () => console.log('written'));
