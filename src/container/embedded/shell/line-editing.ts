// What a shell's line editor has beyond Node's readline: Ctrl+R searches the history backwards, and pasted text waits for Enter however many lines
// it has. Facts: GNU readline's manual ("Searching for Commands in the History"), xterm's bracketed paste mode; readline keys its own handling by
// `_ttyWrite`, as Node's REPL overrides it.
import type { Interface, Key } from 'node:readline';

/** Asks the terminal to mark what is pasted, and no longer to. */
export const PASTE_MARKS = { on: '\x1b[?2004h', off: '\x1b[?2004l' } as const;

/** Stands for a line break in a line that was pasted: readline edits single lines. */
const BREAK = '⏎';

/** The members of readline that its types leave out. */
interface Editor {
  line: string;
  cursor: number;
  /** newest first */
  history: string[];
  _ttyWrite(text: string | undefined, key?: Key): void;
  _refreshLine(): void;
}

/** The text that a line stands for: with the line breaks of what was pasted. */
export function withBreaks(line: string): string {
  return line.replaceAll(BREAK, '\n');
}

/** A line as it can be edited: with its line breaks as signs. */
export function asOneLine(text: string): string {
  return text.replaceAll('\n', BREAK);
}

/**
 * The newest entry of a history that contains a text.
 * @param history newest first
 * @param from where to begin
 * @returns its index; undefined when there is none
 */
export function findBackwards(history: readonly string[], text: string, from: number): number | undefined {
  const at = history.findIndex((entry, index) => index >= from && entry.includes(text));
  return at < 0 ? undefined : at;
}

/** Gives a reader the two. */
export function extendEditing(reader: Interface): void {
  const editor = reader as unknown as Editor;
  const plain = editor._ttyWrite.bind(reader);
  let search: { readonly prompt: string; readonly line: string; text: string; at: number; failed: boolean } | null = null;
  let pasted: string | null = null;

  const show = (): void => {
    if (search === null) return;
    const entry = search.text === '' ? '' : (editor.history[search.at] ?? '');
    reader.setPrompt(`(${search.failed ? 'failed ' : ''}reverse-i-search)\`${search.text}': `);
    editor.line = entry;
    editor.cursor = Math.max(0, entry.indexOf(search.text));
    editor._refreshLine();
  };
  const end = (line: string): void => {
    if (search === null) return;
    reader.setPrompt(search.prompt);
    search = null;
    editor.line = line;
    editor.cursor = line.length;
    editor._refreshLine();
  };
  const look = (text: string, from: number): void => {
    if (search === null) return;
    const found = text === '' ? 0 : findBackwards(editor.history, text, from);
    search.text = text;
    search.failed = found === undefined;
    if (found !== undefined) search.at = found;
    show();
  };

  /** @returns whether the key was the search's */
  function searched(text: string | undefined, key: Key): boolean {
    if (key.ctrl === true && key.name === 'r') {
      if (search === null) {
        search = { prompt: reader.getPrompt(), line: editor.line, text: '', at: 0, failed: false };
        show();
      } else look(search.text, search.at + 1);
      return true;
    }
    if (search === null) return false;
    if (key.ctrl === true && (key.name === 'g' || key.name === 'c')) {
      end(search.line);
      return true;
    }
    if (key.name === 'backspace') {
      look(search.text.slice(0, -1), 0);
      return true;
    }
    if (key.name === 'escape') {
      end(editor.line);
      return true;
    }
    if (text !== undefined && text !== '' && key.ctrl !== true && key.meta !== true && !/\p{Cc}/u.test(text)) {
      look(search.text + text, search.at);
      return true;
    }
    // Any other key works on the line that was found: Enter runs it.
    end(editor.line);
    return false;
  }

  // Without a key it is the program itself that writes.
  editor._ttyWrite = (text, key = {}) => {
    if (key.name === 'paste-start') pasted = '';
    else if (key.name === 'paste-end') {
      const whole = (pasted ?? '').replaceAll(/\r\n?/g, '\n').replace(/\n+$/, '');
      pasted = null;
      plain(asOneLine(whole), {});
    } else if (pasted !== null) pasted += key.sequence ?? text ?? '';
    else if (!searched(text, key)) plain(text, key);
  };
}
