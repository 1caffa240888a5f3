// The structured clone algorithm with Node's additions (src/node_messaging.cc): objects of the library that are marked with
// a transfer mode clone and transfer themselves through methods under well-known symbols. Written out, because the browser's
// own structuredClone knows nothing of them. https://html.spec.whatwg.org/multipage/structured-data.html
import type { Environment } from './environment.ts';
import { typeChecks } from './bindings/types.ts';

// internalBinding('util').constants: transfer modes.
const TRANSFERABLE = 1;
const CLONEABLE = 2;

const ERROR_CLASSES: Readonly<Record<string, ErrorConstructor>> = {
  Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
};

/** What a message channel needs of the clone of its ports. */
export interface PortTransfer {
  isPort(value: unknown): boolean;
  /** Takes a port away from its owner and gives its end of the channel to a new port object. */
  move(port: object): object;
}

/** A native object of a binding that may be shared between clones as it is. */
export type IsSharable = (value: object) => boolean;

export interface CloneOptions {
  readonly transfer: readonly object[];
  readonly ports: PortTransfer;
  readonly isSharable: IsSharable;
  /** makes an empty object of the library from its description ('internal/blob:Blob') */
  readonly createObject: (description: string) => object;
  readonly dataCloneError: (message: string) => Error;
  /** given: the clone goes to another thread, and what the browser's own clone does not know is described in it */
  readonly wire?: WireWriter;
}

/** Makes the clone that goes to another thread. */
export interface WireWriter {
  /** An object that stands for another one, which the other thread makes from the description. */
  special(description: SpecialObject): object;
  /** Takes a port away from its owner. @returns what its new owner is told of it */
  movePort(port: object): SpecialObject;
  /** a native object of a binding, or undefined when only its own thread can have it */
  describeNative(value: object): SpecialObject | undefined;
  /** memory that is moved, not copied once more */
  readonly transfer: Transferable[];
}

/** What another thread makes an object from. Ports are numbered in the order of the message's own. */
export type SpecialObject =
  | { readonly type: 'port'; readonly index: number; readonly waiting: readonly WireMessage[] }
  /** an object of the library */
  | { readonly type: 'library'; readonly info: string; readonly data: unknown }
  | { readonly type: 'blob'; readonly bytes: Uint8Array };

/** A message on its way to another thread. */
export interface WireMessage {
  readonly value: unknown;
  /** what stands for an object in the value, and what the object is */
  readonly specials: readonly (readonly [standIn: object, description: SpecialObject])[];
  /** numbers of the ports that were transferred */
  readonly ports: readonly number[];
}

export interface Clone {
  readonly value: unknown;
  /** the ports among what was transferred, in the transfer list's order */
  readonly ports: readonly object[];
}

type Methods = Record<symbol, ((...args: unknown[]) => unknown) | undefined>;

function describe(value: unknown): string {
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value === 'symbol') return String(value);
  const name = (value as { constructor?: { name?: string } }).constructor?.name;
  return `#<${name === undefined || name === '' ? 'Object' : name}>`;
}

/**
 * Clones a value, moving what is in the transfer list.
 * @throws what `dataCloneError` makes, when a part can be neither cloned nor moved
 */
export function cloneValue(env: Environment, value: unknown, options: CloneOptions): Clone {
  const { transfer, ports, dataCloneError, wire } = options;
  const symbols = env.perIsolateSymbols;
  const cloneMethod = symbols['messaging_clone_symbol'] as symbol;
  const transferMethod = symbols['messaging_transfer_symbol'] as symbol;
  const transferListMethod = symbols['messaging_transfer_list_symbol'] as symbol;
  const deserializeMethod = symbols['messaging_deserialize_symbol'] as symbol;
  const transferMode = env.privateSymbols['transfer_mode_private_symbol'] as symbol;
  const untransferable = env.privateSymbols['untransferable_object_private_symbol'] as symbol;

  const seen = new Map<object, unknown>();
  const moved = new Set<object>();
  const movedPorts: object[] = [];
  const pending: (() => void)[] = [];
  /** transferred objects that move themselves: nested transferables of theirs are added as they come */
  const toMove = new Set<object>(transfer);

  const modeOf = (object: object): number => ((object as Record<symbol, unknown>)[transferMode] as number | undefined) ?? -1;

  for (const item of transfer) {
    if (moved.has(item)) throw dataCloneError(typeChecks.isArrayBuffer(item) ? 'Transfer list contains duplicate ArrayBuffer' : 'Transfer list contains duplicate object');
    if ((item as Record<symbol, unknown>)[untransferable] !== undefined || (typeChecks.isArrayBuffer(item) && (item as { detached?: boolean }).detached === true)) {
      throw dataCloneError('Cannot transfer object of unsupported type.');
    }
    const transferable = typeChecks.isArrayBuffer(item) || ports.isPort(item) || (modeOf(item) & TRANSFERABLE && modeOf(item) > 0);
    if (!transferable) throw dataCloneError('Found invalid object in transferList');
    for (const nested of ((item as Methods)[transferListMethod]?.call(item) as object[] | undefined) ?? []) toMove.add(nested);
    moved.add(item);
  }

  const result = clone(value);
  for (const item of transfer) {
    // What is transferred leaves its owner even when no part of the value refers to it.
    if (!seen.has(item)) clone(item);
  }
  for (const finish of pending) finish();
  return { value: result, ports: movedPorts };

  function clone(part: unknown): unknown {
    if (typeof part === 'function' || typeof part === 'symbol') throw dataCloneError(`${describe(part)} could not be cloned.`);
    if (typeof part !== 'object' || part === null) return part;
    const known = seen.get(part);
    if (known !== undefined) return known;
    return cloneObject(part);
  }

  function remember<T>(source: object, copy: T): T {
    seen.set(source, copy);
    return copy;
  }

  function cloneObject(source: object): unknown {
    if (ports.isPort(source)) {
      if (!toMove.has(source)) throw dataCloneError('Object that needs transfer was found in message but not listed in transferList');
      const port = wire === undefined ? ports.move(source) : wire.special(wire.movePort(source));
      movedPorts.push(port);
      return remember(source, port);
    }
    if (options.isSharable(source)) {
      if (wire === undefined) return remember(source, source);
      const description = wire.describeNative(source);
      if (description === undefined) throw dataCloneError(`${describe(source)} could not be cloned.`);
      return remember(source, wire.special(description));
    }
    const mode = modeOf(source);
    if (mode >= 0) return cloneLibraryObject(source, mode);

    if (typeChecks.isArrayBuffer(source)) return remember(source, cloneArrayBuffer(source as ArrayBuffer));
    // An object of its own over the same memory.
    if (typeChecks.isSharedArrayBuffer(source)) return remember(source, env.natives.structuredClone(source));
    if (ArrayBuffer.isView(source)) return cloneView(source);
    if (typeChecks.isDate(source)) return remember(source, new Date((source as Date).getTime()));
    if (typeChecks.isRegExp(source)) return remember(source, new RegExp((source as RegExp).source, (source as RegExp).flags));
    if (typeChecks.isBoxedPrimitive(source) && !typeChecks.isSymbolObject(source)) {
      return remember(source, Object((source as { valueOf(): unknown }).valueOf()));
    }
    if (typeChecks.isMap(source)) {
      const copy = remember(source, new Map<unknown, unknown>());
      for (const [key, item] of [...(source as Map<unknown, unknown>)]) copy.set(clone(key), clone(item));
      return copy;
    }
    if (typeChecks.isSet(source)) {
      const copy = remember(source, new Set<unknown>());
      for (const item of [...(source as Set<unknown>)]) copy.add(clone(item));
      return copy;
    }
    if (typeChecks.isNativeError(source)) return cloneError(source as Error);
    if (Array.isArray(source)) {
      const copy = remember(source, new Array<unknown>(source.length));
      for (const key of Object.keys(source)) (copy as unknown as Record<string, unknown>)[key] = clone((source as unknown as Record<string, unknown>)[key]);
      return copy;
    }
    if (isPlatformObject(source)) throw dataCloneError(`${describe(source)} could not be cloned.`);
    const copy = remember<Record<string, unknown>>(source, {});
    for (const key of Object.keys(source)) {
      const item = clone((source as Record<string, unknown>)[key]);
      Object.defineProperty(copy, key, { value: item, writable: true, enumerable: true, configurable: true });
    }
    return copy;
  }

  function cloneLibraryObject(source: object, mode: number): unknown {
    const methods = source as Methods;
    const move = toMove.has(source) && (mode & TRANSFERABLE) !== 0;
    const method = move ? methods[transferMethod] : mode & CLONEABLE ? methods[cloneMethod] : undefined;
    if (method === undefined) {
      throw dataCloneError(
        mode & TRANSFERABLE
          ? 'Object that needs transfer was found in message but not listed in transferList'
          : 'Cannot clone object of unsupported type.',
      );
    }
    const { data, deserializeInfo } = method.call(source) as { data: unknown; deserializeInfo: string };
    if (wire !== undefined) {
      const special: { type: 'library'; info: string; data: unknown } = { type: 'library', info: deserializeInfo, data: undefined };
      const standIn = remember(source, wire.special(special));
      special.data = clone(data);
      return standIn;
    }
    const copy = remember(source, options.createObject(deserializeInfo));
    const clonedData = clone(data);
    pending.push(() => (copy as Methods)[deserializeMethod]?.call(copy, clonedData));
    return copy;
  }

  function cloneArrayBuffer(source: ArrayBuffer): ArrayBuffer {
    if ((source as { detached?: boolean }).detached) throw dataCloneError('An ArrayBuffer is detached and could not be cloned.');
    const copy = toMove.has(source) ? env.natives.structuredClone(source, { transfer: [source] }) : source.slice(0);
    wire?.transfer.push(copy);
    return copy;
  }

  function cloneView(source: ArrayBufferView): unknown {
    const memory = clone(source.buffer) as ArrayBuffer;
    const tag = (source as unknown as Record<symbol, unknown>)[Symbol.toStringTag] as string | undefined;
    if (tag === undefined || tag === 'DataView') return remember(source, new DataView(memory, source.byteOffset, source.byteLength));
    const View = (globalThis as unknown as Record<string, unknown>)[tag] as new (buffer: ArrayBuffer, offset: number, length: number) => object;
    return remember(source, new View(memory, source.byteOffset, (source as Uint8Array).length));
  }

  function cloneError(source: Error): Error {
    const ErrorClass = ERROR_CLASSES[String(source.name)] ?? Error;
    const made = remember(source, new ErrorClass());
    const set = (key: string, item: unknown): void => {
      Object.defineProperty(made, key, { value: item, writable: true, configurable: true, enumerable: false });
    };
    set('stack', String(source.stack ?? ''));
    const message = Object.getOwnPropertyDescriptor(source, 'message');
    if (message !== undefined && 'value' in message) set('message', String(message.value));
    else Reflect.deleteProperty(made, 'message');
    if (Object.hasOwn(source, 'cause')) set('cause', clone(source.cause));
    return made;
  }
}

/** Whether an object is of a kind that has neither a clone nor a serialised form: promises, weak collections, generators, iterators. */
export function isOpaque(object: object): boolean {
  return (
    typeChecks.isPromise(object) ||
    typeChecks.isWeakMap(object) ||
    typeChecks.isWeakSet(object) ||
    typeChecks.isGeneratorObject(object) ||
    typeChecks.isMapIterator(object) ||
    typeChecks.isSetIterator(object) ||
    (typeof WeakRef !== 'undefined' && object instanceof WeakRef)
  );
}

/** Objects with internal slots that the algorithm does not know. */
function isPlatformObject(source: object): boolean {
  return isOpaque(source) || typeChecks.isSymbolObject(source) || typeChecks.isProxy(source);
}

/**
 * Puts the objects of a message that came from another thread in place of what stands for them.
 * @param make makes an object of a description without its data
 * @param fill gives a library's object its data
 */
export function readWire(
  message: WireMessage,
  make: (description: SpecialObject) => object,
  fill: (object: object, data: unknown) => void,
): unknown {
  if (message.specials.length === 0) return message.value;
  const made = new Map<object, object>();
  const filled: (() => void)[] = [];
  const seen = new Set<object>();
  const later: (() => void)[] = [];
  for (const [standIn, description] of message.specials) {
    const object = make(description);
    made.set(standIn, object);
    if (description.type === 'library') later.push(() => {
      const data = walk(description.data);
      filled.push(() => fill(object, data));
    });
  }
  const value = walk(message.value);
  // What is inside of another is filled before it.
  for (const action of later.reverse()) action();
  for (const action of filled) action();
  return value;

  function walk(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part;
    const object = made.get(part);
    if (object !== undefined) return object;
    if (seen.has(part)) return part;
    seen.add(part);
    if (part instanceof Map) {
      const entries = [...(part as Map<unknown, unknown>)];
      part.clear();
      for (const [key, item] of entries) part.set(walk(key), walk(item));
    } else if (part instanceof Set) {
      const items = [...(part as Set<unknown>)];
      part.clear();
      for (const item of items) part.add(walk(item));
    } else if (!ArrayBuffer.isView(part) && !(part instanceof ArrayBuffer)) {
      for (const key of Object.keys(part)) {
        const item = (part as Record<string, unknown>)[key];
        const walked = walk(item);
        if (walked !== item) (part as Record<string, unknown>)[key] = walked;
      }
      const { cause } = part as { cause?: unknown };
      if (part instanceof Error && cause !== undefined) (part as { cause?: unknown }).cause = walk(cause);
    }
    return part;
  }
}
