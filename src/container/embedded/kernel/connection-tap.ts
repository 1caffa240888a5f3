// A listener between the two ends of a connection of two processes: everything goes on as it comes, in order, and what looks like HTTP is
// told besides. Which messages there are is byte-stream.ts's business; none is held back or changed here.
import type { StreamMessage } from './byte-stream.ts';

/** Bytes that went by, or the connection's end. The bytes are the listener's own. */
export type TapEvent = { readonly from: 'client' | 'server'; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly from: 'end' };

/** As the ends of a connection do: between two renderer processes, moving a small buffer costs more than copying it. */
const TRANSFER_FROM = 32 * 1024;

/** A request line begins with a method: what begins otherwise (a database's protocol), and HTTP/2 (`PRI`), is passed on and not told. */
const isHttp = (bytes: Uint8Array): boolean => /^(?!PRI )[A-Z][A-Z-]{1,15}(?: |$)/.test(String.fromCharCode(...bytes.subarray(0, 17)));

/**
 * Puts a listener into a connection.
 * @param client the port whose other end the connecting process has
 * @returns the port for the accepting process
 */
export function tapConnection(client: MessagePort, tell: (event: TapEvent) => void): MessagePort {
  const { port1: server, port2: forServer } = new MessageChannel();
  /** undefined until the client has said something */
  let told: boolean | undefined;
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    if (told === true) tell({ from: 'end' });
    client.close();
    server.close();
  };
  const relay = (from: 'client' | 'server', to: MessagePort) => ({ data }: MessageEvent<StreamMessage>): void => {
    if (over) return;
    if (data instanceof Uint8Array) {
      if (from === 'client') told ??= isHttp(data);
      if (told === true) tell({ from, bytes: data.slice() });
      const isMoved = data.byteLength >= TRANSFER_FROM && data.byteLength === data.buffer.byteLength;
      to.postMessage(data, isMoved ? [data.buffer] : []);
    } else to.postMessage(data);
  };
  client.onmessage = relay('client', server);
  server.onmessage = relay('server', client);
  // An end that closes its port has said all it had to say before: the other one hears that first.
  client.addEventListener('close', end);
  server.addEventListener('close', end);
  return forServer;
}
