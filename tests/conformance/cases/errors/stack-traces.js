// Stack traces: frames of functions, methods, constructors, async functions, eval, callbacks.
const frames = (error) => error.stack.split('\n').slice(1).filter((line) => line.includes('main.js') || line.includes('stack-traces.js')).map((line) => line.trim().replace(/\(?[^( ]*[/\\](\S+)$/, '($1'));
class Service {
  constructor() {
    this.error = new Error('in constructor');
  }
  method() {
    return new Error('in method');
  }
  static make() {
    return new Error('in static');
  }
  async later() {
    await null;
    return new Error('in async method');
  }
}
const arrow = () => new Error('in arrow');
console.log(frames(new Service().error), frames(new Service().method()), frames(Service.make()), frames(arrow()));
console.log(frames([1].map(() => new Error('in map'))[0]), frames(Reflect.construct(Service, []).error));
async function caller() {
  return new Service().later();
}
async function awaiting() {
  const error = await caller();
  return error;
}
awaiting().then((error) => console.log(frames(error)));
