// The corpus through our command line: every file ends with the exit code that it says.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../tools/hurl/main.ts';
import { CORPUS, VARIABLES } from './corpus.ts';
import { startServer } from './server.ts';

test(`all ${CORPUS.length} files of the corpus end as they say`, async () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(150);
  const server = await startServer();
  const folder = await mkdtemp(path.join(tmpdir(), 'corpus-'));
  const wrong: string[] = [];
  try {
    const variables = Object.entries({ ...VARIABLES, host: server.host }).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
    for (const { name, exit, text } of CORPUS) {
      const file = path.join(folder, `${name}.hurl`);
      await writeFile(file, text);
      let err = '';
      const code = await main(['--no-output', ...variables, file], {
        stdout: () => undefined,
        stderr: (more) => (err += more),
        stdoutIsTerminal: false,
        stderrIsTerminal: false,
        stdin: () => Promise.resolve(''),
        env: {},
      });
      if (code !== exit) wrong.push(`${name}: exit code ${code}, not ${exit}\n${text}\n${err}`);
    }
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
  expect(wrong).toEqual([]);
}, 120_000);
