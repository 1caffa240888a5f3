// Test files in the container: written beside the learner's files, run by the container's own Node while the program listens.
import type { Container } from '../container/container.ts';
import type { TestHost } from './test-files/run.ts';
import { RUNNER_FOLDER } from './test-files/runner.ts';

/** Runs test files in the container's working directory, where the learner's program runs too. */
export function containerTestHost(container: Container): TestHost {
  return {
    async start(files, script, mark, file) {
      await container.fs.mkdir(RUNNER_FOLDER, { recursive: true });
      for (const [path, text] of Object.entries(files)) await container.fs.writeFile(path, text);
      const process = await container.spawn('node', [script, mark, `${container.workdir}/${file}`], { env: { NO_COLOR: '1' } });
      process.input.close().catch(() => {
        // It has ended already.
      });
      return {
        stdout: chunksOf(process.stdout),
        stderr: chunksOf(process.stderr),
        exit: process.exit,
        kill: () => process.kill(),
      };
    },
  };
}

/** A stream's chunks. Not every browser can iterate over a stream itself. */
async function* chunksOf(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
