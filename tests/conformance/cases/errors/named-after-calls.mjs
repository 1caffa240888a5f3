// A function that V8 names after the calls that it is an argument of, in a stack.
const trace = { async call(action) { await 1; return action(); } };
async function outer() {
  return trace.call(async () => { await 1; throw new Error('late'); }, { __proto__: null, a: 1 });
}
async function awaiting() {
  return await trace.call(() => { throw new Error('at once'); }, { __proto__: null, a: 1 });
}
for (const action of [outer, awaiting]) await action().catch((error) => console.log(error.stack.replaceAll(import.meta.url, '<url>')));
