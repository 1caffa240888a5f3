// Runs shell scripts: POSIX's shell command language with what scripts use of bash's. The parser is just-bash's; it is run
// here, because commands have to stream: what `node server.js` prints must be seen while it runs.
import { closeSync, openSync, statSync } from 'node:fs';
import { parse } from 'just-bash';
import type { ArithmeticExpression, Assignment, Command, CommandNode, ConditionalNode, FunctionDefinition, HereDocument, PipelineNode, Redirection, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from './ast.ts';
import { BUILTINS, DECLARATIONS, isSpecialBuiltin } from './builtins.ts';
import { findCommand, type Found } from './commands.ts';
import { FunctionReturn, Interrupted, LoopJump, reasonOf, ShellError, ShellExit } from './errors.ts';
import { Expander, quote } from './expand.ts';
import { BadDescriptor, BrokenPipe, closedChannel, deviceChannel, fileChannel, Io, nullChannel, Pipe, readAll, type Channel } from './io.ts';
import { matchesPattern, patternSource } from './pattern.ts';
import { runProcess } from './process.ts';
import { runFile } from './scripts.ts';
import { NAME, type Job, type ShellState } from './state.ts';
import { testFile, compareFiles, integer } from './test-command.ts';

/** A process that a command has started. */
interface Child {
  /** resolves with its exit status as the shell has it */
  readonly exited: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

const SIGINT_STATUS = 130;

/** What a command that runs may be ended by, and what it has started. */
export class Control {
  readonly #controller = new AbortController();
  readonly #children = new Set<Child>();
  #reject: (reason: Interrupted) => void = () => {};
  /** rejects with Interrupted once the command was interrupted and its children are gone */
  readonly interrupted: Promise<never>;
  /** whether it runs behind the shell's back (`&`) */
  readonly background: boolean;
  /** told of each process that is started */
  onSpawn: ((pid: number) => void) | undefined;

  constructor({ background = false } = {}) {
    this.background = background;
    this.interrupted = new Promise((_, reject) => (this.#reject = reject));
    this.interrupted.catch(() => {});
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get busy(): boolean {
    return this.#children.size > 0;
  }

  /** @throws Interrupted */
  check(): void {
    if (this.#controller.signal.aborted) throw this.#controller.signal.reason;
  }

  add(pid: number, child: Child): void {
    this.#children.add(child);
    this.onSpawn?.(pid);
    void child.exited.finally(() => this.#children.delete(child));
  }

  /** Sends a signal to all that runs. */
  kill(signal: NodeJS.Signals): void {
    for (const child of this.#children) child.kill(signal);
  }

  /**
   * Ends the command when its children have ended; they were told already, or are told by `kill`. As in bash, a program that
   * answers Ctrl+C by ending in its own way has dealt with it: the shell goes on behind it.
   */
  interrupt(reason = new Interrupted()): void {
    const children = [...this.#children].map(({ exited }) => exited);
    if (children.length === 0 || reason.signal !== 'SIGINT') this.#controller.abort(reason);
    void Promise.all(children).then((statuses) => {
      if (statuses.length > 0 && reason.signal === 'SIGINT' && !statuses.includes(SIGINT_STATUS)) return;
      this.#controller.abort(reason);
      this.#reject(reason);
    });
  }
}

/** What a list of commands runs in; `exec >file` changes the channels of all that follow. */
export interface Scope {
  io: Io;
}

/** What a built-in command is given. */
export interface Invocation {
  readonly shell: Shell;
  readonly state: ShellState;
  readonly name: string;
  readonly args: readonly string[];
  readonly scope: Scope;
  readonly io: Io;
  /** variables set for this command alone (`A=1 command`), with the exported ones of the shell */
  readonly env: Readonly<Record<string, string>>;
  readonly control: Control;
}

const SIGPIPE_STATUS = 141;
const EXPANSION_LIMIT = 16;

/** A shell, or the subshell of one. */
export class Shell {
  readonly state: ShellState;
  readonly expander: Expander;
  /** history of an interactive shell, oldest first */
  history: readonly string[] = [];
  #substitutionStatus: number | undefined;

  constructor(state: ShellState) {
    this.state = state;
    this.expander = new Expander({
      state,
      parse: (script) => parse(script),
      parseArithmetic: parseArithmeticText,
      substitute: (script) => this.#substitute(script),
    });
  }

  /** The channels of the command that a substitution is written in. */
  #scope: Scope = { io: new Io(new Map()) };
  #control = new Control();

  /**
   * Runs a script to its end, its EXIT trap included.
   * @returns the exit status
   * @throws Interrupted
   */
  async run(source: string, io: Io, control: Control): Promise<number> {
    const scope = { io };
    let status: number;
    try {
      status = await this.evaluate(source, scope, control);
    } catch (error) {
      if (error instanceof ShellExit) status = error.status;
      else if (error instanceof FunctionReturn) status = error.status;
      else {
        if (error instanceof Interrupted) await this.runTrap('EXIT', scope, new Control()).catch(() => {});
        throw error;
      }
    }
    this.state.status = status;
    try {
      await this.runTrap('EXIT', scope, control);
    } catch (error) {
      if (error instanceof ShellExit) return error.status;
      throw error;
    }
    return status;
  }

  async runTrap(name: string, scope: Scope, control: Control): Promise<boolean> {
    const action = this.state.traps.get(name);
    if (action === undefined || action === '') return action !== undefined;
    if (name === 'EXIT') this.state.traps.delete(name);
    const { status } = this.state;
    await this.evaluate(action, scope, control);
    this.state.status = status;
    return true;
  }

  /** Parses and runs text in this very shell: `eval`, a line typed. @throws what ends a command early (errors.ts) */
  async evaluate(source: string, scope: Scope, control: Control): Promise<number> {
    let script: ScriptNode;
    try {
      script = parse(source);
    } catch (error) {
      await this.complain(syntaxMessage(error), scope.io);
      this.state.status = 2;
      if (!this.state.interactive) throw new ShellExit(2);
      return 2;
    }
    return this.statements(script.statements, scope, control);
  }

  /** Prints a message as the shell's own. */
  complain(message: string, io: Io): Promise<void> {
    const where = this.state.interactive ? '' : `line ${this.state.line}: `;
    return io.printError(`${this.state.name}: ${where}${message}\n`).catch(() => {});
  }

  async statements(list: readonly StatementNode[], scope: Scope, control: Control): Promise<number> {
    let status = list.length === 0 ? 0 : this.state.status;
    for (const statement of list) status = await this.#statement(statement, scope, control);
    return status;
  }

  async #statement(statement: StatementNode, scope: Scope, control: Control): Promise<number> {
    control.check();
    if (statement.deferredError !== undefined) {
      await this.complain(statement.deferredError.message, scope.io);
      throw new ShellExit(2);
    }
    const empty = statement.pipelines.length === 1 && statement.pipelines[0]?.commands.length === 1 && isNothing(statement.pipelines[0].commands[0] as CommandNode);
    // What just-bash's parser makes of a stray `)`.
    if (empty) return this.state.status;
    if (this.state.options.has('noexec') && !this.state.interactive) return 0;
    if (statement.background) return this.#background(statement, scope);
    const { pipelines, operators } = statement;
    let status = 0;
    for (const [index, pipeline] of pipelines.entries()) {
      const operator = operators[index - 1];
      if (operator === '&&' && status !== 0) continue;
      if (operator === '||' && status === 0) continue;
      const last = index === pipelines.length - 1;
      if (!last || pipeline.negated) this.state.conditionDepth++;
      try {
        status = await this.#pipeline(pipeline, scope, control);
      } finally {
        if (!last || pipeline.negated) this.state.conditionDepth--;
      }
      this.state.status = status;
      if (status !== 0 && last && !pipeline.negated && this.state.options.has('errexit') && this.state.conditionDepth === 0) throw new ShellExit(status);
    }
    return status;
  }

  async #background(statement: StatementNode, scope: Scope): Promise<number> {
    const { state } = this;
    const control = new Control({ background: true });
    const child = new Shell(state.fork());
    child.state.interactive = false;
    const io = scope.io.stdin.isTerminal || !state.interactive ? scope.io.with(0, nullChannel) : scope.io;
    const started = new Promise<number>((resolve) => (control.onSpawn = resolve));
    const done = child.asSubshell({ io }, control, (inner) => child.statements([{ ...statement, background: false }], inner, control));
    const id = (state.jobs.at(-1)?.id ?? 0) + 1;
    const soon = new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)));
    const text = statement.sourceText ?? '';
    const job: Job = {
      id,
      pid: 0,
      text: text.replace(/\s*&\s*$/, ''),
      done,
      status: undefined,
      signal(name) {
        control.kill(name);
        if (!control.busy && name !== 'SIGCONT') control.interrupt(new Interrupted(name === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'));
      },
    };
    void done.then((status) => (job.status = status));
    state.jobs.push(job);
    job.pid = (await Promise.race([started, done.then(() => undefined), soon])) ?? state.pid + id;
    control.onSpawn = undefined;
    state.lastBackground = job.pid;
    if (state.interactive) await scope.io.printError(`[${id}] ${job.pid}\n`);
    state.status = 0;
    return 0;
  }

  /** Runs something as a subshell's whole work. Never rejects but for bugs: an interrupted one gives 128 + signal. */
  async asSubshell(scope: Scope, control: Control, work: (scope: Scope) => Promise<number>): Promise<number> {
    let status: number;
    try {
      status = await work(scope);
    } catch (error) {
      status = await this.#subshellStatus(error, scope);
    }
    this.state.status = status;
    try {
      await this.runTrap('EXIT', scope, control);
    } catch (error) {
      return this.#subshellStatus(error, scope);
    }
    return status;
  }

  async #subshellStatus(error: unknown, scope: Scope): Promise<number> {
    if (error instanceof ShellExit || error instanceof FunctionReturn) return error.status;
    if (error instanceof LoopJump) return 0;
    if (error instanceof BrokenPipe) return SIGPIPE_STATUS;
    if (error instanceof Interrupted) return statusOfInterrupt(error);
    if (error instanceof ShellError) {
      await this.complain(error.message, scope.io);
      return error.status;
    }
    throw error;
  }

  async #pipeline(pipeline: PipelineNode, scope: Scope, control: Control): Promise<number> {
    const started = performance.now();
    const work = pipeline.commands.length === 1 ? this.#alone(pipeline.commands[0] as CommandNode, scope, control) : this.#piped(pipeline, scope, control);
    work.catch(() => {});
    const status = await Promise.race([work, control.interrupted]);
    if (pipeline.timed) await scope.io.printError(timeReport(performance.now() - started, pipeline.timePosix === true));
    return pipeline.negated ? Number(status === 0) : status;
  }

  async #alone(command: CommandNode, scope: Scope, control: Control): Promise<number> {
    try {
      return await this.command(command, scope, control);
    } catch (error) {
      if (error instanceof BrokenPipe) return SIGPIPE_STATUS;
      if (!(error instanceof ShellError)) throw error;
      await this.complain(error.message, scope.io);
      this.state.status = error.status;
      // An expansion that fails ends a script (POSIX 2.8.1).
      if (!this.state.interactive) throw new ShellExit(error.status);
      return error.status;
    }
  }

  async #piped({ commands, pipeStderr }: PipelineNode, scope: Scope, control: Control): Promise<number> {
    const pipes = commands.slice(1).map(() => new Pipe());
    const runs = commands.map(async (command, index) => {
      const [input, output] = [pipes[index - 1], pipes[index]];
      let io = scope.io;
      if (input !== undefined) io = io.with(0, input.reader);
      if (output !== undefined) io = io.with(1, output.writer);
      if (output !== undefined && pipeStderr?.[index]) io = io.with(2, output.writer);
      const child = new Shell(this.state.fork());
      try {
        return await child.asSubshell({ io }, control, (inner) => child.command(command, inner, control));
      } finally {
        input?.reader.close();
        output?.writer.close();
      }
    });
    const statuses = await Promise.all(runs);
    this.state.setArray('PIPESTATUS', statuses.map(String));
    const failed = this.state.options.has('pipefail') ? statuses.findLast((status) => status !== 0) : statuses.at(-1);
    return failed ?? 0;
  }

  /** Runs one command. @throws ShellError for what the shell itself finds wrong with it */
  async command(command: CommandNode, scope: Scope, control: Control): Promise<number> {
    control.check();
    if (command.line !== undefined && command.line > 0) this.state.line = command.line;
    if (command.type === 'SimpleCommand') return this.#simple(command, scope, control, 0);
    if (command.type === 'FunctionDef') {
      this.state.functions.set(command.name, command);
      return 0;
    }
    return this.#redirected(command.redirections, scope, async (inner) => this.#compound(command, inner, control));
  }

  /** @throws ShellError from redirections; a failed one of a simple or compound command gives status 1 */
  async #redirected(redirections: readonly Redirection[], scope: Scope, work: (scope: Scope) => Promise<number>): Promise<number> {
    if (redirections.length === 0) return work(scope);
    const opened: Channel[] = [];
    try {
      let io: Io;
      try {
        io = await this.redirect(redirections, scope.io, opened);
      } catch (error) {
        if (!(error instanceof ShellError)) throw error;
        await this.complain(error.message, scope.io);
        return 1;
      }
      return await work({ io });
    } finally {
      for (const channel of opened) channel.close();
    }
  }

  async #compound(command: Exclude<CommandNode, SimpleCommandNode | FunctionDefinition>, scope: Scope, control: Control): Promise<number> {
    switch (command.type) {
      case 'Group':
        return this.statements(command.body, scope, control);
      case 'Subshell': {
        const child = new Shell(this.state.fork());
        return child.asSubshell({ io: scope.io }, control, (inner) => child.statements(command.body, inner, control));
      }
      case 'If':
        for (const { condition, body } of command.clauses) {
          if ((await this.#condition(condition, scope, control)) === 0) return this.statements(body, scope, control);
        }
        return command.elseBody === null ? 0 : this.statements(command.elseBody, scope, control);
      case 'While':
      case 'Until': {
        const goOn = command.type === 'While' ? (status: number) => status === 0 : (status: number) => status !== 0;
        return this.#loop(async () => goOn(await this.#condition(command.condition, scope, control)), command.body, scope, control);
      }
      case 'For': {
        const values = command.words === null ? [...this.state.positional] : await this.expander.words(command.words);
        return this.#loop(() => {
          const value = values.shift();
          if (value !== undefined) this.state.set(command.variable, value);
          return Promise.resolve(value !== undefined);
        }, command.body, scope, control);
      }
      case 'CStyleFor': {
        const value = async (expression: typeof command.init): Promise<bigint> => (expression === null ? 1n : this.expander.evaluate(expression));
        await value(command.init);
        let first = true;
        return this.#loop(async () => {
          if (!first) await value(command.update);
          first = false;
          return (await value(command.condition)) !== 0n;
        }, command.body, scope, control);
      }
      case 'Case':
        return this.#case(command, scope, control);
      case 'ArithmeticCommand':
        return Number((await this.expander.evaluate(command.expression)) === 0n);
      case 'ConditionalCommand':
        return Number(!(await this.#conditional(command.expression)));
    }
  }

  async #condition(list: readonly StatementNode[], scope: Scope, control: Control): Promise<number> {
    this.state.conditionDepth++;
    try {
      return await this.statements(list, scope, control);
    } finally {
      this.state.conditionDepth--;
    }
  }

  async #loop(next: () => Promise<boolean>, body: readonly StatementNode[], scope: Scope, control: Control): Promise<number> {
    let status = 0;
    this.state.loopDepth++;
    let turns = 0;
    try {
      for (;;) {
        try {
          control.check();
          // A loop of built-in commands alone would never let a signal in.
          if (++turns % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
          if (!(await next())) return status;
          status = await this.statements(body, scope, control);
        } catch (error) {
          if (!(error instanceof LoopJump)) throw error;
          if (error.levels > 1) {
            error.levels--;
            throw error;
          }
          status = 0;
          if (error.kind === 'break') return 0;
        }
      }
    } finally {
      this.state.loopDepth--;
    }
  }

  async #case({ word, items }: Command<'Case'>, scope: Scope, control: Control): Promise<number> {
    const subject = await this.expander.single(word);
    let status = 0;
    let fallThrough = false;
    for (const { patterns, body, terminator } of items) {
      let matches = fallThrough;
      for (const pattern of matches ? [] : patterns) {
        if (matchesPattern(subject, await this.expander.pieces(pattern))) matches = true;
        if (matches) break;
      }
      if (!matches) continue;
      status = await this.statements(body, scope, control);
      if (terminator === ';;') return status;
      fallThrough = terminator === ';&';
    }
    return status;
  }

  async #conditional(node: ConditionalNode): Promise<boolean> {
    const { expander } = this;
    switch (node.type) {
      case 'CondNot':
        return !(await this.#conditional(node.operand));
      case 'CondAnd':
        return (await this.#conditional(node.left)) && (await this.#conditional(node.right));
      case 'CondOr':
        return (await this.#conditional(node.left)) || (await this.#conditional(node.right));
      case 'CondGroup':
        return this.#conditional(node.expression);
      case 'CondWord':
        return (await expander.single(node.word)) !== '';
      case 'CondUnary':
        return testFile(node.operator, await expander.single(node.operand), this.state);
      case 'CondBinary': {
        const left = await expander.single(node.left);
        switch (node.operator) {
          case '=':
          case '==':
            return matchesPattern(left, await expander.pieces(node.right));
          case '!=':
            return !matchesPattern(left, await expander.pieces(node.right));
          case '=~': {
            const source = (await expander.pieces(node.right)).map(({ text, quoted }, index) => {
              // The parser hands literals over as they are: only what stands in quotes is not a regular expression.
              const part = node.right.parts[index];
              return quoted && (part?.type === 'DoubleQuoted' || part?.type === 'SingleQuoted') ? patternSource([{ text, quoted: true }]) : text;
            });
            const match = new RegExp(source.join(''), 'u').exec(left);
            this.state.setArray('BASH_REMATCH', match === null ? [] : [...match].map((group) => group ?? ''));
            return match !== null;
          }
          case '<':
            return left < (await expander.single(node.right));
          case '>':
            return left > (await expander.single(node.right));
          case '-nt':
          case '-ot':
          case '-ef':
            return compareFiles(this.state.path(left), node.operator, this.state.path(await expander.single(node.right)));
          default: {
            const [a, b] = [expander.arithmetic.evaluateText(left), expander.arithmetic.evaluateText(await expander.single(node.right))];
            return integer(a, node.operator, b);
          }
        }
      }
    }
  }

  // ---- simple commands ----

  async #simple(command: SimpleCommandNode, scope: Scope, control: Control, aliasDepth: number): Promise<number> {
    const aliased = this.#withoutAlias(command, aliasDepth);
    if (aliased !== undefined) return aliased.type === 'SimpleCommand' ? this.#simple(aliased, scope, control, aliasDepth + 1) : this.command(aliased, scope, control);
    this.#scope = scope;
    this.#control = control;
    this.#substitutionStatus = undefined;
    const words = await this.#words(command);
    const [name, ...args] = words;
    if (name === undefined) {
      for (const assignment of command.assignments) await this.assign(assignment);
      await this.#trace(command.assignments, [], scope.io);
      return this.#redirected(command.redirections, scope, () => Promise.resolve(this.#substitutionStatus ?? 0));
    }
    await this.#trace(command.assignments, words, scope.io);
    if (name === 'exec') return this.#exec(command, args, scope, control);
    return this.#redirected(command.redirections, scope, async ({ io }) => {
      const restore = await this.#temporary(command.assignments, isSpecialBuiltin(name));
      try {
        return await this.invoke(name, args, { io, outer: scope }, control);
      } finally {
        restore();
      }
    });
  }

  /** The command with the alias of its name put in; undefined when it has none. */
  #withoutAlias(command: SimpleCommandNode, depth: number): CommandNode | undefined {
    const part = command.name?.parts.length === 1 ? command.name.parts[0] : undefined;
    const text = part?.type === 'Literal' ? this.state.aliases.get(part.value) : undefined;
    if (text === undefined || depth >= EXPANSION_LIMIT || (depth > 0 && part?.type === 'Literal' && text.trimStart().startsWith(part.value))) return undefined;
    const script = parse(text);
    const first = script.statements[0]?.pipelines[0]?.commands[0];
    if (script.statements.length !== 1 || script.statements[0]?.pipelines.length !== 1 || first?.type !== 'SimpleCommand') {
      throw new ShellError(`alias ${part?.type === 'Literal' ? part.value : ''}: only one simple command can be an alias in this shell; a function can be anything`);
    }
    const merged: SimpleCommandNode = {
      ...command,
      name: first.name,
      assignments: [...first.assignments, ...command.assignments],
      args: [...first.args, ...command.args],
      redirections: [...first.redirections, ...command.redirections],
    };
    // `alias ls='ls -l'` is not expanded again.
    const same = first.name?.parts[0]?.type === 'Literal' && part?.type === 'Literal' && first.name.parts[0].value === part.value;
    return same ? { ...merged, name: { type: 'Word', parts: [{ type: 'Escaped', value: part.value }] } } : merged;
  }

  async #words(command: SimpleCommandNode): Promise<string[]> {
    if (command.name === null) return [];
    const first = command.name.parts[0];
    if (first?.type !== 'Literal' || !DECLARATIONS.has(first.value)) return this.expander.words([command.name, ...command.args]);
    // `export A=$b` does not split what it assigns.
    const words = await this.expander.words([command.name]);
    for (const word of command.args) {
      const start = word.parts[0];
      const assigns = start?.type === 'Literal' && /^[A-Za-z_]\w*\+?=/.test(start.value);
      words.push(...(assigns ? [await this.expander.single(word)] : await this.expander.words([word])));
    }
    return words;
  }

  async #trace(assignments: readonly Assignment[], words: readonly string[], io: Io): Promise<void> {
    if (!this.state.options.has('xtrace')) return;
    const shown = assignments.filter(({ array }) => array === null).map(async ({ name, value }) => `${name}=${shellWord(await this.expander.single(value))}`);
    const line = [...(await Promise.all(shown)), ...words.map(shellWord)].join(' ');
    await io.printError(`${this.state.get('PS4') ?? '+ '}${line}\n`);
  }

  /** Performs an assignment. */
  async assign({ name, value, append, array }: Assignment): Promise<void> {
    const { state, expander } = this;
    if (array !== null) {
      const values = await expander.words(array);
      if (values.some((_, index) => array[index]?.parts[0]?.type === 'Literal' && /^\[.+\]=/.test((array[index].parts[0] as { value: string }).value))) {
        throw new ShellError(`${name}=([index]=value): not supported by this shell`);
      }
      state.setArray(name, append ? [...(state.array(name) ?? []), ...values] : values);
      return;
    }
    const text = await expander.single(value);
    const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(name);
    if (element !== null) {
      const index = await expander.subscript(element[2] as string);
      const before = append ? (state.array(element[1] as string)?.[index] ?? '') : '';
      state.setElement(element[1] as string, index, before + text);
      return;
    }
    if (!NAME.test(name)) throw new ShellError(`${name}: not a valid identifier`);
    state.set(name, append ? (state.get(name) ?? '') + text : text);
    if (state.options.has('allexport')) state.export(name);
  }

  /** Sets variables for one command. @returns puts the old ones back */
  async #temporary(assignments: readonly Assignment[], keep: boolean): Promise<() => void> {
    const saved = new Map<string, ReturnType<typeof this.state.variables.get>>();
    for (const assignment of assignments) {
      const { name } = assignment;
      if (!saved.has(name)) {
        const before = this.state.variables.get(name);
        saved.set(name, before && { ...before });
      }
      await this.assign(assignment);
      if (!keep) this.state.export(name);
    }
    return () => {
      if (keep) return;
      for (const [name, before] of saved) {
        if (before === undefined) this.state.variables.delete(name);
        else this.state.variables.set(name, before);
      }
    };
  }

  async #exec(command: SimpleCommandNode, args: readonly string[], scope: Scope, control: Control): Promise<number> {
    const [name, ...rest] = args;
    if (name === undefined) {
      scope.io = await this.redirect(command.redirections, scope.io, []);
      return 0;
    }
    const status = await this.#redirected(command.redirections, scope, async ({ io }) => {
      const restore = await this.#temporary(command.assignments, false);
      try {
        return await this.invoke(name, rest, { io, outer: scope, builtins: false }, control);
      } finally {
        restore();
      }
    });
    throw new ShellExit(status);
  }

  /** Runs a command by name: function, built-in, or what PATH gives. */
  async invoke(name: string, args: readonly string[], at: { io: Io; outer?: Scope; builtins?: boolean; functions?: boolean }, control: Control): Promise<number> {
    const { state } = this;
    const { io } = at;
    const body = at.functions === false || at.builtins === false ? undefined : state.functions.get(name);
    if (body !== undefined) return this.#callFunction(body, args, { io }, control);
    const builtin = at.builtins === false ? undefined : BUILTINS.get(name);
    const invocation: Invocation = { shell: this, state, name, args, io, scope: at.outer ?? { io }, env: state.environment(), control };
    try {
      if (builtin !== undefined) return await builtin({ ...invocation, scope: redirectedScope(invocation) });
      return await this.#runNamed(name, invocation);
    } catch (error) {
      if (!(error instanceof BadDescriptor)) throw error;
      await this.complain(`${name}: write error: ${error.message}`, io);
      return 1;
    }
  }

  async #runNamed(name: string, invocation: Invocation): Promise<number> {
    const { state, io } = invocation;
    const found = findCommand(name, state);
    if (typeof found === 'string') {
      await this.complain(`${name}: ${found}`, io);
      return found.endsWith('not found') || found.startsWith('No such') ? 127 : 126;
    }
    return this.#runFound(found, invocation);
  }

  async #runFound(found: Found, invocation: Invocation): Promise<number> {
    switch (found.kind) {
      case 'program':
        return runProcess('node', invocation.args, invocation);
      case 'command':
        return found.run(invocation);
      case 'file':
        return runFile(found.path, invocation);
    }
  }

  async #callFunction(definition: FunctionDefinition, args: readonly string[], scope: Scope, control: Control): Promise<number> {
    const { state } = this;
    const saved = state.positional;
    if (state.functionDepth > 1000) throw new ShellError(`${definition.name}: maximum function nesting level exceeded (1000)`);
    const loops = state.loopDepth;
    state.loopDepth = 0;
    state.positional = [...args];
    state.enterFunction();
    try {
      return await this.#redirected(definition.redirections, scope, (inner) => this.command(definition.body, inner, control));
    } catch (error) {
      if (error instanceof FunctionReturn) return error.status;
      throw error;
    } finally {
      state.leaveFunction();
      state.positional = saved;
      state.loopDepth = loops;
    }
  }

  // ---- redirections ----

  /**
   * The channels after redirections. @param opened gets what has to be closed when the command is done
   * @throws ShellError when a file can't be opened
   */
  async redirect(redirections: readonly Redirection[], start: Io, opened: Channel[]): Promise<Io> {
    let io = start;
    for (const { fd, operator, target, fdVariable } of redirections) {
      if (fdVariable !== undefined) throw new ShellError(`{${fdVariable}}: choosing a descriptor is not supported by this shell`);
      if (target.type === 'HereDoc') {
        io = io.with(fd ?? 0, Pipe.of(new TextEncoder().encode(await this.#hereDocument(target))));
        continue;
      }
      if (operator === '<<<') {
        io = io.with(fd ?? 0, Pipe.of(new TextEncoder().encode(`${await this.expander.single(target)}\n`)));
        continue;
      }
      const word = await this.#redirectionWord(target);
      const both = operator === '&>' || operator === '&>>' || (operator === '>&' && fd === null && !/^(\d+|-)$/.test(word));
      if (!both && (operator === '>&' || operator === '<&')) {
        const own = fd ?? (operator === '>&' ? 1 : 0);
        if (word === '-') io = io.with(own, closedChannel);
        else {
          const source = /^\d+$/.test(word) ? io.get(Number(word)) : undefined;
          if (source === undefined || source === closedChannel) throw new ShellError(`${word}: Bad file descriptor`);
          io = io.with(own, source);
        }
        continue;
      }
      const channel = this.#open(word, both && operator !== '&>>' ? '>' : both ? '>>' : operator, io);
      opened.push(channel);
      if (both) io = io.with(1, channel).with(2, channel);
      else io = io.with(fd ?? (operator === '<' || operator === '<>' ? 0 : 1), channel);
    }
    return io;
  }

  async #redirectionWord(target: WordNode): Promise<string> {
    const words = await this.expander.words([target]);
    if (words.length !== 1) throw new ShellError(`${words.join(' ')}: ambiguous redirect`);
    return words[0] as string;
  }

  async #hereDocument({ content, stripTabs }: HereDocument): Promise<string> {
    const text = await this.expander.single(content);
    return stripTabs ? text.replace(/^\t+/gm, '') : text;
  }

  #open(word: string, operator: string, io: Io): Channel {
    const path = this.state.path(word);
    const device = deviceChannel(io, path);
    if (device !== undefined) return device;
    const flags = { '<': 'r', '>': 'w', '>>': 'a', '<>': 'r+', '>|': 'w' }[operator];
    if (flags === undefined) throw new ShellError(`${operator}: not supported by this shell`);
    if (operator === '>' && this.state.options.has('noclobber') && statSync(path, { throwIfNoEntry: false })?.isFile()) throw new ShellError(`${word}: cannot overwrite existing file`);
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      if (word === '') throw Object.assign(new Error(), { code: 'ENOENT' });
      if (operator === '<>' && statSync(path, { throwIfNoEntry: false }) === undefined) closeSync(openSync(path, 'w'));
      // Emptied, and then written at the end by whoever has it: programs and the shell itself share no position.
      if (flags === 'w') closeSync(openSync(path, 'w'));
      return fileChannel(openSync(path, flags === 'w' ? 'a' : flags));
    } catch (error) {
      throw new ShellError(`${word}: ${reasonOf(error)}`);
    }
  }

  async #substitute(script: ScriptNode): Promise<string> {
    const pipe = new Pipe(Number.POSITIVE_INFINITY);
    const child = new Shell(this.state.fork());
    const control = this.#control;
    child.state.interactive = false;
    const scope = { io: this.#scope.io.with(1, pipe.writer) };
    const file = readsFile(script);
    const status = file === undefined ? await child.asSubshell(scope, control, (inner) => child.statements(script.statements, inner, control)) : await this.#copyFile(file, pipe.writer);
    pipe.writer.close();
    control.check();
    this.#substitutionStatus = status;
    this.state.status = status;
    return Buffer.from(await readAll(pipe.reader)).toString().replaceAll('\0', '');
  }

  /** `$(<file)` */
  async #copyFile(redirection: Redirection, to: Channel): Promise<number> {
    const opened: Channel[] = [];
    const io = await this.redirect([redirection], this.#scope.io, opened);
    await to.write(await readAll(io.stdin));
    for (const channel of opened) channel.close();
    return 0;
  }
}

/** A built-in with redirections of its own must not change the shell's channels; one without works on the shell's. */
const redirectedScope = ({ io, scope }: Invocation): Scope => (scope.io === io ? scope : { io });

const isNothing = (command: CommandNode): boolean =>
  command.type === 'SimpleCommand' && command.name === null && command.assignments.length === 0 && command.redirections.length === 0;

function readsFile({ statements }: ScriptNode): Redirection | undefined {
  const command = statements.length === 1 && statements[0]?.pipelines.length === 1 && statements[0].pipelines[0]?.commands.length === 1 ? statements[0].pipelines[0].commands[0] : undefined;
  if (command?.type !== 'SimpleCommand' || command.name !== null || command.assignments.length > 0 || command.redirections.length !== 1) return undefined;
  return command.redirections[0]?.operator === '<' ? command.redirections[0] : undefined;
}

const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word));

/** The exit status of what a signal ended. */
export const statusOfInterrupt = ({ signal }: Interrupted): number => 128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal];

function timeReport(milliseconds: number, posix: boolean): string {
  const seconds = milliseconds / 1000;
  if (posix) return `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  return `\nreal\t${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s\n`;
}

/** What the parser found wrong, without its own position. */
function syntaxMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^(Parse error at \d+:\d+|line \d+): /, '').replace(/^Expected (\w+), got EOF$/, 'syntax error: unexpected end of file');
}

function parseArithmeticText(text: string): ArithmeticExpression {
  const command = parse(`((${text}))`).statements[0]?.pipelines[0]?.commands[0];
  if (command?.type !== 'ArithmeticCommand') throw new ShellError(`${text}: syntax error in expression`);
  return command.expression;
}
