// A program wraps the Error.prepareStackTrace that it has found, as Babel does: it leaves frames out, adds some of its own, and calls the one before.
const frames = (stack) => stack.split('\n').map((line) => line.replace(/\(.*[\\/]/, '(').trim());
const before = Error.prepareStackTrace;
console.log(typeof before);
const virtual = { getFileName: () => 'config.json', getLineNumber: () => undefined, getFunctionName: () => null, toString: () => 'config.json' };
let calls = 0;
Error.prepareStackTrace = function rewriter(error, trace) {
  calls += 1;
  const kept = trace.filter((site) => site.getFunctionName() !== 'hidden' && /prepare-stack/.test(site.getFileName() ?? ''));
  return before(error, error.empty ? [] : [virtual, ...kept]);
};
function hidden(action) { return action(); }
function shown() { return hidden(() => new RangeError('wrapped')); }
console.log(frames(shown().stack));
class Empty extends Error { empty = true; }
console.log(frames(new Empty('no frames').stack));
const empty = Object.assign({}, { empty: true, name: 'Plain', message: 'object' });
Error.captureStackTrace(empty);
console.log(frames(empty.stack).length > 0);
try { null.property; } catch (error) { console.log(frames(error.stack).slice(0, 2)); }
const recursive = () => recursive();
try { recursive(); } catch (error) { console.log(error instanceof RangeError, error.message); }
Error.prepareStackTrace = (error, trace) => trace;
const trace = new Error('structured').stack;
console.log(Array.isArray(trace), frames(before(new Error('later'), trace.slice(0, 1))));
Error.prepareStackTrace = before;
console.log(frames(new Error('as before').stack).slice(0, 2), calls > 2);
