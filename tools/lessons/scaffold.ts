// `npm run lessons -- new <part>/<slug>`: a lesson that works, with TODO wherever the author has to decide. The doctor counts those as problems.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { orderedFolder } from '../../src/lesson/schema.ts';
import { writeFiles } from './programs.ts';
import type { LoadedCourse } from './read.ts';
import { isFolder, list } from './read-files.ts';
import { suggest } from './problems.ts';

const servers: Readonly<Record<string, { readonly start: string; readonly solution: string }>> = {
  express: {
    start: `import express from 'express';

const app = express();

// TODO: tell the learner where to begin.

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
`,
    solution: `import express from 'express';

const app = express();

// TODO: the solution.
app.get('/todo', (request, response) => {
  response.json({ message: 'done' });
});

app.listen(3000, () => {
  console.log('listening on http://localhost:3000');
});
`,
  },
  fastify: {
    start: `import Fastify from 'fastify';

const app = Fastify();

// TODO: tell the learner where to begin.

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
`,
    solution: `import Fastify from 'fastify';

const app = Fastify();

// TODO: the solution.
app.get('/todo', async () => ({ message: 'done' }));

await app.listen({ port: 3000 });
console.log('listening on http://localhost:3000');
`,
  },
};

function title(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Writes the files of a new lesson at the end of its part.
 * @param name `<part>/<slug>`, for example rest/list-users
 * @returns the lesson's folder below lessons/
 * @throws Error that says what is wrong with the name
 */
export function scaffold(root: string, course: LoadedCourse, packages: Readonly<Record<string, string>>, name: string): string {
  const [part = '', slug = ''] = name.split('/');
  const partFolders = list(root).filter((folder) => orderedFolder.test(folder) && isFolder(join(root, folder)));
  const folder = partFolders.find((candidate) => candidate === part || orderedFolder.exec(candidate)?.[2] === part);
  if (folder === undefined) {
    throw new Error(`there is no part "${part}".${suggest(part, partFolders)} A part is a folder like 07-testing with a part.yaml, named in course.yaml under "parts".`);
  }
  if (!/^[a-z][a-z0-9-]*$/.test(slug)) throw new Error(`"${name}" is no <part>/<slug>: the slug has lower-case letters, digits and dashes, for example rest/list-users`);
  const partId = orderedFolder.exec(folder)?.[2] ?? folder;
  if (course.lessons.some((lesson) => lesson.id === `${partId}/${slug}`)) throw new Error(`the lesson ${partId}/${slug} exists already`);
  const numbers = list(join(root, folder)).map((entry) => Number(orderedFolder.exec(entry)?.[1] ?? 0));
  const below = `${folder}/${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}-${slug}`;
  const previous = course.lessons.filter((lesson) => lesson.summary.partId === partId).at(-1);

  const files: Record<string, string> = {
    'lesson.md': `---
title: ${title(slug)}
summary: TODO one line for the catalogue
focus: server.js
editable: ["server.js"]
entry: node server.js
port: 3000
time: 10
${previous ? `needs: [${previous.id.split('/')[1] ?? ''}]\n` : ''}seed-topic: TODO the topic of the curriculum
---

TODO: what the learner will be able to do, and why it matters.

\`\`\`http
GET /todo HTTP/1.1
Host: localhost:3000
\`\`\`

\`\`\`http
HTTP/1.1 200 OK
Content-Type: application/json; charset=utf-8

{ "message": "done" }
\`\`\`

## TODO: a task in the imperative

TODO: the idea in code.

### What goes wrong in practice

TODO: a mistake, and how it looks. A link to the RFC or the MDN page that settles it.
`,
    'checks/01-todo.hurl': `# @check todo-200 task=1
# TODO: what the learner should see
GET {{host}}/todo
HTTP 200
[Asserts]
header "Content-Type" startsWith "application/json"
jsonpath "$.message" == "done"
`,
    'hints.md': `## todo-200

TODO: a nudge.

TODO: almost the answer.
`,
  };
  for (const { id } of course.course.stacks) {
    const server = servers[id];
    if (!server) continue;
    const dependency = packages[id];
    files[`stacks/${id}/start/server.js`] = server.start;
    files[`stacks/${id}/start/package.json`] = `${JSON.stringify({ name: slug, private: true, type: 'module', scripts: { start: 'node server.js' }, dependencies: dependency === undefined ? {} : { [id]: dependency } }, null, 2)}\n`;
    files[`stacks/${id}/solution/server.js`] = server.solution;
  }
  mkdirSync(join(root, below), { recursive: true });
  writeFiles(join(root, below), files);
  return below;
}
