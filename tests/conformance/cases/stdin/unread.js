// A program that does not read its input ends all the same; one that pauses it, too.
console.log(process.stdin.constructor.name, process.stdin.isTTY);
process.stdin.on('data', () => {});
process.stdin.pause();
setTimeout(() => console.log('over'), 20);
