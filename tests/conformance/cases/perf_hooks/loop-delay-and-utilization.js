// What a server measures of its event loop: how late its timers are, and how much of the time it works.
const { monitorEventLoopDelay, eventLoopUtilization, performance } = require('node:perf_hooks');
const { setTimeout: wait } = require('node:timers/promises');

const BLOCKED = 300;
function block(milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end);
}

async function main() {
  // Waiting is not work.
  const before = eventLoopUtilization();
  await wait(BLOCKED);
  const idle = eventLoopUtilization(before);
  console.log('waited:', idle.utilization < 0.5, idle.idle > idle.active);
  const between = eventLoopUtilization();
  block(BLOCKED);
  const busy = eventLoopUtilization(between);
  console.log('worked:', busy.utilization > 0.9, busy.active >= BLOCKED - 1, busy.idle < 10);
  const all = performance.eventLoopUtilization();
  console.log('all:', all.idle > 0, all.active > 0, all.utilization > 0 && all.utilization < 1, eventLoopUtilization(eventLoopUtilization(), between).idle >= 0);

  // A timer that was due while the thread was busy finds the delay already recorded.
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  console.log(histogram.enable(), histogram.enable());
  await wait(100);
  const samples = histogram.count > 0;
  histogram.reset();
  const late = wait(60);
  await wait(40);
  block(BLOCKED);
  await late;
  console.log('delay:', samples, histogram.max >= (BLOCKED - 20) * 1e6, histogram.mean > 15e6);
  console.log(histogram.disable(), histogram.disable());
  const { count } = histogram;
  await wait(50);
  console.log('stopped:', histogram.count === count);
}
main();
