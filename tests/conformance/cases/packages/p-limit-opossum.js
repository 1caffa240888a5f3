// p-limit: how many run at once; opossum: a breaker that opens, half opens, closes, falls back and counts.
const CircuitBreaker = require('opossum');
(async () => {
  const { default: pLimit } = await import('p-limit');
  const limit = pLimit(2);
  let running = 0;
  let most = 0;
  const results = await Promise.all([5, 1, 3, 2].map((value) => limit(async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, value));
    running--;
    return value * 2;
  })));
  console.log(results, most, limit.activeCount, limit.pendingCount);
  let broken = true;
  const breaker = new CircuitBreaker(async (name) => { if (broken) throw new Error('down'); return `hello ${name}`; }, { errorThresholdPercentage: 50, resetTimeout: 20, volumeThreshold: 2, timeout: 1000, rollingCountTimeout: 60_000 });
  const events = [];
  for (const name of ['open', 'close', 'halfOpen', 'fallback', 'reject', 'failure', 'success']) breaker.on(name, () => events.push(name));
  breaker.fallback((name, error) => `fallback for ${name}: ${error.message}`);
  for (let count = 0; count < 3; count++) console.log(await breaker.fire('ada'));
  const halfOpen = new Promise((resolve) => breaker.once('halfOpen', resolve));
  broken = false;
  await halfOpen;
  console.log(await breaker.fire('ada'), breaker.closed, events);
  const { fires, failures, rejects, fallbacks, successes } = breaker.stats;
  console.log({ fires, failures, rejects, fallbacks, successes });
  const slow = new CircuitBreaker(() => new Promise(() => {}), { timeout: 10 });
  await slow.fire().catch((error) => console.log(error.code, error.message));
  breaker.shutdown();
  slow.shutdown();
})();
