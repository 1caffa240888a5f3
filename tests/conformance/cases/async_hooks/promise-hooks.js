// createHook and promises: inits with their parents, before and after around reactions.
const { createHook, executionAsyncId, triggerAsyncId } = require('node:async_hooks');
const ids = [];
const events = [];
const hook = createHook({
  init(id, type, trigger) { if (type === 'PROMISE') { ids.push(id); events.push(`init ${ids.length - 1} trigger ${ids.indexOf(trigger)}`); } },
  before(id) { if (ids.includes(id)) events.push(`before ${ids.indexOf(id)}`); },
  after(id) { if (ids.includes(id)) events.push(`after ${ids.indexOf(id)}`); },
}).enable();
const first = Promise.resolve(1);
first.then(() => { events.push(`in then ${ids.indexOf(executionAsyncId())} ${ids.indexOf(triggerAsyncId())}`); });
setTimeout(() => { hook.disable(); console.log(events.join('\n')); }, 5);
