// The errors that the present program has thrown, for the editor to mark. Cleared by the next run.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Session } from '../session.ts';
import { ThrownErrors, type ThrownError } from './thrown-errors.ts';

/** Errors kept: a program that throws on every request must not fill the page with them. */
const LIMIT = 50;

export class RuntimeProblems {
  readonly state: StoreApi<{ readonly thrown: readonly ThrownError[] }> = createStore(() => ({ thrown: [] }));
  private readers: Readonly<Record<'stdout' | 'stderr', ThrownErrors>> | null = null;

  /** @param textOf the text of one of the learner's files by its path; undefined where there is none */
  constructor(session: Pick<Session, 'state' | 'onOutput' | 'booted'>, textOf: (path: string) => string | undefined) {
    session.state.subscribe((now, before) => {
      // A new run, or another lesson.
      if (now.program.kind !== before.program.kind && ['idle', 'booting', 'starting'].includes(now.program.kind)) this.clear();
    });
    session.onOutput((stream, text) => {
      const workdir = session.booted?.workdir;
      if (workdir === undefined) return;
      this.readers ??= { stdout: new ThrownErrors(workdir, textOf), stderr: new ThrownErrors(workdir, textOf) };
      const found = this.readers[stream].read(text);
      if (found.length > 0) this.add(found);
    });
  }

  private add(found: readonly ThrownError[]): void {
    const thrown = [...this.state.getState().thrown];
    for (const error of found) {
      const known = thrown.some((other) => other.path === error.path && other.line === error.line && other.message === error.message);
      if (!known && thrown.length < LIMIT) thrown.push(error);
    }
    if (thrown.length !== this.state.getState().thrown.length) this.state.setState({ thrown });
  }

  private clear(): void {
    this.readers = null;
    if (this.state.getState().thrown.length > 0) this.state.setState({ thrown: [] });
  }
}
