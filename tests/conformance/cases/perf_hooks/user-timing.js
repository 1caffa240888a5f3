// performance: marks and measures, PerformanceObserver, timerify, timeOrigin, toJSON, the shape of event loop figures.
const { performance, PerformanceObserver, createHistogram, monitorEventLoopDelay, constants } = require('node:perf_hooks');
const mark = performance.mark('a', { detail: { x: 1 }, startTime: 5 });
console.log(mark.name, mark.entryType, mark.startTime, mark.duration, mark.detail);
performance.mark('b', { startTime: 12 });
const measure = performance.measure('a to b', 'a', 'b');
console.log(measure.duration, measure.startTime, measure.toJSON());
console.log(performance.getEntries().map(({ name }) => name), performance.getEntriesByName('a').length, performance.getEntriesByType('measure').length);
performance.clearMarks('a'); console.log(performance.getEntriesByType('mark').length);
for (const f of [() => performance.measure('x', 'none'), () => performance.mark(), () => performance.mark('x', { startTime: -1 }), () => new PerformanceObserver(), () => new PerformanceObserver(() => {}).observe({}), () => performance.timerify(5)]) { try { f(); console.log('none'); } catch (error) { console.log(error.name, error.code, error.message); } }
const timed = performance.timerify(function sum(a, b) { return a + b; });
console.log(timed.name, timed.length, timed(1, 2));
const observer = new PerformanceObserver((list, self) => {
  console.log(list.getEntries().map(({ name, entryType }) => `${entryType} ${name}`));
  self.disconnect();
});
observer.observe({ entryTypes: ['mark', 'function'] });
performance.mark('seen'); timed(3, 4);
console.log(Object.keys(performance.eventLoopUtilization()), performance.now() > 0, typeof performance.timeOrigin, Object.keys(performance.toJSON()));
console.log(PerformanceObserver.supportedEntryTypes, performance.nodeTiming.name, Object.keys(constants).length);
const histogram = createHistogram(); for (let i = 1; i <= 100; i++) histogram.record(i);
console.log(histogram.min, histogram.max, histogram.mean, histogram.percentile(50), histogram.count, histogram.exceeds);
const delay = monitorEventLoopDelay({ resolution: 5 }); console.log(delay.enable(), delay.disable());
