// The KernelLink of a process in a worker, over the messages of kernel/protocol.ts.
import { createOutput } from './process-output.ts';
import { localPair, messageStream, processStream, type ByteStream, type StreamPort } from '../kernel/byte-stream.ts';
import { DatagramTable, type DatagramAddress, type DatagramOp, type DatagramSocket } from '../kernel/datagrams.ts';
import type { FileOp } from '../kernel/file-operations.ts';
import type { LatePart } from '../kernel/late-parts.ts';
import { createPortHub, type PortHub } from '../kernel/port-hub.ts';
import type { Endpoint, KernelToProcess, LoadedModules, ProcessToKernel, StartOptions } from '../kernel/protocol.ts';
import { createSystemCalls } from '../kernel/system-calls.ts';
import type { EventLoop } from './loop.ts';
import type { DescriptorEvents, DescriptorStream, Family, IncomingConnection, KernelLink } from './kernel-link.ts';
import { createProcessExit } from './process-exit.ts';

// Taken when this file is loaded: the program's `performance` is Node's.
const { performance } = globalThis;

const EADDRINUSE = -98;
const EACCES = -13;
const ECONNREFUSED = -111;
const FIRST_EPHEMERAL_PORT = 32768;
const LAST_EPHEMERAL_PORT = 60999;

type OnConnection = (connection: IncomingConnection) => void;

export interface WorkerLink extends KernelLink {
  /** Takes what the kernel tells about ports, descriptors and other processes. @returns false when it is about something else */
  receive(message: KernelToProcess): boolean;
  /** what the process is told at its start */
  started(options: StartOptions, ports: readonly (readonly [port: Endpoint, pid: number])[], datagramSockets: readonly DatagramSocket[]): void;
  /**
   * Says that the program wants a part of Node that has not come.
   * @returns the part, where the thread can be blocked until it is there
   */
  partMissing(part: LatePart): Uint8Array<ArrayBuffer> | undefined;
  /** The program has changed a file, which the kernel is told of. */
  fileSent(): void;
  /** true once the process has ended: nothing may leave it any more */
  readonly ended: boolean;
}

/**
 * @param post sends a message to the kernel
 * @param applyFile repeats a change of files that another process has made
 * @param loop given later: the loop is made after the link
 * @param loaded what the program has loaded, asked when it begins to listen
 */
export function createWorkerLink(
  post: (message: ProcessToKernel, transfer?: Transferable[]) => void,
  makeChannel: () => MessageChannel,
  applyFile: (op: FileOp) => void,
  loop: () => EventLoop,
  loaded: () => LoadedModules,
): WorkerLink {
  const owners = new Map<Endpoint, number>();
  const listeners = new Map<Endpoint, Map<Family, OnConnection>>();
  let datagramSockets = new DatagramTable();
  /** those of this process */
  const datagramReceivers = new Map<string, (bytes: Uint8Array<ArrayBuffer>, from: DatagramAddress) => void>();
  let nextDatagramSocket = 1;
  /** what is done when a process ends */
  const endings = new Map<number, Set<() => void>>();
  const over = new Set<number>();
  /** the page's connections */
  let hub: PortHub | undefined;
  let self = 0;
  let filesSent = 0;
  const filesApplied = new Map<number, number>();
  const waitingForFiles = new Set<() => boolean>();
  /** another thread may have changed files that this one has not heard of */
  let filesBehind = false;
  let nextEphemeral = FIRST_EPHEMERAL_PORT;
  let ended = false;

  const system = createSystemCalls((message, transfer) => {
    if (ended) return;
    // What was printed before is seen before.
    if (message.type !== 'write') output.flush();
    post(message, transfer);
  }, ({ op, from }) => {
    applyFile(op);
    filesApplied.set(from, (filesApplied.get(from) ?? 0) + 1);
    for (const waiting of [...waitingForFiles]) if (waiting()) waitingForFiles.delete(waiting);
  });
  const output = createOutput((fd, bytes) => system.write(fd, bytes), {
    now: () => performance.now(),
    later: (callback) => loop().enqueue(callback),
  });
  const send: typeof post = (message, transfer) => {
    if (ended) return;
    output.flush();
    post(message, transfer);
  };
  const poll = (callback: () => void): void => loop().enqueue(callback);

  function ephemeralPort(isTaken: (port: number) => boolean = (port) => owners.has(port)): number {
    // Each process starts at a place of its own, because two of them can't ask each other.
    if (nextEphemeral === FIRST_EPHEMERAL_PORT) nextEphemeral += (self * 97) % (LAST_EPHEMERAL_PORT - FIRST_EPHEMERAL_PORT);
    do nextEphemeral = nextEphemeral >= LAST_EPHEMERAL_PORT ? FIRST_EPHEMERAL_PORT + 1 : nextEphemeral + 1;
    while (isTaken(nextEphemeral));
    return nextEphemeral;
  }

  /** Who takes a connection; the page's go to IPv4 first, as those of most clients to localhost. */
  function listenerOf(port: Endpoint, family: Family | undefined): OnConnection | undefined {
    const found = listeners.get(port);
    return family === undefined ? (found?.get(4) ?? found?.get(6)) : found?.get(family);
  }

  function whenProcessEnds(pid: number, ended: () => void): () => void {
    if (over.has(pid)) {
      poll(ended);
      return () => {};
    }
    const known = endings.get(pid) ?? new Set();
    endings.set(pid, known.add(ended));
    return () => known.delete(ended);
  }

  /**
   * Opens a connection; the loop stays alive until it is known what came of it.
   * @param begin makes the stream of the near end, which says who took the connection: the id of its process, or undefined when nobody listens
   * @returns the far end, to be sent to whoever is asked
   */
  function openChannel(begin: (near: StreamPort, opened: (pid: number | undefined) => void) => ByteStream, localPort: number, settled: Parameters<KernelLink['connect']>[3]): MessagePort {
    const { port1, port2 } = makeChannel();
    const waiting = {};
    loop().hold(waiting);
    const stream = begin(port1, (pid) => {
      poll(() => {
        loop().release(waiting);
        settled(pid === undefined ? ECONNREFUSED : { stream, localPort });
      });
    });
    return port2;
  }

  function processEnded(pid: number): void {
    over.add(pid);
    for (const ended of endings.get(pid) ?? []) poll(ended);
    endings.delete(pid);
  }

  /**
   * @param family undefined for the page's connections, which take whichever there is
   * @param pid the process that connects; undefined: the page
   */
  function incoming(localPort: Endpoint, remotePort: number, family: Family | undefined, pid: number | undefined, channel: StreamPort): void {
    const onConnection = listenerOf(localPort, family);
    if (onConnection === undefined) {
      channel.postMessage({ type: 'refused' }, []);
      channel.close();
      return;
    }
    poll(() =>
      onConnection({
        remotePort,
        family,
        accept(events) {
          channel.postMessage({ type: 'accepted', pid: self }, []);
          return processStream(channel, events, whenProcessEnds, { ...(pid !== undefined && { pid }) });
        },
      }),
    );
  }

  function changeDatagrams(op: DatagramOp): void {
    datagramSockets.apply(op);
    send({ type: 'datagram-socket', op });
  }

  function receiveDatagram(to: string, bytes: Uint8Array<ArrayBuffer>, from: DatagramAddress): void {
    poll(() => datagramReceivers.get(to)?.(bytes, from));
  }

  function openDescriptor(fd: number, events: DescriptorEvents): DescriptorStream {
    let reading = false;
    let asked = false;
    let atEnd = false;
    /** the loop's step in which the reader fell behind */
    let congestedAt: number | undefined;
    function ask(): void {
      if (!reading || asked || atEnd) return;
      asked = true;
      system.read(fd, (bytes, socket) => {
        asked = false;
        if (socket !== undefined) events.socket?.(socket);
        if (bytes === null) {
          atEnd = true;
          events.end();
        } else {
          events.data(bytes);
        }
      });
    }
    return {
      readStart() {
        reading = true;
        ask();
      },
      readStop() {
        reading = false;
        if (asked) system.unread(fd);
        asked = false;
      },
      consumed: ask,
      write(bytes, settled, socket) {
        if (socket === undefined) {
          output.print(fd, bytes);
        } else {
          output.flush();
          system.write(fd, bytes, undefined, socket);
        }
        // Node's standard streams are synchronous: one turn of the program prints whatever it prints, a loop without end
        // included. A program that prints turn by turn waits for its reader.
        const { steps } = loop().stats;
        if (!system.congested(fd)) {
          congestedAt = undefined;
          system.whenWritable(fd, settled);
        } else if (congestedAt === undefined || congestedAt === steps) {
          congestedAt = steps;
          settled(0);
        } else {
          system.whenWritable(fd, (errno) => poll(() => settled(errno)));
        }
      },
      end: () => {
        output.flush();
        system.shutdown(fd);
      },
      destroy: () => system.close(fd),
      reset: () => system.close(fd),
    };
  }

  return {
    get ended() {
      return ended;
    },
    get filesSent() {
      return filesSent;
    },
    fileSent() {
      filesSent++;
    },
    afterFiles(from, count, callback) {
      const ready = (): boolean => {
        if ((filesApplied.get(from) ?? 0) < count) return false;
        callback();
        return true;
      };
      if (!ready()) waitingForFiles.add(ready);
    },
    get terminal() {
      return system.terminal;
    },
    started(options, ports, sockets) {
      self = options.pid;
      datagramSockets = new DatagramTable(sockets);
      for (const [pid, count] of options.fileChanges) filesApplied.set(pid, count);
      for (const [port, owner] of ports) owners.set(port, owner);
    },
    print(fd, bytes) {
      if (!ended) output.print(fd, bytes);
    },
    listen(wanted, families, onConnection) {
      const port = wanted === 0 ? ephemeralPort() : wanted;
      if (typeof port === 'number' && port > 65535) return EACCES;
      const result = typeof port === 'number' ? port : 0;
      const mine = listeners.get(port);
      if (mine === undefined ? owners.has(port) : families.some((family) => mine.has(family))) return EADDRINUSE;
      const all = mine ?? new Map<Family, OnConnection>();
      for (const family of families) all.set(family, onConnection);
      if (mine !== undefined) return result;
      owners.set(port, self);
      listeners.set(port, all);
      if (listeners.size === 1) send({ type: 'loaded', ...loaded() });
      send({ type: 'listen', port });
      return result;
    },
    unlisten(port, families) {
      const mine = listeners.get(port);
      if (mine === undefined) return;
      for (const family of families) mine.delete(family);
      if (mine.size > 0) return;
      listeners.delete(port);
      owners.delete(port);
      send({ type: 'unlisten', port });
    },
    connect(port, family, events, settled) {
      const localPort = ephemeralPort();
      if (listeners.has(port)) {
        poll(() => {
          const onConnection = listenerOf(port, family);
          if (onConnection === undefined) return settled(ECONNREFUSED);
          onConnection({
            remotePort: localPort,
            family,
            accept(serverEvents) {
              const [client, server] = localPair(poll, events, serverEvents);
              poll(() => settled({ stream: client, localPort }));
              return server;
            },
          });
        });
        return;
      }
      // The kernel knows of a listener before anybody can have told this program of it.
      const channel = openChannel((near, opened) => processStream(near, events, whenProcessEnds, { opened }), localPort, settled);
      send({ type: 'connect', port, family, remotePort: localPort, channel }, [channel]);
    },
    connectOutside(host, port, events, settled) {
      const localPort = ephemeralPort();
      const channel = openChannel((near, opened) => messageStream(near, events, opened), localPort, settled);
      send({ type: 'outside', host, port, channel }, [channel]);
    },
    bindDatagrams(wanted, received) {
      if (wanted.port > 65535) return EACCES;
      const port = wanted.port === 0 ? ephemeralPort((free) => datagramSockets.isTaken({ ...wanted, port: free, reuse: 'no' })) : wanted.port;
      if (datagramSockets.isTaken({ ...wanted, port })) return EADDRINUSE;
      const socket: DatagramSocket = { ...wanted, port, id: `${self}.${nextDatagramSocket++}`, pid: self };
      datagramReceivers.set(socket.id, received);
      changeDatagrams({ type: 'set', socket });
      return socket;
    },
    changeDatagrams: (socket) => changeDatagrams({ type: 'set', socket }),
    closeDatagrams({ id }) {
      datagramReceivers.delete(id);
      changeDatagrams({ type: 'close', id });
    },
    takeDatagrams(received) {
      const id = `${self}.${nextDatagramSocket++}`;
      datagramReceivers.set(id, received);
      return { pid: self, id };
    },
    forgetDatagrams: ({ id }) => void datagramReceivers.delete(id),
    passDatagram: ({ pid, id }, bytes, from) => send({ type: 'datagram', to: id, pid, from, bytes }, [bytes.buffer]),
    sendDatagram(datagram, bytes) {
      const receivers = datagramSockets.receivers(datagram);
      for (const { id } of receivers) {
        const own = bytes.slice();
        if (datagramReceivers.has(id)) receiveDatagram(id, own, datagram.source);
        else send({ type: 'datagram', to: id, from: datagram.source, bytes: own }, [own.buffer]);
      }
      return receivers.length > 0;
    },
    openDescriptor,
    readNow: (fd) => (ended ? null : system.readNow(fd)),
    partMissing(part) {
      if (ended) return undefined;
      if (system.canBlock) return system.partNow(part);
      send({ type: 'part-missing', part });
      return undefined;
    },
    newDescriptor: () => system.newDescriptor(),
    closeDescriptor: (fd) => system.close(fd),
    spawn: (request, exited) => system.spawn(request, (status, failure) => poll(() => exited(status, failure))),
    get canBlock() {
      return system.canBlock;
    },
    run(request, timeout) {
      if (ended) throw createProcessExit();
      return system.run(request, timeout);
    },
    heardThroughMemory() {
      filesBehind = true;
    },
    catchUpWithFiles() {
      if (!filesBehind || ended) return;
      filesBehind = false;
      system.changesNow();
    },
    endThread: (pid) => system.endThread(pid),
    handleSignal: (signal, handled) => system.handle(signal, handled),
    setRawMode: (fd, raw) => system.setRaw(fd, raw),
    signal: (pid, signal) => system.kill(pid, signal),
    exists: (pid) => system.exists(pid),
    whenProcessEnds,
    exit(code, signal) {
      hub?.flush();
      send({ type: 'exit', code, ...(signal !== undefined && { signal }) });
      ended = true;
      throw createProcessExit();
    },
    receive(message) {
      if (message.type === 'port') {
        if (message.pid === undefined) owners.delete(message.port);
        else owners.set(message.port, message.pid);
        return true;
      }
      if (message.type === 'hub') {
        hub = createPortHub(message.channel, {
          soon: (flush) => loop().afterTurn(flush),
          eager: { now: () => performance.now() },
          onOpen: ({ port, remotePort }, channel) => incoming(port, remotePort, undefined, undefined, channel),
        });
        return true;
      }
      if (message.type === 'datagram-socket') {
        datagramSockets.apply(message.op);
        return true;
      }
      if (message.type === 'datagram') {
        receiveDatagram(message.to, message.bytes as Uint8Array<ArrayBuffer>, message.from);
        return true;
      }
      if (message.type === 'end') {
        ended = true;
        loop().stop();
        post({ type: 'ended' });
        return true;
      }
      if (message.type === 'process' && !message.alive) processEnded(message.process.pid);
      if (message.type !== 'connection') return system.receive(message);
      incoming(message.localPort, message.remotePort, message.family, message.pid, message.channel);
      return true;
    },
  };
}
