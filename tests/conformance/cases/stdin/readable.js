// Standard input by read() in 'readable' events.
const chunks = [];
process.stdin.on('readable', () => {
  for (let chunk = process.stdin.read(3); chunk !== null; chunk = process.stdin.read(3)) chunks.push(String(chunk));
});
process.stdin.on('end', () => console.log(chunks));
