// V8 shows the text of an expression in messages such as "x.run is not a function". Where that text is inserted code, the
// message is put as V8 words it for what the program says.
import { AWAIT_FRAME, AWAIT_HELPER } from './await.ts';
import { UNUSED_BY_PROGRAMS } from './module.ts';

const HELPER_CALL = new RegExp(`${AWAIT_HELPER}\\.\\w+(?:\\(\\.\\.\\.\\)| is not a function or its return value)`, 'g');
// A live import is read by a call of its getter.
const LIVE_IMPORT = new RegExp(`${UNUSED_BY_PROGRAMS}(?:\\(\\.\\.\\.\\)| is not a function or its return value)?`, 'g');

/** The message that V8 would have given for the source as it was written. */
function nativeMessage(message: string): string {
  if (!message.includes(AWAIT_HELPER) && !message.includes(UNUSED_BY_PROGRAMS)) return message;
  return message.replace(HELPER_CALL, '(intermediate value)').replace(LIVE_IMPORT, '');
}

/** Rewords the message of an error in place. */
export function rewordError(error: unknown): void {
  if (!(error instanceof TypeError) && !(error instanceof ReferenceError)) return;
  const { message } = error;
  if (typeof message !== 'string') return;
  const native = nativeMessage(message);
  if (native !== message) error.message = native;
}

const HELPER_OPENED = new RegExp(`${AWAIT_HELPER}\\.(?:settle|suspend|iterate|yielding)\\(\\(|${AWAIT_HELPER}\\.(?:resume|yielded)\\(`, 'g');
const HELPER_CLOSED = new RegExp(`\\)?,${AWAIT_FRAME}\\)`, 'g');

/**
 * A line of Node's library, which is transformed when the site is built, as it was before, but for braces around a loop and what closes
 * `settle`, which nothing tells from the line's own.
 * @param column of the line, from 1
 */
export function unhelpedLine(line: string, column: number): { readonly line: string; readonly column: number } {
  if (!line.includes(AWAIT_HELPER)) return { line, column };
  const cleaned = (text: string): string => text.replace(HELPER_OPENED, '').replace(HELPER_CLOSED, '');
  return { line: cleaned(line), column: cleaned(line.slice(0, column - 1)).length + 1 };
}
