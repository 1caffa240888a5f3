// The shells that are open in the terminal: each is a process of the container and the screen that shows it. They outlive the
// panel, which may be closed or moved; without React, so that how a shell begins, ends and begins again has a test.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Container, ContainerProcess } from '../../container/container.ts';

/** Where a shell's output is shown and its input typed; xterm.js, or a test's. */
export interface Screen {
  readonly cols: number;
  readonly rows: number;
  write(text: string): void;
  /** empties it and forgets all modes that a program has set */
  reset(): void;
  onInput(listener: (text: string) => void): void;
  onResize(listener: (size: { cols: number; rows: number }) => void): void;
  dispose(): void;
}

export type ShellStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly code: number }
  /** the container is gone, or never came */
  | { readonly kind: 'lost'; readonly message: string };

export interface OpenShell<S extends Screen = Screen> {
  readonly id: number;
  readonly screen: S;
  readonly status: ShellStatus;
}

export interface TerminalsState<S extends Screen = Screen> {
  readonly shells: readonly OpenShell<S>[];
  /** id of the one that is shown */
  readonly active: number | null;
}

export interface TerminalsOptions<S extends Screen> {
  /** the container with the learner's files in it */
  container(): Promise<Container>;
  createScreen(): S;
  /** added to the environment of each shell */
  environment?(): Readonly<Record<string, string>>;
}

/** The shell that a terminal runs. */
const COMMAND = 'jsh';

export class Terminals<S extends Screen> {
  readonly state: StoreApi<TerminalsState<S>>;
  readonly #options: TerminalsOptions<S>;
  readonly #processes = new Map<number, ContainerProcess>();
  #next = 1;

  constructor(options: TerminalsOptions<S>) {
    this.#options = options;
    this.state = createStore<TerminalsState<S>>(() => ({ shells: [], active: null }));
  }

  /** Opens another shell and shows it. */
  open(): number {
    const id = this.#next++;
    const screen = this.#options.createScreen();
    this.state.setState(({ shells }) => ({ shells: [...shells, { id, screen, status: { kind: 'starting' } }], active: id }));
    const input: { writer: WritableStreamDefaultWriter<string> | undefined; of: ContainerProcess | undefined } = { writer: undefined, of: undefined };
    screen.onInput((text) => {
      const process = this.#processes.get(id);
      if (process === undefined) {
        // Any Enter begins anew where a shell has ended.
        const status = this.#find(id)?.status.kind;
        if ((status === 'ended' || status === 'lost') && text.includes('\r')) void this.restart(id);
        return;
      }
      if (input.of !== process) {
        input.of = process;
        input.writer = process.input.getWriter();
      }
      input.writer?.write(text).catch(() => {});
    });
    screen.onResize((size) => this.#processes.get(id)?.resize(size));
    void this.#start(id);
    return id;
  }

  /** Begins a shell anew on the same screen. */
  async restart(id: number): Promise<void> {
    const shell = this.#find(id);
    if (shell === undefined) return;
    this.#processes.get(id)?.kill();
    this.#processes.delete(id);
    shell.screen.reset();
    await this.#start(id);
  }

  /** Ends a shell and takes it off the screen. */
  close(id: number): void {
    const { shells, active } = this.state.getState();
    const at = shells.findIndex((shell) => shell.id === id);
    if (at < 0) return;
    this.#processes.get(id)?.kill();
    this.#processes.delete(id);
    shells[at]?.screen.dispose();
    const rest = shells.filter((shell) => shell.id !== id);
    this.state.setState({ shells: rest, active: active === id ? ((rest[at] ?? rest[at - 1])?.id ?? null) : active });
  }

  show(id: number): void {
    if (this.#find(id) !== undefined) this.state.setState({ active: id });
  }

  #find(id: number): OpenShell<S> | undefined {
    return this.state.getState().shells.find((shell) => shell.id === id);
  }

  #set(id: number, status: ShellStatus): void {
    this.state.setState(({ shells }) => ({ shells: shells.map((shell) => (shell.id === id ? { ...shell, status } : shell)) }));
  }

  async #start(id: number): Promise<void> {
    const shell = this.#find(id);
    if (shell === undefined) return;
    const { screen } = shell;
    this.#set(id, { kind: 'starting' });
    let process: ContainerProcess;
    let lost: string | undefined;
    let forget = (): void => {};
    try {
      const container = await this.#options.container();
      forget = container.on('error', ({ message, code }) => {
        if (code !== 'PACKAGE_FAILED') lost = message;
      });
      process = await container.spawn(COMMAND, [], { terminal: { cols: screen.cols, rows: screen.rows }, env: this.#options.environment?.() ?? {} });
    } catch (error) {
      forget();
      if (this.#find(id) !== undefined) this.#set(id, { kind: 'lost', message: error instanceof Error ? error.message : String(error) });
      return;
    }
    if (this.#find(id) === undefined) {
      process.kill();
      return forget();
    }
    this.#processes.set(id, process);
    this.#set(id, { kind: 'running' });
    // The panel may have got its size while the shell began.
    process.resize({ cols: screen.cols, rows: screen.rows });
    const shown = process.output.pipeTo(new WritableStream({ write: (text) => screen.write(text) })).catch(() => {});
    const [code] = await Promise.all([process.exit, shown]);
    forget();
    if (this.#processes.get(id) !== process) return;
    this.#processes.delete(id);
    this.#set(id, lost === undefined ? { kind: 'ended', code } : { kind: 'lost', message: lost });
  }
}
