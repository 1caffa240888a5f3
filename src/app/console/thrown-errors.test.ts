// Errors in output: the line of the learner's that threw is found in each way in which programs print it.
import { expect, test } from 'vitest';
import { ThrownErrors } from './thrown-errors.ts';

const read = (...pieces: string[]) => {
  const files: Readonly<Record<string, string>> = { 'server.js': "import fs from 'node:fs';\nimport express from 'expres';\nimport { users } from './data/user.js';\n", 'routes/users.js': '' };
  const reader = new ThrownErrors('/home/app', (path) => files[path]);
  return pieces.flatMap((piece) => reader.read(piece));
};

test('an uncaught error is found at its innermost frame of the learner\'s', () => {
  expect(read(`file:///home/app/server.js:3
  missing();
  ^

ReferenceError: missing is not defined
    at Array.map (<anonymous>)
    at file:///home/app/routes/users.js:7:9
    at file:///home/app/server.js:3:3

Node.js v24.21.0
`)).toEqual([{ message: 'ReferenceError: missing is not defined', path: 'routes/users.js', line: 7, column: 9 }]);
});

test('a syntax error is found where its head says', () => {
  expect(read(`/home/app/server.js:4
const = 1;
      ^

SyntaxError: Unexpected token '='
    at wrapSafe (node:internal/modules/cjs/loader:1804:18)
`)).toEqual([{ message: "SyntaxError: Unexpected token '='", path: 'server.js', line: 4, column: 1 }]);
});

test('an import that leads nowhere is found where the file names it', () => {
  const printed = (what: string) => `node:internal/modules/package_json_reader:331
  throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);
        ^

Error [ERR_MODULE_NOT_FOUND]: Cannot find ${what} imported from /home/app/server.js
    at packageResolve (node:internal/modules/esm/resolve:784:25)
`;
  expect(read(printed("package 'expres'"))).toMatchObject([{ path: 'server.js', line: 2, column: 21 }]);
  expect(read(printed("module '/home/app/data/user.js'"))).toMatchObject([{ path: 'server.js', line: 3, column: 23 }]);
  expect(read(printed("package 'unheard-of'"))).toEqual([]);
});

test('a stack that was logged for a response of 500 is found, also when it comes in pieces', () => {
  expect(read("TypeError: Cannot read properties of undefined (reading 'na", "me')\n    at /home/app/server", ".js:9:30\n    at Layer.handle (/home/app/node_modules/router/lib/layer.js:1:2)\n")).toEqual([
    { message: "TypeError: Cannot read properties of undefined (reading 'name')", path: 'server.js', line: 9, column: 30 },
  ]);
});

test('an error in a line of Fastify\'s logger is found', () => {
  const line = JSON.stringify({ level: 50, err: { type: 'Error', message: 'no', stack: 'Error: no\n    at Object.<anonymous> (file:///home/app/server.js:5:9)' }, msg: 'no' });
  expect(read(`${line}\n`)).toEqual([{ message: 'Error: no', path: 'server.js', line: 5, column: 9 }]);
});

test('each error of several is found once', () => {
  const one = 'Error: first\n    at /home/app/server.js:1:1\n    at /home/app/server.js:8:8\n';
  expect(read(one, one.replace('first', 'second'))).toHaveLength(2);
});

test('errors that never touch the learner\'s files, and texts that only speak of errors, are none', () => {
  expect(read('Error: inside\n    at node:internal/x:1:1\n', 'An Error: occurred at /home/app/server.js:1:1\n')).toEqual([]);
});
