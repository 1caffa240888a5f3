// The store in catch and finally, of async functions and of promise chains, after awaits that reject.
const { AsyncLocalStorage } = require('node:async_hooks');
const als = new AsyncLocalStorage();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const fail = async (ms) => { await sleep(ms); throw new Error('failed'); };
const flow = async (id) => {
  const seen = [];
  const look = (where) => seen.push(als.getStore() === id ? where : `WRONG ${where}: ${als.getStore()}`);
  try { await fail(id % 3); } catch { look('catch'); } finally { look('finally'); }
  try { await fail(1); } catch (error) { look('catch with ' + error.message); await null; look('await in catch'); }
  await fail(1).catch(() => look('catch handler'));
  await fail(1).catch(() => {}).finally(() => look('finally handler'));
  await fail(1).then(null, () => look('rejection handler'));
  const settled = await Promise.allSettled([fail(2), sleep(1), 7]);
  look(settled.map(({ status }) => status).join());
  try { await Promise.any([fail(1), fail(2)]); } catch (error) { look(error.constructor.name); }
  await Promise.race([sleep(1), fail(5)]);
  look('race');
  await Promise.all([sleep(1), als.run('other', () => sleep(2))]);
  look('all');
  label: try { for (;;) { await 1; break label; } } finally { await 2; look('finally after break'); }
  return seen;
};
Promise.all([1, 2, 3, 4].map((id) => als.run(id, flow, id))).then((all) => {
  for (const seen of all) console.log(seen.join('; '));
  console.log(als.getStore());
});
