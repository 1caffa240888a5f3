// Comlink 4.3.0's wire, spoken from the serving side. Not the package itself: its `expose` follows whatever property path the other
// end names, so that any page that embeds this one could reach `Function` through `constructor` and run code in this origin; and it
// answers nothing at all when a result can't be cloned, which leaves the caller waiting for ever. Here only the methods and
// properties of a table can be reached, and every request is answered.
import { isRecord } from '../is-record.ts';
import { MESSAGE, VALUE, type WireRequest, type WireResponse, type WireValue } from './protocol.ts';

/** A function of the other end. */
export interface RemoteFunction {
  /** Calls it. @returns when it has returned; what it returns or throws is not told */
  (...args: readonly unknown[]): Promise<void>;
  /** Lets go of it: the other end may forget it. */
  release(): void;
}

export type Method = (...args: unknown[]) => unknown;

/** An object that the other end may use by its table of methods and properties. The method `''` is the object called as a function. */
export class Exposed {
  readonly methods: ReadonlyMap<string, Method>;
  readonly properties: ReadonlyMap<string, () => unknown>;
  /** called once, when the other end lets go of it */
  readonly released: (() => void) | undefined;

  constructor(methods: Readonly<Record<string, Method>>, more: { properties?: Readonly<Record<string, () => unknown>>; released?: () => void } = {}) {
    this.methods = new Map(Object.entries(methods));
    this.properties = new Map(Object.entries(more.properties ?? {}));
    this.released = more.released;
  }
}

/** What the wire needs of a MessagePort. */
export interface WirePort {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  start(): void;
  close(): void;
}

const newId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

function thrown(error: unknown): WireValue {
  const known = error instanceof Error || error instanceof DOMException ? error : new Error(String(error));
  return { type: VALUE.HANDLER, name: 'throw', value: { isError: true, value: { name: known.name, message: known.message, stack: known.stack } } };
}

/** @returns the value for the wire and what moves with it */
function toWire(value: unknown): [WireValue, Transferable[]] {
  if (value instanceof Exposed) {
    const { port1, port2 } = new MessageChannel();
    expose(value, port1);
    return [{ type: VALUE.HANDLER, name: 'proxy', value: port2 }, [port2]];
  }
  // Whole buffers move; results are the caller's alone.
  const moves = value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength;
  return [{ type: VALUE.RAW, value }, moves ? [value.buffer] : []];
}

function fromWire(value: unknown): unknown {
  if (isRecord(value)) {
    if (value['type'] === VALUE.RAW) return value['value'];
    if (value['type'] === VALUE.HANDLER && value['name'] === 'proxy' && value['value'] instanceof MessagePort) return remoteFunction(value['value']);
  }
  throw new TypeError('an argument did not arrive in a form that is understood here: it is neither a plain value nor a function');
}

/** A function of the other end that lies behind a port. */
function remoteFunction(port: WirePort): RemoteFunction {
  const waiting = new Map<string, () => void>();
  let open = true;
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isRecord(data) || typeof data['id'] !== 'string') return;
    waiting.get(data['id'])?.();
    waiting.delete(data['id']);
  });
  port.start();
  const ask = (request: Omit<WireRequest, 'id'>, transfer: Transferable[]): Promise<void> =>
    new Promise((resolve) => {
      const id = newId();
      waiting.set(id, resolve);
      port.postMessage({ ...request, id }, transfer);
    });
  const call = async (...args: readonly unknown[]): Promise<void> => {
    if (!open) return;
    const wire = args.map(toWire);
    await ask({ type: MESSAGE.APPLY, path: [], argumentList: wire.map(([value]) => value) }, wire.flatMap(([, moved]) => moved));
  };
  return Object.assign(call, {
    release() {
      if (!open) return;
      open = false;
      void ask({ type: MESSAGE.RELEASE, path: [] }, []).then(() => port.close());
    },
  });
}

/** Lets the other end of a port use an object until it lets go of it. */
export function expose(target: Exposed, port: WirePort): void {
  const answer = (id: string, value: unknown): void => {
    try {
      const [wire, transfer] = value instanceof Failure ? ([thrown(value.error), []] as const) : toWire(value);
      port.postMessage({ ...wire, id } satisfies WireResponse, [...transfer]);
    } catch (error) {
      // It can't be cloned: the caller is told, rather than left waiting.
      port.postMessage({ ...thrown(error), id } satisfies WireResponse, []);
    }
  };
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isRecord(data) || typeof data['id'] !== 'string') return;
    const { id } = data;
    const request = data as unknown as WireRequest;
    if (request.type === MESSAGE.RELEASE) {
      answer(id, undefined);
      port.close();
      target.released?.();
      return;
    }
    perform(target, request).then(
      (value) => answer(id, value),
      (error: unknown) => answer(id, new Failure(error)),
    );
  });
  port.start();
}

/** Marks what was thrown, so that an error may also be a plain result. */
class Failure {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

async function perform(target: Exposed, { type, path = [], argumentList = [] }: WireRequest): Promise<unknown> {
  const [name = '', ...deeper] = Array.isArray(path) ? (path as unknown[]) : [undefined, undefined];
  if (typeof name !== 'string' || deeper.length > 0 || !Array.isArray(argumentList)) throw notThere(path);
  switch (type) {
    case MESSAGE.GET: {
      const property = target.properties.get(name);
      if (property === undefined) throw notThere(path);
      return property();
    }
    case MESSAGE.APPLY: {
      const method = target.methods.get(name);
      if (method === undefined) throw notThere(path);
      return method(...argumentList.map(fromWire));
    }
    default:
      throw new TypeError(`message type ${String(type)} for ${JSON.stringify(name)} is not part of the container's protocol`);
  }
}

function notThere(path: unknown): TypeError {
  return new TypeError(`${JSON.stringify(path)} is not part of the container's protocol (@webcontainer/api 1.6.4)`);
}
