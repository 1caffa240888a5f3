// What a browser takes an answer for that does not say what it is. Browsers don't sniff what a worker answers with `nosniff`, as previews do, so it is
// done here, by the MIME Sniffing standard (https://mimesniff.spec.whatwg.org/), which package `whatwg-mimetype` follows.
import { computedMIMEType, MIMEType } from 'whatwg-mimetype';

/** How many bytes decide at most (the standard's "resource header"). */
const ENOUGH = 1445;
/** How long a body may keep its first bytes back before those that are there decide, in milliseconds. The standard leaves it to the browser. */
const PATIENCE = 500;
/** Types that say as much as none ("MIME type sniffing algorithm", step 2). */
const SAYS_NOTHING = new Set(['unknown/unknown', 'application/unknown', '*/*']);

/** Whether a browser looks at the bytes of an answer to a navigation. @param contentType its Content-Type, null without one */
export function isTypeUnknown(contentType: string | null): boolean {
  const given = contentType === null ? null : MIMEType.parse(contentType);
  return given === null || SAYS_NOTHING.has(given.essence);
}

export interface Sniffed {
  /** a MIME type */
  readonly type: string;
  /** the same bytes from the first one on; it takes the place of the body that was given, which is locked */
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * Finds out what a body of unknown type is.
 * @param noSniff the answer says `X-Content-Type-Options: nosniff`: it is not taken for anything that can hold scripts
 */
export async function sniffType(body: ReadableStream<Uint8Array>, noSniff: boolean): Promise<Sniffed> {
  const reader = body.getReader();
  const seen: Uint8Array[] = [];
  const header = new Uint8Array(ENOUGH);
  let size = 0;
  let next = reader.read();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, PATIENCE, undefined)));
  while (size < ENOUGH) {
    // A body that breaks off is judged by what came of it; whoever reads it hears of the failure.
    const read = await Promise.race([next.catch(() => undefined), late]);
    if (read?.value === undefined) break;
    seen.push(read.value);
    const wanted = read.value.subarray(0, ENOUGH - size);
    header.set(wanted, size);
    size += wanted.length;
    next = reader.read();
  }
  clearTimeout(timer);
  next.catch(() => undefined);
  const type = computedMIMEType(header.subarray(0, size), { noSniff }).essence;
  return {
    type,
    body: new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of seen) controller.enqueue(chunk);
      },
      async pull(controller) {
        const { value, done } = await next;
        if (done) return controller.close();
        controller.enqueue(value);
        next = reader.read();
        next.catch(() => undefined);
      },
      cancel: (reason) => reader.cancel(reason),
    }),
  };
}
