// node:timers/promises: values, abort, interval iteration, scheduler.
import { scheduler, setImmediate as immediate, setInterval as every, setTimeout as sleep } from 'node:timers/promises';
console.log(await sleep(2, 'slept'), await immediate('immediately'));
const controller = new AbortController();
setTimeout(() => controller.abort(), 2);
await sleep(1000, null, { signal: controller.signal }).catch((error) => console.log(error.name, error.code));
let n = 0;
for await (const value of every(2, 'tick')) {
  console.log(value, ++n);
  if (n === 3) break;
}
await scheduler.wait(1);
await scheduler.yield();
console.log('waited');
