// internalBinding('url_pattern'): URLPattern: the browser's own, with Node's errors (src/node_url_pattern.cc), where it has one, else a
// throwing stub.
import { codedError } from '../bytes.ts';
import type { BindingFactory } from '../environment.ts';
import { isObject } from '../is-object.ts';

interface Pattern {
  test(...args: unknown[]): boolean;
  exec(...args: unknown[]): object | null;
}
type PatternClass = (new (...args: unknown[]) => Pattern) & { readonly prototype: Pattern };

/** Read when the worker starts, before the page's globals are hidden. */
const Native = (globalThis as { URLPattern?: PatternClass }).URLPattern;

/** @throws TypeError with Node's code for arguments of another kind */
function checkArguments([input, base, options]: readonly unknown[]): void {
  if (input !== undefined && input !== null && typeof input !== 'string' && !isObject(input)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Input must be an object or a string');
  const given = options ?? (typeof base === 'string' ? undefined : base);
  if (given !== undefined && !isObject(given)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'options must be an object');
}

/** Puts Node's errors in the place of the browser's. */
function withNodeErrors(URLPattern: PatternClass): PatternClass {
  const wrapped = new Proxy(URLPattern, {
    apply() {
      throw codedError(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
    },
    construct(target, args: unknown[], newTarget) {
      checkArguments(args);
      try {
        return Reflect.construct(target, args[0] === null ? [{}, ...args.slice(1)] : args, newTarget) as Pattern;
      } catch {
        throw codedError(TypeError, 'ERR_INVALID_URL_PATTERN', 'Failed to construct URLPattern');
      }
    },
  });
  const { prototype } = URLPattern;
  Object.defineProperty(prototype, 'constructor', { value: wrapped, writable: true, configurable: true, enumerable: false });
  for (const name of ['test', 'exec'] as const) {
    const own = prototype[name];
    Object.defineProperty(prototype, name, {
      ...Object.getOwnPropertyDescriptor(prototype, name),
      value: {
        [name](this: Pattern, ...args: unknown[]): unknown {
          const [input] = args;
          if (input !== undefined && typeof input !== 'string' && !isObject(input)) {
            throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'URLPattern input needs to be a string or an object');
          }
          try {
            const result: unknown = Reflect.apply(own, this, args);
            // Node's result has no prototype.
            return isObject(result) ? Object.setPrototypeOf(result, null) : result;
          } catch {
            throw codedError(TypeError, 'ERR_OPERATION_FAILED', `Failed to ${name} URLPattern`);
          }
        },
      }[name],
    });
  }
  return wrapped;
}

const URLPattern = Native && withNodeErrors(Native);

export const urlPattern: BindingFactory = () => (URLPattern === undefined ? {} : { URLPattern });
