// all, allSettled, any, race, withResolvers, try: results and their order.
const later = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
const no = (ms, message) => later(ms).then(() => Promise.reject(new Error(message)));
(async () => {
  console.log(await Promise.all([later(9, 'slow'), 'plain', later(1, 'quick')]));
  const [good, bad] = await Promise.allSettled([later(2, 1), no(1, 'bad')]);
  console.log(good, bad.status, bad.reason.message);
  console.log(await Promise.race([later(20, 'slow'), later(1, 'quick')]));
  console.log(await Promise.any([no(1, 'bad'), later(5, 'good')]));
  await Promise.any([no(1, 'a'), no(2, 'b')]).catch((error) => console.log(error.name, error.message, error.errors.map(String)));
  const { promise, resolve } = Promise.withResolvers();
  setTimeout(resolve, 1, 'resolved outside');
  console.log(await promise);
  console.log(await Promise.try(() => 'tried'));
  await Promise.all([later(1), no(2, 'first of all fails')]).catch((error) => console.log(error.message));
})();
