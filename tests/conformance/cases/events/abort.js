// AbortController: reasons, any, timeout, listeners, throwIfAborted.
const controller = new AbortController();
controller.signal.addEventListener('abort', (event) => console.log(event.type, controller.signal.reason.name));
const any = AbortSignal.any([controller.signal, new AbortController().signal]);
console.log(any.aborted);
controller.abort();
controller.abort('twice');
console.log(any.aborted, any.reason === controller.signal.reason, controller.signal.reason.message, controller.signal.reason.code);
try {
  AbortSignal.abort('my reason').throwIfAborted();
} catch (reason) {
  console.log(reason);
}
const timeout = AbortSignal.timeout(5);
timeout.onabort = () => console.log(timeout.reason.name, timeout.reason.message);
setTimeout(() => {}, 20);
