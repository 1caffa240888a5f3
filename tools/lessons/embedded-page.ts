// The page in which the doctor judges lessons in the embedded container, with the checks as the page of the site runs them. It is no part of the site.
import { runContainerChecks } from '../../src/checks/container-checks.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import type { OutsideWorld } from '../../src/container/container.ts';
import { bootContainer } from '../../src/container/boot.ts';
import { loadSeed } from '../../src/container/postgres/client.ts';
import type { CheckFile, LessonDatabase } from '../../src/lesson/lesson.ts';

/** A start or a solution, as it comes over from the doctor. */
export interface EmbeddedVariant {
  readonly files: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  /** what stands after `node` */
  readonly args: readonly string[];
  readonly port: number;
  readonly checks: readonly CheckFile[];
  /** text of the module that plays the outside world (upstream.ts of this folder) */
  readonly upstream?: string;
  readonly database?: LessonDatabase;
}

export interface EmbeddedOutcome {
  readonly verdicts: readonly Verdict[];
  /** why the program does not listen */
  readonly reason?: string;
  readonly output: string;
  /** milliseconds of each run of the checks */
  readonly milliseconds: readonly number[];
}

declare global {
  // Called by tools/lessons/embedded.ts.
  var judgeVariant: (variant: EmbeddedVariant, runs?: number) => Promise<EmbeddedOutcome>;
}

const listenMilliseconds = 10_000;

globalThis.judgeVariant = async (variant, runs = 1) => {
  const container = await bootContainer();
  const listeners = new Set<(stream: 'stdout' | 'stderr', text: string) => void>();
  let output = '';
  try {
    if (variant.upstream !== undefined) {
      const address = URL.createObjectURL(new Blob([variant.upstream], { type: 'text/javascript' }));
      const { world } = (await import(/* @vite-ignore */ address)) as { world: OutsideWorld };
      container.playOutside?.(world);
    }
    if (variant.database !== undefined) {
      if (container.postgres === undefined) throw new Error('this container has no Postgres');
      await container.postgres.start();
      if (variant.database.seed !== '') await loadSeed(await container.postgres.connect(), variant.database.seed);
    }
    await container.addPackages(variant.packages);
    for (const [path, text] of Object.entries(variant.files)) {
      const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
      if (folder !== '') await container.fs.mkdir(folder, { recursive: true });
      await container.fs.writeFile(path, text);
    }
    const listening = new Promise<string | undefined>((resolve) => {
      container.on('port', (port, type) => {
        if (type === 'open') resolve(port === variant.port ? undefined : `the program listens on port ${port}, not on ${variant.port}`);
      });
    });
    const program = await container.spawn('node', variant.args);
    const hear = async (stream: 'stdout' | 'stderr', from: ReadableStream<string>): Promise<void> => {
      const reader = from.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        output += part.value;
        for (const listener of listeners) listener(stream, part.value);
      }
    };
    void hear('stdout', program.stdout);
    void hear('stderr', program.stderr);
    const late = new Promise<string>((resolve) => setTimeout(resolve, listenMilliseconds, `nothing listens on port ${variant.port} after ${listenMilliseconds / 1000} s`));
    const ended = program.exit.then((code) => `the program ended with exit code ${code} before it listened`);
    const reason = await Promise.race([listening, ended, late]);
    const milliseconds: number[] = [];
    let verdicts: Verdict[] = [];
    for (let run = 0; run < runs; run++) {
      verdicts = [];
      const began = performance.now();
      await runContainerChecks({
        files: variant.checks,
        container,
        port: variant.port,
        signal: new AbortController().signal,
        onOutput: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        onStart: () => undefined,
        onVerdict: (verdict) => verdicts.push(verdict),
      });
      milliseconds.push(performance.now() - began);
    }
    return { verdicts, output, milliseconds, ...(reason === undefined ? {} : { reason }) };
  } finally {
    container.teardown();
  }
};
