// The same from a timer: what was scheduled later is not run.
setTimeout(() => console.log('never'), 5);
setTimeout(function later() {
  throw new Error('thrown in a timer');
}, 1);
