// Examples: the requests of checks, with what is known put in and what is not left visible.
import { expect, test } from 'vitest';
import { exampleRequests } from './example-requests.ts';

const source = `# @check create task=1
# Makes a user
POST {{host}}/users
X-Id: {{uid}}
[Query]
a: 1 2
{ "name": "Ada {{uid}}" }
HTTP 201
[Captures]
id: jsonpath "$.id"

# @check read task=1
# Reads it back
GET {{host}}/users/{{id}}
[Cookies]
session: {{token}}
HTTP 200

GET {{host}}/form
[Form]
a: b & c
`;

test('every request of a file, with the title of the check it belongs to', async () => {
  const examples = await exampleRequests(source, 'a.hurl', { host: 'http://localhost:3000', uid: 'u1' });
  expect(examples.map(({ title, method, url, open }) => [title, method, url, open])).toEqual([
    ['Makes a user', 'POST', 'http://localhost:3000/users?a=1%202', []],
    ['Reads it back', 'GET', 'http://localhost:3000/users/{{id}}', ['id', 'token']],
    ['Reads it back', 'GET', 'http://localhost:3000/form', []],
  ]);
  expect(examples[0]?.headers).toEqual([['X-Id', 'u1'], ['Content-Type', 'application/json']]);
  expect(new TextDecoder().decode(examples[0]?.body ?? undefined)).toBe('{ "name": "Ada u1" }');
  expect(examples[1]?.headers).toEqual([['Cookie', 'session={{token}}']]);
  expect(new TextDecoder().decode(examples[2]?.body ?? undefined)).toBe('a=b%20%26%20c');
});

test('a file that cannot be read has no examples, and an entry that reads a file has none', async () => {
  expect(await exampleRequests('GET', 'a.hurl', {})).toEqual([]);
  expect(await exampleRequests('POST http://localhost/\nfile,a.bin;\n', 'a.hurl', {})).toEqual([]);
});
