// internalBinding('messaging'): MessageChannel and MessagePort, BroadcastChannel's ports and structuredClone
// (src/node_messaging.cc). Both ends of a channel live in one process here: a message is cloned when it is posted and
// delivered in the loop's poll phase, one message a turn.
import type { BindingFactory, Environment } from '../environment.ts';
import { codedError } from '../bytes.ts';
import { cloneValue, type CloneOptions, type PortTransfer } from '../structured-clone.ts';
import { isBlockListHandle } from './block_list.ts';
import { BlobHandle } from './blob.ts';

const HYBRID_DISPATCH = Symbol.for('nodejs.internal.kHybridDispatch');
const CURRENTLY_RECEIVING_PORTS = Symbol.for('nodejs.internal.kCurrentlyReceivingPorts');

interface Message {
  readonly value: unknown;
  readonly ports: readonly object[];
}

/** One end of a channel: what remains of a port when its object is exchanged by a transfer. */
interface Endpoint {
  readonly queue: Message[];
  /** the ends that get what is posted here: one for a channel, any number for a broadcast group */
  readonly peers: () => Endpoint[];
  /** the object that now stands for this end */
  port: PortObject | undefined;
  /** the other ends are told that this one is gone */
  readonly leave: () => void;
}

interface PortObject {
  endpoint: Endpoint | undefined;
  receiving: boolean;
  deliver(): void;
  closeHandle(): void;
}

function messagingClasses(env: Environment, postClone: (value: unknown, transfer: readonly object[]) => Message) {
  const { HandleWrap } = env.wraps;
  const symbols = env.perIsolateSymbols;
  const states = new WeakMap<object, PortObject>();

  /** Gives the HandleWrap part to port objects; the library changes what MessagePort itself inherits from. */
  class PortHandle extends HandleWrap {
    protected override get provider(): string {
      return 'MESSAGEPORT';
    }
    activate(): void {
      // By way of `super`: the library changes what MessagePort.prototype inherits from.
      super.setActive(true);
    }
    protected override onClose(): void {
      const state = states.get(this);
      const endpoint = state?.endpoint;
      if (state === undefined || endpoint === undefined) return;
      state.receiving = false;
      state.endpoint = undefined;
      endpoint.port = undefined;
      endpoint.leave();
    }
  }

  class MessagePort {
    constructor() {
      throw codedError(TypeError, 'ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
    }

    postMessage(...args: unknown[]): boolean | undefined {
      if (args.length === 0) {
        throw codedError(TypeError, 'ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
      }
      const endpoint = states.get(this)?.endpoint;
      const message = postClone(args[0], transferList(args[1]));
      if (endpoint === undefined) return undefined;
      for (const peer of endpoint.peers()) {
        peer.queue.push(message);
        peer.port?.deliver();
      }
      return true;
    }

    start(): void {
      const state = states.get(this);
      if (state?.endpoint === undefined) return;
      state.receiving = true;
      for (let waiting = state.endpoint.queue.length; waiting > 0; waiting--) state.deliver();
    }

    close(): void {
      states.get(this)?.closeHandle();
    }

    drain(): void {
      const state = states.get(this);
      for (let message = state?.endpoint?.queue.shift(); message !== undefined; message = state?.endpoint?.queue.shift()) {
        emit(this, message);
      }
    }
  }
  Object.setPrototypeOf(MessagePort.prototype, PortHandle.prototype);
  const drain = MessagePort.prototype.drain;
  Reflect.deleteProperty(MessagePort.prototype, 'drain');
  for (const method of ['ref', 'unref', 'hasRef'] as const) {
    // Own properties: the library copies them from here before it replaces the prototype.
    Object.defineProperty(MessagePort.prototype, method, {
      value: HandleWrap.prototype[method],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }

  /** Dispatches like internal/per_context/messageport. */
  function emitMessage(this: Record<PropertyKey, unknown>, message: Message): void {
    const dispatch = this[HYBRID_DISPATCH];
    if (typeof dispatch !== 'function') {
      const event = { data: message.value, target: this, type: 'message', ports: message.ports };
      if (typeof this['onmessage'] === 'function') Reflect.apply(this['onmessage'], this, [event]);
      return;
    }
    this[CURRENTLY_RECEIVING_PORTS] = message.ports;
    try {
      Reflect.apply(dispatch, this, [message.value, 'message', undefined]);
    } finally {
      this[CURRENTLY_RECEIVING_PORTS] = undefined;
    }
  }

  function emit(port: object, message: Message): void {
    HandleWrap.prototype.makeCallback.call(port as InstanceType<typeof HandleWrap>, emitMessage, message);
  }

  function createPort(endpoint: Endpoint): MessagePort {
    const port = Reflect.construct(PortHandle, [], MessagePort) as PortHandle & MessagePort;
    const state: PortObject = {
      endpoint,
      receiving: false,
      deliver() {
        if (!state.receiving) return;
        env.loop.enqueue(() => {
          if (!state.receiving) return;
          const message = state.endpoint?.queue.shift();
          if (message !== undefined) emit(port, message);
        });
      },
      closeHandle() {
        const onClose = (port as unknown as Record<symbol, unknown>)[symbols['handle_onclose'] as symbol];
        HandleWrap.prototype.close.call(port, onClose);
      },
    };
    // The library changes what MessagePort.prototype inherits from: what the base classes call has to stand on the port itself.
    for (const method of ['onClose', 'makeCallback'] as const) {
      Object.defineProperty(port, method, { value: (PortHandle.prototype as unknown as Record<string, unknown>)[method], enumerable: false });
    }
    states.set(port, state);
    endpoint.port = state;
    PortHandle.prototype.activate.call(port);
    const initialize = (port as unknown as Record<symbol, unknown>)[symbols['oninit'] as symbol];
    if (typeof initialize === 'function') Reflect.apply(initialize, port, []);
    return port;
  }

  function createChannel(): [MessagePort, MessagePort] {
    const closeSoon = (endpoint: Endpoint): void => {
      // What was posted before the close still arrives.
      const { port } = endpoint;
      if (port !== undefined) env.loop.enqueue(() => (endpoint.port === port ? port.closeHandle() : endpoint.port?.closeHandle()));
    };
    const left: Endpoint = { queue: [], port: undefined, peers: () => [right], leave: () => closeSoon(right) };
    const right: Endpoint = { queue: [], port: undefined, peers: () => [left], leave: () => closeSoon(left) };
    return [createPort(left), createPort(right)];
  }

  class MessageChannel {
    readonly port1: MessagePort;
    readonly port2: MessagePort;
    constructor() {
      const [port1, port2] = createChannel();
      this.port1 = port1;
      this.port2 = port2;
    }
  }

  const groups = new Map<string, Set<Endpoint>>();
  function broadcastPort(name: string): MessagePort {
    const group = groups.get(name) ?? new Set<Endpoint>();
    groups.set(name, group);
    const endpoint: Endpoint = {
      queue: [],
      port: undefined,
      peers: () => [...group].filter((other) => other !== endpoint),
      leave: () => void group.delete(endpoint),
    };
    group.add(endpoint);
    return createPort(endpoint);
  }

  const transfer: PortTransfer = {
    isPort: (value) => typeof value === 'object' && value !== null && states.has(value),
    move(port) {
      const state = states.get(port);
      const endpoint = state?.endpoint;
      if (state === undefined || endpoint === undefined) throw new TypeError('the port is closed');
      state.endpoint = undefined;
      state.receiving = false;
      state.closeHandle();
      return createPort(endpoint);
    },
  };

  return { MessagePort, MessageChannel, broadcastPort, transfer, states, drain };
}

function transferList(option: unknown): readonly object[] {
  if (option === undefined || option === null) return [];
  if (typeof option !== 'object') {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Optional transferList argument must be an iterable');
  }
  const list = Symbol.iterator in option ? option : (option as { transfer?: unknown }).transfer;
  if (list === undefined || list === null) return [];
  if (typeof list !== 'object' || !(Symbol.iterator in list)) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Optional options.transfer argument must be an iterable');
  }
  return [...(list as Iterable<object>)];
}

export const messaging: BindingFactory = (env) => {
  const DOMException = (env.perContextExports?.['DOMException'] ?? env.natives.DOMException) as typeof globalThis.DOMException;
  let createObject: CloneOptions['createObject'] = (description) => {
    throw new TypeError(`${description} came before the library was set up to receive it`);
  };

  const postClone = (value: unknown, transfer: readonly object[]): Message => {
    const cloned = cloneValue(env, value, {
      transfer,
      ports: classes().transfer,
      isSharable: (object) => object instanceof BlobHandle || isBlockListHandle(object),
      createObject: (description) => createObject(description),
      dataCloneError: (message) => new DOMException(message, 'DataCloneError'),
    });
    return { value: cloned.value, ports: cloned.ports };
  };
  let made: ReturnType<typeof messagingClasses> | undefined;
  const classes = (): ReturnType<typeof messagingClasses> => (made ??= messagingClasses(env, postClone));

  return {
    DOMException,
    get MessagePort() {
      return classes().MessagePort;
    },
    get MessageChannel() {
      return classes().MessageChannel;
    },
    broadcastChannel: (name: string) => classes().broadcastPort(name),
    setDeserializerCreateObjectFunction(create: CloneOptions['createObject']) {
      createObject = create;
    },
    /** Stops delivering, until the port is started again. */
    stopMessagePort(port: object) {
      const state = classes().states.get(port);
      if (state !== undefined) state.receiving = false;
    },
    /** Delivers everything that waits, now. */
    drainMessagePort(port: object) {
      classes().drain.call(port as never);
    },
    receiveMessageOnPort(port: object) {
      const state = classes().states.get(port);
      if (state === undefined) {
        throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
      }
      const message = state.endpoint?.queue.shift();
      return message === undefined ? env.perIsolateSymbols['no_message_symbol'] : message.value;
    },
    structuredClone: (value: unknown, options?: { transfer?: readonly object[] }) => postClone(value, options?.transfer ?? []).value,
    exposeLazyDOMExceptionProperty(target: object) {
      Object.defineProperty(target, 'DOMException', { value: DOMException, writable: true, configurable: true, enumerable: false });
    },
  };
};
