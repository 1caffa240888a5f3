// The line editor over Node's readline, driven by the bytes that a terminal sends.
import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { extendEditing, findBackwards, withBreaks } from './line-editing.ts';

let close = (): void => {};
afterEach(() => close());

/** A reader over what is sent to it; `lines` are those that were entered. */
function setup(history: string[] = []) {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 80 });
  let printed = '';
  output.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const reader = createInterface({ input, output, terminal: true, history: [...history].reverse() });
  extendEditing(reader);
  const lines: string[] = [];
  reader.on('line', (line) => lines.push(withBreaks(line)));
  reader.setPrompt('$ ');
  reader.prompt();
  close = () => reader.close();
  return {
    lines,
    printed: () => printed,
    send: async (text: string) => {
      input.write(text);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const history = ['curl localhost:3000/users', 'ls -la', 'curl -i localhost:3000', 'node server.js'];

test('Ctrl+R finds the newest command with a text, again the one before it, and Enter runs it', async () => {
  const { send, lines, printed } = setup(history);
  await send('\x12');
  await send('curl');
  expect(printed()).toContain("(reverse-i-search)`curl': ");
  await send('\x12');
  await send('\r');
  expect(lines).toEqual(['curl localhost:3000/users']);
});

test('what is found is edited after any other key, and Ctrl+G gives back what stood there', async () => {
  const { send, lines } = setup(history);
  await send('mine');
  await send('\x12ls');
  await send('\x07');
  await send('!\r');
  await send('\x12ls');
  await send('\x05 lib\r');
  expect(lines).toEqual(['mine!', 'ls -la lib']);
});

test('a text that no command has says so', async () => {
  const { send, printed } = setup(history);
  await send('\x12nowhere');
  expect(printed()).toContain('(failed reverse-i-search)');
});

test('pasted lines wait for Enter and are one command', async () => {
  const { send, lines } = setup();
  await send('\x1b[200~for i in 1 2\r\ndo echo $i\r\ndone\r\n\x1b[201~');
  expect(lines).toEqual([]);
  await send('\r');
  expect(lines).toEqual(['for i in 1 2\ndo echo $i\ndone']);
});

test('a pasted tab is a tab, not a completion', async () => {
  const { send, lines } = setup();
  await send("\x1b[200~printf 'a\tb'\x1b[201~\r");
  expect(lines).toEqual(["printf 'a\tb'"]);
});

test('a search begins where the last one ended', () => {
  expect(findBackwards(['b1', 'a1', 'b0'], 'b', 1)).toBe(2);
  expect(findBackwards(['b1'], 'b', 1)).toBeUndefined();
});
