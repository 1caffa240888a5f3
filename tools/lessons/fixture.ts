// A small course on disk for the tests of this folder: the smallest one that has no problems, with whatever a test changes in it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from './programs.ts';

const server = `import { createServer } from 'node:http';

createServer((request, response) => {
  response.statusCode = 404;
  response.end();
}).listen(3000);
`;

const solution = `import { createServer } from 'node:http';

createServer((request, response) => {
  if (request.url === '/hello') {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ message: 'hello' }));
  } else {
    response.statusCode = 404;
    response.end();
  }
}).listen(3000);
`;

const fixture: Readonly<Record<string, string>> = {
  'course.yaml': `title: Fixture
description: A course for tests.
parts:
  - 01-basics
stacks:
  - id: node
    title: Node
  - id: other
    title: Other
defaults:
  stack: node
`,
  '01-basics/part.yaml': 'title: Basics\nsummary: The first things.\n',
  '01-basics/01-hello/lesson.md': `---
title: Hello
summary: GET /hello answers with JSON
focus: server.js
editable: ["server.js"]
entry: node server.js
time: 5
---

A first server. Paths like /users/:id and times like 10:30 are plain text.

\`\`\`http
GET /hello HTTP/1.1
Host: localhost:3000
\`\`\`

\`\`\`http
HTTP/1.1 200 OK
Content-Type: application/json

{ "message": "hello" }
\`\`\`

## Answer GET /hello

:::node
Only for Node.
:::

:::other
Only for the other one.
:::

### What goes wrong in practice

See [the RFC](https://www.rfc-editor.org/rfc/rfc9110).
`,
  '01-basics/01-hello/checks/01-hello.hurl': `# @check hello-200 task=1
# GET /hello answers 200 with a message
GET {{host}}/hello
HTTP 200
[Asserts]
header "Content-Type" == "application/json"
jsonpath "$.message" == "hello"

# @check missing-404
# Other paths still answer 404
GET {{host}}/nowhere
HTTP 404
[Asserts]
bytes count == 0
`,
  '01-basics/01-hello/hints.md': `## hello-200

Look at the path.

Compare \`request.url\`:

\`\`\`js
if (request.url === '/hello') return;
\`\`\`
`,
  '01-basics/01-hello/stacks/node/start/package.json': '{ "type": "module" }\n',
  '01-basics/01-hello/stacks/node/start/server.js': server,
  '01-basics/01-hello/stacks/node/solution/server.js': solution,
};

export interface FixtureCourse {
  readonly root: string;
  readonly remove: () => void;
}

/**
 * Writes the fixture course into a temporary folder.
 * @param changes files by their path: a text replaces or adds, null leaves out, a function gets the text and gives the new one
 */
export function writeFixture(changes: Readonly<Record<string, string | null | ((text: string) => string)>> = {}): FixtureCourse {
  const root = mkdtempSync(join(tmpdir(), 'backlot-course-'));
  const files: Record<string, string> = { ...fixture };
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) Reflect.deleteProperty(files, path);
    else files[path] = typeof change === 'string' ? change : change(files[path] ?? '');
  }
  writeFiles(root, files);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
