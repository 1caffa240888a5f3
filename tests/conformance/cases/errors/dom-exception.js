// DOMException: names and legacy codes.
const error = new DOMException('message', 'AbortError');
console.log(error.name, error.code, error.message, error instanceof Error, String(error), DOMException.ABORT_ERR);
console.log(new DOMException('m', { name: 'DataCloneError', cause: 1 }).cause, Object.prototype.toString.call(error));
