// Marks, measures, observers, timerify, histograms, event loop figures.
import {
  performance,
  PerformanceObserver,
  createHistogram,
  monitorEventLoopDelay,
  PerformanceEntry,
  constants,
  eventLoopUtilization,
  timerify,
} from 'node:perf_hooks';
import http from 'node:http';
const log = console.log;
const obs = new PerformanceObserver((l, o) => {
  for (const e of l.getEntries()) log(e.entryType, e.name, typeof e.duration, e.detail);
});
obs.observe({ entryTypes: ['mark', 'measure', 'function'] });
performance.mark('a', { detail: { x: 1 } });
performance.mark('b', { startTime: 5 });
log(performance.measure('m', 'a', 'b').duration <= 5, performance.measure('n', { start: 1, end: 3, detail: 'd' }));
const f = timerify(function add(a, b) {
  return a + b;
});
log(f(1, 2), f.name, f.length);
log(
  performance.getEntriesByName('a').length,
  performance.getEntriesByType('mark').map((e) => e.name),
);
performance.clearMarks('a');
log(performance.getEntries().map((e) => e.name));
for (const b of [
  () => performance.measure('q', 'none'),
  () => performance.mark(),
  () => performance.mark('x', { startTime: -1 }),
  () => obs.observe({}),
  () => obs.observe({ type: 'mark', entryTypes: ['mark'] }),
  () => new PerformanceObserver(),
  () => new PerformanceEntry(),
  () => timerify(1),
  () => performance.measure('x', { start: 1, end: 2, duration: 3 }),
])
  try {
    b();
    log('no error');
  } catch (e) {
    log(e.name, e.code, e.message);
  }
await new Promise((r) => setTimeout(r, 20));
obs.disconnect();
log(PerformanceObserver.supportedEntryTypes);
const h = createHistogram({ lowest: 1, highest: 1000 });
h.record(5);
h.record(10n);
h.recordDelta();
log(h.count >= 2, h.min, h.percentile(50) >= 5, h.percentiles.size > 0, h.exceeds, h.stddev >= 0, h.countBigInt >= 2n);
for (const b of [0, -1, 1.5, 'x', 5000])
  try {
    h.record(b);
    log('rec', b);
  } catch (e) {
    log(e.code, e.message);
  }
h.reset();
log(h.count, h.min, h.max, h.mean);
const h2 = createHistogram();
h2.record(3);
h.add(h2);
log(h.count);
const d = monitorEventLoopDelay({ resolution: 5 });
d.enable();
await new Promise((r) => setTimeout(r, 30));
log(d.disable(), d.disable(), d.min > 0, d.max >= d.min);
const u = eventLoopUtilization();
log(Object.keys(u), eventLoopUtilization(u).utilization >= 0);
log(
  Object.keys(performance.toJSON()).sort(),
  Object.keys(performance.nodeTiming).sort().join(),
  performance.timeOrigin > 0,
  typeof performance.nodeTiming.bootstrapComplete,
  Object.keys(constants).length,
);
const ob2 = new PerformanceObserver((l) => {
  for (const e of l.getEntries()) log(e.entryType, e.name, e.detail && Object.keys(e.detail));
});
ob2.observe({ entryTypes: ['http', 'net', 'dns'] });
const s = http
  .createServer((q, r) => r.end())
  .listen(0, '127.0.0.1', async () => {
    await new Promise((r) =>
      http.get({ port: s.address().port, host: '127.0.0.1', agent: false }, (x) => {
        x.resume();
        x.on('end', r);
      }),
    );
    await new Promise((r) => setTimeout(r, 20));
    ob2.disconnect();
    s.close();
  });
performance.setResourceTimingBufferSize(1);
log(performance.markResourceTiming === undefined, typeof performance.now());
const pb = new PerformanceObserver((l) => log('buffered', l.getEntriesByType('mark').length));
pb.observe({ type: 'mark', buffered: true });
setTimeout(() => pb.disconnect(), 50);
