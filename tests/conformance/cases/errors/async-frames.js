// Frames of async functions and of Promise.all, allSettled and any in a stack.
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function inner() {
  await later(1);
  throw new Error('deep');
}
async function outer() {
  await inner();
}
const show = (error) => console.log(error.stack.split('\n').slice(1).map((line) => line.trim().replace(/\(?[^( ]*[/\\](\S+)$/, '($1')));
(async () => {
  await outer().catch(show);
  await Promise.all([later(1), outer()]).catch(show);
  const [settled] = await Promise.allSettled([inner()]);
  show(settled.reason);
})();
