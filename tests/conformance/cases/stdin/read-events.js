// Standard input as a stream of text.
process.stdin.setEncoding('utf8');
let all = '';
process.stdin.on('data', (text) => (all += text));
process.stdin.on('end', () => console.log(JSON.stringify(all), process.stdin.readableEnded, process.stdin.isTTY, process.stdin.fd));
process.stdin.on('close', () => console.log('close'));
