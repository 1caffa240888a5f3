// The body of a response while it comes in: kept until its reader has said whether it wants the bytes one by one or all at once.
import { concatBytes } from '../kernel/concat-bytes.ts';
import type { RequestError } from '../../container.ts';

/** How much of a body is taken from the server ahead of its reader, in bytes. */
const BODY_AHEAD = 64 * 1024;

export interface BodySource {
  /** So many bytes were taken: the server may send more. */
  consumed(byteLength: number): void;
  /** the reader wants no more of it */
  cancelled(): void;
}

/** A body that arrives. It is read once: as a stream, or whole. */
export class IncomingBody {
  readonly #source: BodySource;
  /** what has come and was asked for by nobody */
  #kept: Uint8Array<ArrayBuffer>[] = [];
  #keptLength = 0;
  /** bytes that the server does not know yet to be taken */
  #held = 0;
  #over: { readonly error?: RequestError } | undefined;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #whole: { readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void; readonly reject: (error: RequestError) => void } | undefined;
  #stream: ReadableStream<Uint8Array> | undefined;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** Whether the reader wants more than it has. */
  get #hungry(): boolean {
    if (this.#whole !== undefined) return true;
    return this.#controller === undefined ? this.#keptLength < BODY_AHEAD : (this.#controller.desiredSize ?? 0) > 0;
  }

  /** @param bytes owned by the body from here on */
  push(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#over !== undefined) return;
    if (this.#controller !== undefined) return this.#controller.enqueue(bytes);
    this.#kept.push(bytes);
    this.#keptLength += bytes.byteLength;
  }

  /** So many bytes have come over the connection, framing included: the server hears of it when there is room for more. */
  arrived(byteLength: number): void {
    if (this.#hungry) this.#source.consumed(byteLength);
    else this.#held += byteLength;
  }

  /** It is complete. */
  end(): void {
    this.#finish({});
  }

  fail(error: RequestError): void {
    this.#finish({ error });
  }

  #finish(over: { readonly error?: RequestError }): void {
    if (this.#over !== undefined) return;
    this.#over = over;
    if (this.#controller !== undefined) settleStream(this.#controller, over);
    this.#settleWhole();
  }

  #settleWhole(): void {
    if (this.#whole === undefined || this.#over === undefined) return;
    const { error } = this.#over;
    if (error === undefined) this.#whole.resolve(this.#takeKept());
    else this.#whole.reject(error);
  }

  #takeKept(): Uint8Array<ArrayBuffer> {
    const [first] = this.#kept;
    const bytes = first !== undefined && this.#kept.length === 1 ? first : concatBytes(this.#kept);
    this.#kept = [];
    this.#keptLength = 0;
    return bytes;
  }

  #release(): void {
    const held = this.#held;
    this.#held = 0;
    if (held > 0 && this.#over === undefined) this.#source.consumed(held);
  }

  /** The body as a stream; the same one each time. @throws TypeError once it was read whole */
  stream(): ReadableStream<Uint8Array> {
    if (this.#stream !== undefined) return this.#stream;
    if (this.#whole !== undefined) throw new TypeError('The body was read already.');
    this.#stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          for (const piece of this.#kept.splice(0)) controller.enqueue(piece);
          if (this.#over !== undefined) settleStream(controller, this.#over);
        },
        pull: () => this.#release(),
        cancel: () => {
          if (this.#over === undefined) this.#source.cancelled();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: BODY_AHEAD }),
    );
    return this.#stream;
  }

  /** The whole body, once it is complete. @throws RequestError when the connection breaks before, TypeError when it was read already */
  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#stream !== undefined || this.#whole !== undefined) return Promise.reject(new TypeError('The body was read already.'));
    return new Promise((resolve, reject) => {
      this.#whole = { resolve, reject };
      this.#release();
      this.#settleWhole();
    });
  }
}

function settleStream(controller: ReadableStreamDefaultController<Uint8Array>, { error }: { readonly error?: RequestError }): void {
  if (error === undefined) controller.close();
  else controller.error(error);
}
