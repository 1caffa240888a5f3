// internalBinding('messaging'): MessageChannel and MessagePort, BroadcastChannel's ports and structuredClone
// (src/node_messaging.cc). A message is cloned when it is posted and delivered in the loop's poll phase, one message a turn.
// While both ends of a channel are in one thread, that is all; when an end is transferred to another thread, the channel goes on
// over one of the browser's.
import type { BindingFactory, Environment } from '../environment.ts';
import { codedError } from '../bytes.ts';
import { cloneValue, readWire, type CloneOptions, type PortTransfer, type SpecialObject, type WireMessage } from '../structured-clone.ts';
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
  /** the ends in this thread that get what is posted here: one for a channel, any number for a broadcast group */
  peers: () => Endpoint[];
  /** the browser's port to the other end, when that is in another thread */
  native: MessagePort | undefined;
  /** the browser's channel to the same group in other threads */
  readonly broadcast?: BroadcastChannel;
  /** the object that now stands for this end */
  port: PortObject | undefined;
  /** the other ends are told that this one is gone */
  leave: () => void;
  /** the other end is gone */
  over?: () => void;
  /** the port over which the other end was sent to its thread */
  sentOver?: NativePort | BroadcastChannel;
}

/** Says that an end is gone; what was sent before it still counts. */
const CLOSED = 'closed';

/** What goes over the browser's ports: a message, and the ports of all that is in it. */
type Posted = Parcel | typeof CLOSED;

interface Parcel {
  readonly message: WireMessage;
  /** the thread that has posted it, and how many files it had changed by then: they are seen before the message is */
  readonly from: number;
  readonly files: number;
}

interface PortObject {
  endpoint: Endpoint | undefined;
  receiving: boolean;
  deliver(): void;
  closeHandle(): void;
}

function messagingClasses(env: Environment, clone: CloneFunction) {
  const postClone = (value: unknown, list: readonly object[]): Message => {
    const { value: copy, ports } = clone(value, list, transfer);
    return { value: copy, ports };
  };
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
      const list = transferList(args[1]);
      if (list.includes(this)) throw clone.dataCloneError('Transfer list contains source port');
      if (endpoint?.native !== undefined) {
        sendTo(endpoint.native, args[0], list);
        return true;
      }
      const message = postClone(args[0], list);
      if (endpoint === undefined) return undefined;
      if (endpoint.broadcast !== undefined) sendTo(endpoint.broadcast, args[0], []);
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

  function closeSoon(endpoint: Endpoint): void {
    // What was posted before the close still arrives.
    const { port } = endpoint;
    if (port !== undefined) env.loop.enqueue(() => (endpoint.port === port ? port.closeHandle() : endpoint.port?.closeHandle()));
  }

  function createChannel(): [MessagePort, MessagePort] {
    const left: Endpoint = { queue: [], native: undefined, port: undefined, peers: () => [right], leave: () => closeSoon(right) };
    const right: Endpoint = { queue: [], native: undefined, port: undefined, peers: () => [left], leave: () => closeSoon(left) };
    return [createPort(left), createPort(right)];
  }

  /** The ends whose other end is in another thread, which is told when this thread ends. */
  const linked = new Set<Endpoint>();

  /** From here on the other end of this one is in another thread. */
  function link(endpoint: Endpoint, native: NativePort): void {
    endpoint.native = native;
    endpoint.peers = () => [];
    endpoint.leave = () => {
      if (endpoint.native !== native) return;
      linked.delete(endpoint);
      native.postMessage(CLOSED satisfies Posted);
      native.close();
    };
    linked.add(endpoint);
    const gone = (): void => {
      if (endpoint.native !== native || !linked.delete(endpoint)) return;
      endpoint.over?.();
      closeSoon(endpoint);
    };
    const inOrder = createOrder();
    native.onmessage = ({ data, ports }: MessageEvent<Posted>) => {
      inOrder(data, () => {
        if (data === CLOSED) gone();
        else receive(endpoint, data.message, ports);
      });
    };
    // The other thread was ended without a word.
    native.addEventListener('close', () => inOrder(CLOSED, gone));
  }

  /** Runs actions one after another, each once the files that its parcel speaks of are here. */
  function createOrder(): (parcel: Posted, action: () => void) => void {
    const held: { readonly parcel: Posted; readonly action: () => void }[] = [];
    const next = (): void => {
      const [first] = held;
      if (first === undefined) return;
      const { parcel, action } = first;
      const go = (): void => {
        held.shift();
        action();
        next();
      };
      if (parcel === CLOSED) go();
      else env.kernel.afterFiles(parcel.from, parcel.files, go);
    };
    return (parcel, action) => {
      held.push({ parcel, action });
      if (held.length === 1) next();
    };
  }

  const parcel = (message: WireMessage): Parcel => ({ message, from: env.options.pid, files: env.kernel.filesSent });

  function receive(endpoint: Endpoint, message: WireMessage, natives: readonly NativePort[]): void {
    endpoint.queue.push(readMessage(message, natives));
    endpoint.port?.deliver();
  }

  function readMessage(message: WireMessage, natives: readonly NativePort[]): Message {
    const ports = new Map<number, object>();
    const value = readWire(
      message,
      (description) => {
        if (description.type === 'blob') return BlobHandle.of(description.bytes);
        if (description.type === 'library') return clone.createObject(description.info);
        const port = createLinkedPort(natives[description.index] as NativePort, description.waiting, natives);
        ports.set(description.index, port);
        return port;
      },
      (object, data) => {
        const deserialize = (object as Record<symbol, ((data: unknown) => void) | undefined>)[symbols['messaging_deserialize_symbol'] as symbol];
        deserialize?.call(object, data);
      },
    );
    return { value, ports: message.ports.flatMap((index) => ports.get(index) ?? []) };
  }

  /** A port whose other end is in another thread. @param waiting what had been posted to it before */
  function createLinkedPort(native: NativePort, waiting: readonly WireMessage[] = [], natives: readonly NativePort[] = []): MessagePort {
    const endpoint: Endpoint = { queue: waiting.map((message) => readMessage(message, natives)), native: undefined, port: undefined, peers: () => [], leave() {} };
    const port = createPort(endpoint);
    link(endpoint, native);
    return port;
  }

  /** Takes a port's end of its channel away, so that another thread can have it. */
  function detach(port: object, target: NativePort | BroadcastChannel): { readonly native: NativePort; readonly waiting: readonly Message[] } {
    const state = states.get(port);
    const endpoint = state?.endpoint;
    if (state === undefined || endpoint === undefined) throw new TypeError('the port is closed');
    state.endpoint = undefined;
    state.receiving = false;
    endpoint.port = undefined;
    state.closeHandle();
    const { native, queue } = endpoint;
    if (native !== undefined) {
      linked.delete(endpoint);
      endpoint.native = undefined;
      native.onmessage = null;
      return { native, waiting: queue };
    }
    const { port1, port2 } = new env.natives.MessageChannel();
    const [peer] = endpoint.peers();
    if (peer?.port === undefined) {
      port1.postMessage(CLOSED satisfies Posted);
      port1.close();
    } else {
      link(peer, port1);
      peer.sentOver = target;
    }
    return { native: port2, waiting: queue };
  }

  /** @throws DataCloneError */
  function sendTo(target: NativePort | BroadcastChannel, value: unknown, list: readonly object[]): void {
    const natives: NativePort[] = [];
    const moved: Transferable[] = [];
    const message = writeMessage(value, list, target, natives, moved);
    try {
      if (target instanceof env.natives.MessagePort) target.postMessage(parcel(message) satisfies Posted, [...natives, ...moved]);
      else target.postMessage(parcel(message) satisfies Posted);
    } catch (error) {
      if (!(error instanceof env.natives.DOMException)) throw error;
      throw clone.dataCloneError(error.message.replace(/^.*on '(?:MessagePort|BroadcastChannel)': /, ''));
    }
  }

  function writeMessage(value: unknown, list: readonly object[], target: NativePort | BroadcastChannel, natives: NativePort[], moved: Transferable[]): WireMessage {
    const specials: [object, SpecialObject][] = [];
    const numbers = new Map<object, number>();
    const { value: copy, ports } = clone(value, list, transfer, {
      transfer: moved,
      special(description) {
        const standIn = {};
        specials.push([standIn, description]);
        if (description.type === 'port') numbers.set(standIn, description.index);
        return standIn;
      },
      movePort(port) {
        const { native, waiting } = detach(port, target);
        const index = natives.push(native) - 1;
        return { type: 'port', index, waiting: waiting.map((message) => writeMessage(message.value, message.ports, target, natives, moved)) };
      },
      describeNative: (object) => (object instanceof BlobHandle ? { type: 'blob', bytes: object.bytes } : undefined),
    });
    return { value: copy, specials, ports: ports.flatMap((standIn) => numbers.get(standIn) ?? []) };
  }

  /** The thread ends: the other ends of its ports are told. */
  function closeAll(): void {
    for (const { native } of linked) native?.postMessage(CLOSED satisfies Posted);
  }

  /** Calls once a thread is gone that has the other end of a port, and the ends that were sent over that port last. */
  function whenOver(port: object, last: number, callback: () => void): void {
    const own = states.get(port)?.endpoint;
    const sent = own?.native === undefined ? [] : [...linked].filter(({ sentOver }) => sentOver === own.native).slice(-last);
    const open = new Set([own, ...sent].filter((endpoint) => endpoint !== undefined && linked.has(endpoint)));
    for (const endpoint of open) {
      if (endpoint === undefined) continue;
      endpoint.over = () => {
        if (open.delete(endpoint) && open.size === 0) callback();
      };
    }
    if (open.size === 0) callback();
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

  const groups = new Map<string, { readonly members: Set<Endpoint>; readonly channel: BroadcastChannel | undefined }>();

  /** To the groups of the same name in the other threads of this process. */
  function broadcastChannel(name: string): BroadcastChannel | undefined {
    const { BroadcastChannel } = env.natives;
    if (BroadcastChannel === undefined) return undefined;
    const channel = new BroadcastChannel(`${env.options.thread?.processId ?? env.options.pid}:${name}`);
    const inOrder = createOrder();
    channel.onmessage = ({ data }: MessageEvent<Posted>) => {
      inOrder(data, () => {
        if (data === CLOSED) return;
        for (const member of groups.get(name)?.members ?? []) receive(member, data.message, []);
      });
    };
    return channel;
  }

  function broadcastPort(name: string): MessagePort {
    const group = groups.get(name) ?? { members: new Set<Endpoint>(), channel: broadcastChannel(name) };
    groups.set(name, group);
    const { members, channel } = group;
    const endpoint: Endpoint = {
      queue: [],
      native: undefined,
      ...(channel !== undefined && { broadcast: channel }),
      port: undefined,
      peers: () => [...members].filter((other) => other !== endpoint),
      leave() {
        members.delete(endpoint);
        if (members.size > 0) return;
        channel?.close();
        groups.delete(name);
      },
    };
    members.add(endpoint);
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

  return { MessagePort, MessageChannel, broadcastPort, createLinkedPort, closeAll, whenOver, postClone, states, drain };
}

/** The browser's own port. */
type NativePort = MessagePort;

interface CloneFunction {
  (value: unknown, list: readonly object[], ports: PortTransfer, wire?: CloneOptions['wire']): { readonly value: unknown; readonly ports: readonly object[] };
  createObject: CloneOptions['createObject'];
  dataCloneError: CloneOptions['dataCloneError'];
}

type MessagingClasses = ReturnType<typeof messagingClasses>;
const classesOf = new WeakMap<Environment, () => MessagingClasses>();

/** A port whose other end another thread has. @param native the browser's port */
export function createLinkedPort(env: Environment, native: MessagePort): object {
  env.internalBinding('messaging');
  const classes = classesOf.get(env);
  if (classes === undefined) throw new Error('messaging was used before its binding was made');
  return classes().createLinkedPort(native);
}

/**
 * Calls once a thread is gone and everything that it has posted has come.
 * @param port whose other end the thread has
 * @param last how many of the ports that were sent over it last count too
 */
export function whenOver(env: Environment, port: object, last: number, callback: () => void): void {
  classesOf.get(env)?.().whenOver(port, last, callback);
}

/** Tells other threads that the ports of this one are gone, because it ends. */
export function closeAllPorts(env: Environment): void {
  classesOf.get(env)?.().closeAll();
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

  const dataCloneError = (message: string): Error => new DOMException(message, 'DataCloneError');
  const clone: CloneFunction = Object.assign(
    (value: unknown, transfer: readonly object[], ports: PortTransfer, wire?: CloneOptions['wire']) =>
      cloneValue(env, value, {
        transfer,
        ports,
        isSharable: (object) => object instanceof BlobHandle || isBlockListHandle(object),
        createObject: (description) => createObject(description),
        dataCloneError,
        ...(wire !== undefined && { wire }),
      }),
    { createObject: (description: string) => createObject(description), dataCloneError },
  );
  let made: MessagingClasses | undefined;
  const classes = (): MessagingClasses => (made ??= messagingClasses(env, clone));
  classesOf.set(env, classes);

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
    structuredClone: (value: unknown, options?: { transfer?: readonly object[] }) => classes().postClone(value, options?.transfer ?? []).value,
    exposeLazyDOMExceptionProperty(target: object) {
      Object.defineProperty(target, 'DOMException', { value: DOMException, writable: true, configurable: true, enumerable: false });
    },
  };
};
