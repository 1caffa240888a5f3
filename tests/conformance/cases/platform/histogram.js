// Histograms of perf_hooks: counts, percentiles, moments; the delay of the event loop.
const { createHistogram, monitorEventLoopDelay } = require('node:perf_hooks');
const values = createHistogram();
console.log(values);
for (const value of [1, 2, 3, 5, 8, 13, 1000, 5000, 123456, 99999999]) values.record(value);
console.log(values, values.percentile(50), values.percentile(99.9), values.percentileBigInt(75), values.countBigInt, values.minBigInt);
console.log(values.percentilesBigInt, JSON.stringify(values));
const coarse = createHistogram({ lowest: 1, highest: 1000, figures: 2 });
coarse.record(500);
coarse.record(999n);
coarse.record(5000);
console.log(coarse, coarse.exceeds);
values.add(coarse);
console.log(values.count, values.max, values.cdf(13), values.ccdf(13), values.countAt(8), values.percentilesAt([99, 50]));
const same = createHistogram();
same.record(5);
values.subtract(same);
console.log(values.count);
const corrected = createHistogram();
corrected.recordCorrected(100, 10);
console.log(corrected.count, corrected.min, corrected.percentiles);
for (const attempt of [() => values.record(0), () => createHistogram({ lowest: 10, highest: 5 }), () => values.percentile(0)]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.code, error.message);
  }
}
values.reset();
console.log(values.count, values.min, values.max);
const deltas = createHistogram();
deltas.recordDelta();
deltas.recordDelta();
console.log(deltas.count, deltas.min > 0);
const delay = monitorEventLoopDelay({ resolution: 5 });
console.log(delay.enable(), delay.enable(), delay.count);
setTimeout(() => {
  console.log(delay.count > 2, delay.mean > 1e6, delay.max >= delay.min, delay.disable(), delay.disable());
}, 120);
