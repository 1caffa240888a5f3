// --disable-proto: Object.prototype.__proto__ taken away, or refusing (InitializeContextRuntime of src/api/environment.cc).

/**
 * Changes Object.prototype as node's option says, before the program runs.
 * @param scope the global scope that programs see
 * @param mode the option's value: `delete`, `throw`, or empty for what JavaScript has
 */
export function disableProto(scope: Pick<typeof globalThis, 'Object' | 'Error'>, mode: unknown): void {
  const { prototype } = scope.Object;
  if (mode === 'delete') Reflect.deleteProperty(prototype, '__proto__');
  if (mode !== 'throw') return;
  const refuse = function (): never {
    const error = new scope.Error('Accessing Object.prototype.__proto__ has been disallowed with --disable-proto=throw');
    scope.Error.captureStackTrace(error, refuse);
    throw Object.assign(error, { code: 'ERR_PROTO_ACCESS' });
  };
  Reflect.defineProperty(prototype, '__proto__', { get: refuse, set: refuse, enumerable: false, configurable: true });
}
