import { parse } from 'acorn';
import { expect, test } from 'vitest';
import { transformModule } from './module.ts';
import { unhelpedLine } from './messages.ts';

test.each([
  ['  return new Handle(await open(\n1));', '  return new Handle(await |open('],
  ['  const value = open(path);', '  const value = |open(path);'],
  ['  const value = await open(path, 1);', '  const value = await |open(path, 1);'],
  ['  await first(await open());', '  await first(await |open());'],
])('a line that was transformed is shown as it was: %j', (statement, shown) => {
  const line = transformModule(`async function f() {\n${statement}\n}`, parse).code.split('\n')[1] ?? '';
  const result = unhelpedLine(line, line.indexOf('open(') + 1);
  expect(`${result.line.slice(0, result.column - 1)}|${result.line.slice(result.column - 1)}`).toBe(shown);
});
