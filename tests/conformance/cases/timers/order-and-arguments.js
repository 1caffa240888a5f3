// Order by due time, arguments, clearing, intervals.
const log = [];
setTimeout((a, b) => log.push(`20 ${a} ${b}`), 20, 'x', 'y');
setTimeout(() => log.push('5'), 5);
setTimeout(() => log.push('0 is 1'), 0);
setTimeout(() => log.push('negative'), -5);
const cleared = setTimeout(() => log.push('never'), 1);
clearTimeout(cleared);
let ticks = 0;
const interval = setInterval(() => {
  log.push(`interval ${++ticks}`);
  if (ticks === 3) clearInterval(interval);
}, 30);
process.on('exit', () => console.log(log.join('\n')));
