// The YAML of a course as it must stand on disk: course.yaml, part.yaml and the front matter of lesson.md.
// lessons/README.md explains every key to authors; keep the two in step. Messages say what was expected, for the author.
import { z } from 'zod';

const text = (what: string) => z.string({ error: what }).trim().min(1, { error: what });

const identifier = (what: string) => z.string({ error: what }).regex(/^[a-z][a-z0-9-]*$/, { error: what });

/** Folder of a part or lesson: two digits for the order, a dash, the name. */
export const orderedFolder = /^(\d{2,})-([a-z0-9][a-z0-9-]*)$/;

export const courseFile = z.strictObject({
  title: text('the course\'s name'),
  description: text('one sentence about the course'),
  parts: z.array(z.string({ error: 'a folder below lessons/, for example 01-rest' }), { error: 'a list of folders below lessons/, in teaching order' }).min(1, {
    error: 'at least one folder below lessons/',
  }),
  stacks: z
    .array(z.strictObject({ id: identifier('a short lower-case name, for example express'), title: text('the framework\'s name as the page shows it') }), {
      error: 'a list of { id, title }',
    })
    .min(1, { error: 'at least one { id, title }' }),
  defaults: z.strictObject(
    {
      stack: identifier('the id of one of the stacks'),
      container: z.enum(['embedded', 'webcontainer'], { error: 'embedded or webcontainer' }).optional(),
      locales: z.array(z.string({ error: 'a language tag, for example en' }), { error: 'a list of language tags' }).default(['en']),
    },
    { error: 'a map with at least stack' },
  ),
});

export const partFile = z.strictObject({
  title: text('the part\'s name'),
  summary: text('one sentence about the part'),
});

const checkIds = z.array(identifier('the id of a check of this lesson'), { error: 'a list of ids of checks' });

export const lessonFrontMatter = z.strictObject({
  title: text('the lesson\'s name, for example Create a user'),
  summary: text('one line for the catalogue'),
  focus: text('the file that opens first, for example server.js'),
  editable: z.array(text('a file name or glob, for example server.js'), { error: 'a list of file names or globs, for example ["server.js"]' }).min(1, {
    error: 'at least one file name or glob: what may the learner edit?',
  }),
  entry: text('the command that Run runs, for example node server.js'),
  port: z.int({ error: 'a port number from 1 to 65535' }).min(1, { error: 'a port number from 1 to 65535' }).max(65535, { error: 'a port number from 1 to 65535' }).default(3000),
  time: z.number({ error: 'a number of minutes, for example 10' }).positive({ error: 'a number of minutes, for example 10' }),
  needs: z.array(text('a lesson of this part, or part/lesson'), { error: 'a list of lessons, for example [list-users]' }).default([]),
  services: z.array(z.enum(['postgres'], { error: 'the name of a service: postgres' }), { error: 'a list of services, for example [postgres]' }).default([]),
  container: z.enum(['embedded', 'webcontainer'], { error: 'embedded or webcontainer' }).optional(),
  'seed-topic': text('the topic of the curriculum that the lesson teaches').optional(),
  /** checks that end in `error` against the starter, because it does not listen yet */
  'start-errors': checkIds.default([]),
  /** checks of a task that the starter passes already, on purpose */
  'start-passes': checkIds.default([]),
});

/** Front matter of a translation: what is not words stands in lesson.md only. */
export const translationFrontMatter = z.strictObject({
  title: text('the lesson\'s name in this language'),
  summary: text('one line for the catalogue in this language'),
});

export type CourseFile = z.infer<typeof courseFile>;
export type PartFile = z.infer<typeof partFile>;
export type LessonFrontMatter = z.infer<typeof lessonFrontMatter>;
