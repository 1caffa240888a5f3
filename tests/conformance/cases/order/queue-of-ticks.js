// A long queue of ticks that queue ticks keeps its order and starves timers.
let n = 0;
setTimeout(() => console.log('timer after', n), 0);
function again() {
  n += 1;
  if (n < 5000) process.nextTick(again);
}
process.nextTick(again);
process.nextTick((a, b) => console.log('arguments', a, b, n), 'x', 'y');
