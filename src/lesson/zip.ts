// A learner's program as a zip that runs on any computer with Node, with the lesson's checks beside it, and such a zip read back.
import { strFromU8, strToU8, unzipSync, zipSync, type Unzipped, type Zippable } from 'fflate';
import { ForeignFilesError, foreignLimits, pathProblem, readForeignFiles } from './foreign-files.ts';
import type { Lesson } from './lesson.ts';
import type { SharedFiles } from './share.ts';

/** Which lesson a zip is of, in the zip itself. */
const MARK = '.backlot.json';
const CHECKS = 'checks';
/** Bytes of a zip that are read at all. */
const MAX_ZIP = 8 * 1024 * 1024;
/** The earliest date that a zip can hold (in local time, as zips have it): the same work makes the same zip. */
const DATE = new Date(1980, 0, 2, 0, 0, 0);

/** What a program with a database is given besides: the Postgres of https://hub.docker.com/_/postgres, which loads the seed when it is first started. */
const COMPOSE = 'compose.yaml';
const SEED = 'seed.sql';
const composeFile = (withSeed: boolean): string => `services:
  postgres:
    image: postgres:18
    environment:
      POSTGRES_PASSWORD: postgres
    ports:
      - "5432:5432"
    healthcheck:
      test: pg_isready --username postgres
      interval: 1s
      retries: 30
${withSeed ? `    volumes:\n      - ./${SEED}:/docker-entrypoint-initdb.d/${SEED}:ro\n` : ''}`;

export interface ZipOptions {
  readonly lesson: Lesson;
  readonly stack: string;
  readonly stackTitle: string;
  readonly files: Readonly<Record<string, string>>;
}

function readme({ lesson, stackTitle }: ZipOptions, hurlFiles: readonly string[], testFiles: readonly string[]): string {
  const checks = hurlFiles.length === 0 ? '' : `
## Check it

The requests that judge this lesson are Hurl files in \`${CHECKS}/\`. With [Hurl](https://hurl.dev) installed, and the server running:

\`\`\`
hurl --test --variable host=http://localhost:${lesson.port} --variable uid=run1 ${CHECKS}/*.hurl
\`\`\`

\`uid\` goes into names and addresses that must be new: give another one for each run while the server keeps running.
`;
  const tests = testFiles.length === 0 ? '' : `
${testFiles.map((path) => `\`${path}\``).join(', ')} ${testFiles.length === 1 ? 'is a test file' : 'are test files'} of Node: \`node --test ${testFiles.join(' ')}\` while the server runs.
`;
  const database = lesson.database === undefined ? '' : `
The program needs [Postgres](https://www.postgresql.org). With Docker:

\`\`\`
docker compose up --detach --wait
\`\`\`

starts one, and \`docker compose down\` removes it with all that is in it. Any other Postgres does as well${lesson.database.seed === '' ? '' : `: load \`${SEED}\` into it with \`psql\``}. The
program finds it by its environment:

\`\`\`
export PGHOST=localhost PGPORT=5432 PGUSER=postgres PGPASSWORD=postgres PGDATABASE=postgres
export DATABASE_URL=postgres://postgres:postgres@localhost:5432/postgres
\`\`\`
`;
  return `# ${lesson.title}

${lesson.summary}. Solved in ${stackTitle}; from a lesson of Backlot.

## Run it

You need [Node.js](https://nodejs.org) 24 or newer.
${database}
\`\`\`
npm install
${lesson.entry.join(' ')}
\`\`\`

The server listens on http://localhost:${lesson.port}.
${checks}${tests}
To go on in the page, open this zip there with “Open a zip”.
`;
}

/** What the zip holds, as path -> text. Hints and the solution stay out. */
export function zipEntries(options: ZipOptions): Readonly<Record<string, string>> {
  const { lesson, stack, files } = options;
  const checks = lesson.checks.map(({ path, source }) => ({ path: `${CHECKS}/${path.split('/').at(-1) ?? path}`, source }));
  const entries: Record<string, string> = { ...files };
  for (const { path, source } of checks) if (entries[path] === undefined) entries[path] = source;
  if (lesson.database !== undefined) {
    entries[COMPOSE] ??= composeFile(lesson.database.seed !== '');
    if (lesson.database.seed !== '') entries[SEED] ??= lesson.database.seed;
  }
  const named = (ending: (path: string) => boolean): string[] => checks.map(({ path }) => path).filter(ending);
  const readmePath = entries['README.md'] === undefined ? 'README.md' : 'README-Backlot.md';
  entries[readmePath] = readme(options, named((path) => path.endsWith('.hurl')), named((path) => !path.endsWith('.hurl')));
  // What the mark lists is the learner's; the rest is made anew with each zip.
  entries[MARK] = `${JSON.stringify({ version: 1, lesson: lesson.id, stack, files: Object.keys(files) }, null, 2)}\n`;
  return entries;
}

/** The zip's bytes. All entries lie in one folder, so that unpacking makes no mess. */
export function makeZip(options: ZipOptions): Uint8Array<ArrayBuffer> {
  const folder = zipName(options).replace(/\.zip$/, '');
  const entries: Zippable = {};
  for (const [path, text] of Object.entries(zipEntries(options))) entries[`${folder}/${path}`] = [strToU8(text), { mtime: DATE }];
  return zipSync(entries, { level: 9 });
}

/** The file name of a zip: `create-user-express.zip`. */
export function zipName({ lesson, stack }: Pick<ZipOptions, 'lesson' | 'stack'>): string {
  return `${lesson.id.split('/').at(-1) ?? 'lesson'}-${stack}.zip`;
}

/**
 * Reads a zip that `makeZip` made, or what claims to be that.
 * @throws ForeignFilesError with what is wrong with it
 */
export function readZip(bytes: Uint8Array): SharedFiles {
  if (bytes.length > MAX_ZIP) throw new ForeignFilesError(`The zip is larger than ${MAX_ZIP / 1024 / 1024} MB.`);
  let total = 0;
  let count = 0;
  let refused: string | null = null;
  let unpacked: Unzipped;
  try {
    unpacked = unzipSync(bytes, {
      // Asked before anything is unpacked; what an entry says of its size is also all the room that it gets.
      filter({ name, originalSize }) {
        if (refused !== null || name.endsWith('/') || name.includes('/node_modules/')) return false;
        count++;
        total += originalSize;
        const problem = pathProblem(name);
        if (problem !== null) refused = `The file ${JSON.stringify(name.slice(0, 80))} is refused: ${problem}.`;
        else if (originalSize > foreignLimits.file) refused = `The file ${JSON.stringify(name)} is larger than ${foreignLimits.file / 1024} KB.`;
        else if (total > foreignLimits.total) refused = `Its files are larger than ${foreignLimits.total / 1024 / 1024} MB together.`;
        else if (count > foreignLimits.count) refused = `It holds more than ${foreignLimits.count} files.`;
        return refused === null;
      },
    });
  } catch {
    throw new ForeignFilesError('The file is no zip, or it is damaged.');
  }
  if (refused !== null) throw new ForeignFilesError(refused);
  const mark = Object.keys(unpacked).filter((path) => path === MARK || path.endsWith(`/${MARK}`)).sort((a, b) => a.length - b.length)[0];
  if (mark === undefined) throw new ForeignFilesError(`The zip is not one that Backlot made: it has no ${MARK}, which says which lesson it is of.`);
  const folder = mark.slice(0, -MARK.length);
  const { lesson, stack, files } = readMark(unpacked[mark] ?? new Uint8Array());
  const texts: [string, string][] = [];
  for (const [path, data] of Object.entries(unpacked)) {
    if (!path.startsWith(folder)) continue;
    const name = path.slice(folder.length);
    // Files that the learner added after unpacking are theirs too; what the zip itself brought is not.
    const isMade = name === MARK || (!files.includes(name) && (name.startsWith(`${CHECKS}/`) || /^README(-Backlot)?\.md$/.test(name) || name === 'package-lock.json' || name === COMPOSE || name === SEED));
    if (isMade) continue;
    if (data.includes(0)) throw new ForeignFilesError(`The file ${JSON.stringify(name)} is not text.`);
    texts.push([name, strFromU8(data)]);
  }
  return { lesson, stack, files: readForeignFiles(Object.fromEntries(texts)) };
}

function readMark(data: Uint8Array): { readonly lesson: string; readonly stack: string; readonly files: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(strFromU8(data));
  } catch {
    throw new ForeignFilesError(`The zip's ${MARK} is damaged.`);
  }
  const { version, lesson, stack, files } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof version === 'number' && version > 1) throw new ForeignFilesError('The zip was made by a newer Backlot. Reload the page to get the newest version.');
  if (version !== 1 || typeof lesson !== 'string' || typeof stack !== 'string' || !Array.isArray(files)) throw new ForeignFilesError(`The zip's ${MARK} is damaged.`);
  return { lesson, stack, files: files.filter((file): file is string => typeof file === 'string') };
}
