import { expect, test } from 'vitest';
import { mutantsOf } from './mutants.ts';

/** The mutants of one statement, as `operator: after`. */
function mutate(source: string): string[] {
  return mutantsOf('server.js', source).map((mutant) => `${mutant.operator}: ${mutant.after}`);
}

test('a status becomes a near one', () => {
  expect(mutate('response.status(201);')).toContain('status 201 -> 200: response.status(200);');
});

test('a status that is set in a chain is dropped', () => {
  expect(mutate('response.status(404).end();')).toContain('without .status(): response.end();');
});

test('a header is dropped and its value changed', () => {
  const mutants = mutate('response.set("Location", "/users/1").end();');
  expect(mutants).toContain('without .set(): response.end();');
  expect(mutants).toContain('other text: response.set("Location", \'\').end();');
});

test('each field of an object is left out', () => {
  const mutants = mutate('send({ id: 1, name });');
  expect(mutants).toContain('without id: send({ name });');
  expect(mutants).toContain('without name: send({ id: 1 });');
});

test('a number is raised and lowered', () => {
  const mutants = mutate('let next = 3;');
  expect(mutants).toContain('number + 1: let next = 4;');
  expect(mutants).toContain('number - 1: let next = 2;');
});

test('a comparison is turned round, a limit moved', () => {
  expect(mutate('if (a === b) f();')).toContain('=== -> !==: if (a !== b) f();');
  expect(mutate('if (name.length > 100) f();')).toContain('> -> >=: if (name.length >= 100) f();');
});

test('a validation is removed', () => {
  expect(mutate('if (!valid(body)) { refuse(); }')).toContain('if removed: ;');
});

test('a conversion is dropped', () => {
  expect(mutate('const id = Number(text);')).toContain('without Number(): const id = text;');
  expect(mutate('const list = users.map(toPublic);')).toContain('without .map(): const list = users;');
});

test('routes change places only where their order matters', () => {
  const overlapping = mutate('app.get("/users/me", a);\napp.get("/users/:id", b);').filter((mutant) => mutant.startsWith('routes swapped'));
  const apart = mutate('app.get("/users", a);\napp.get("/users/:id", b);').filter((mutant) => mutant.startsWith('routes swapped'));
  expect(overlapping).toEqual(['routes swapped: app.get("/users/:id", b);\napp.get("/users/me", a);']);
  expect(apart).toEqual([]);
});

test('a middleware moves below the routes', () => {
  expect(mutate('app.use(json());\napp.get("/", a);').filter((mutant) => mutant.startsWith('middleware'))).toEqual(['middleware below the routes: ;\napp.get("/", a);\napp.use(json());']);
});

test('what a program prints is left alone', () => {
  expect(mutate('console.log("listening", 1 + 2, { a: true });')).toEqual([]);
});

test('imports and directives are left alone', () => {
  expect(mutate('"use strict";\nimport a from "a";')).toEqual([]);
});

test('a mutant tells its line and the statement around it', () => {
  const [mutant] = mutantsOf('server.js', 'app.get("/", () => {\n  x++;\n});\n').filter(({ operator }) => operator === '++ dropped');
  expect(mutant).toMatchObject({ file: 'server.js', line: 2, before: 'x++;', after: 'x;', within: 'app.get("/", () => {' });
});

test('every mutant is another program, and none stands twice', () => {
  const source = 'app.get("/users/:id", (q, r) => {\n  if (q.id === undefined) return r.status(404).json({ error: "Not found" });\n  r.json(list.find((u) => u.id === Number(q.id)));\n});\n';
  const sources = mutantsOf('server.js', source).map((mutant) => mutant.source);
  expect(sources.length).toBeGreaterThan(10);
  expect(new Set([source, ...sources]).size).toBe(sources.length + 1);
});

test('a file that is no JavaScript is refused', () => {
  expect(() => mutantsOf('server.js', 'const = 1;')).toThrow(SyntaxError);
});
