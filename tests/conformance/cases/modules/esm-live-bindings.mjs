// An imported name shows the exporter's present value and can't be assigned.
import { count, increment } from './counter.mjs';
import * as all from './counter.mjs';
console.log(count, all.count);
increment();
console.log(count, all.count);
try {
  all.count = 9;
} catch (error) {
  console.log(error.name, error.message);
}
console.log(Object.keys(all), Object.isSealed(all), all[Symbol.toStringTag]);
console.log(Object.getOwnPropertyDescriptor(all, 'count'));
