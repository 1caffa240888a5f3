// internalBinding('sqlite'): what `node:sqlite` is (src/node_sqlite.cc), over SQLite as WebAssembly. The engine is started when
// the first database is opened. Extensions can't be loaded: they are native code.
import { codedError } from '../bytes.ts';
import type { BindingFactory } from '../environment.ts';
import { NotImplementedError, valueFromShape, type Binding } from '../shapes.ts';
import { backupOf } from '../sqlite-backup.ts';
import { asNodeClass, ownGetters, stateOf } from '../sqlite-classes.ts';
import { Code, SqliteEngine } from '../sqlite-engine.ts';
import {
  bindParameter, columnValue, UserFunctions, type AggregateOptions, type FunctionOptions,
} from '../sqlite-values.ts';
import { check, sqliteError, throwPending } from '../sqlite-errors.ts';
import { OPEN } from '../sqlite-files.ts';
import {
  booleanOption, bytesArgument, databasePath, functionOption, integerOption, invalidState, invalidType, optionsArgument, stringOption,
} from '../sqlite-arguments.ts';

// sqlite3_db_config.
const CONFIG_FOREIGN_KEYS = 1002;
const CONFIG_DEFENSIVE = 1010;
const CONFIG_DOUBLE_QUOTED_DML = 1013;
const CONFIG_DOUBLE_QUOTED_DDL = 1014;
// Flags of functions.
const UTF8 = 1;
const DETERMINISTIC = 0x800;
const DIRECT_ONLY = 0x80000;
// sqlite3_stmt_status.
const STATUS_REPREPARE = 5;
// sqlite3_deserialize.
const FREE_ON_CLOSE = 1;
const RESIZEABLE = 2;

const CHANGESET_ABORT = 2;
const ABORTED = 4;
const DENY = 1;
const LAST_AUTHORIZATION = 2;

/** Names of `limits` in Node's order, each at the place of its SQLITE_LIMIT_ number. */
const LIMITS = [
  'length', 'sqlLength', 'column', 'exprDepth', 'compoundSelect', 'vdbeOp', 'functionArg', 'attach', 'likePatternLength', 'variableNumber',
  'triggerDepth',
] as const;
const MAX_INT = 0x7fffffff;
const DEFAULT_TAG_STORE = 1000;

interface StatementOptions {
  readBigInts: boolean;
  returnArrays: boolean;
  allowBareNamedParameters: boolean;
  allowUnknownNamedParameters: boolean;
}

interface OpenConfiguration extends StatementOptions {
  readonly location: string;
  readonly readOnly: boolean;
  readonly foreignKeys: boolean;
  readonly doubleQuotedStrings: boolean;
  readonly allowExtension: boolean;
  readonly timeout: number;
  readonly defensive: boolean;
  readonly limits: ReadonlyMap<number, number>;
}

/** A connection. */
interface Connection {
  readonly configuration: OpenConfiguration;
  /** sqlite3*; 0 while it is closed */
  pointer: number;
  readonly statements: Set<StatementState>;
  readonly sessions: Set<SessionState>;
  authorizer: number | undefined;
  extensionsEnabled: boolean;
}

interface StatementState {
  readonly connection: Connection;
  /** sqlite3_stmt*; 0 once it is finalized */
  pointer: number;
  readonly options: StatementOptions;
  /** counts resets: an iterator that is older than the last is invalid */
  generation: number;
  bareNames: Map<string, string> | undefined;
  /** for each parameter without a name, its index */
  positions: readonly number[] | undefined;
  columns: { readonly names: readonly string[]; readonly preparations: number } | undefined;
}

interface SessionState {
  readonly connection: Connection;
  /** sqlite3_session*; 0 once it is closed */
  pointer: number;
}

type Row = Record<string, unknown> | unknown[];
type AnyFunction = (...args: unknown[]) => unknown;

const illegalConstructor = (): Error => codedError(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');

export const sqlite: BindingFactory = (env): Binding => {
  let engine: SqliteEngine | undefined;
  let functions: UserFunctions | undefined;
  const start = (): SqliteEngine => (engine ??= new SqliteEngine(env));
  const userFunctions = (): UserFunctions => (functions ??= new UserFunctions(start()));
  const connections = new WeakMap<object, Connection>();
  const statements = new WeakMap<object, StatementState>();
  const sessions = new WeakMap<object, SessionState>();
  /** callbacks of sqlite3_set_authorizer by their number */
  const authorizers = new Map<number, AnyFunction>();
  let nextAuthorizer = 1;
  let authorizerPointer = 0;
  /** set while the class itself makes an instance */
  let making = false;

  // What a program forgets without closing it gives its memory back.
  const forgottenStatements = new FinalizationRegistry<StatementState>((state) => finalize(state));

  function finalize(state: StatementState): void {
    state.connection.statements.delete(state);
    if (state.pointer !== 0) start().call('sqlite3_finalize', state.pointer);
    state.pointer = 0;
  }

  function openOf(object: unknown): Connection {
    const connection = stateOf(connections, object);
    if (connection.pointer === 0) throw invalidState('database is not open');
    return connection;
  }

  function open(connection: Connection): void {
    if (connection.pointer !== 0) throw invalidState('database is already open');
    const db = start();
    const { configuration } = connection;
    const flags = OPEN.uri | (configuration.readOnly ? OPEN.readOnly : OPEN.readWrite | OPEN.create);
    const { result, pointer } = db.withOut((out) => db.withText(configuration.location, (path) => db.call('sqlite3_open_v2', path, out, flags, 0)));
    if (result !== Code.OK) {
      const error = sqliteError(db, pointer);
      db.call('sqlite3_close_v2', pointer);
      throw error;
    }
    connection.pointer = pointer;
    const configure = (option: number, on: boolean): void => check(db, pointer, db.call('sqlite3__wasm_db_config_ip', pointer, option, on ? 1 : 0, 0));
    configure(CONFIG_DOUBLE_QUOTED_DML, configuration.doubleQuotedStrings);
    configure(CONFIG_DOUBLE_QUOTED_DDL, configuration.doubleQuotedStrings);
    configure(CONFIG_FOREIGN_KEYS, configuration.foreignKeys);
    configure(CONFIG_DEFENSIVE, configuration.defensive);
    // This build's default is 8192; Node's databases have pages of 4096 bytes. It counts for databases that are still empty.
    db.withText('PRAGMA page_size=4096', (text) => db.call('sqlite3_exec', pointer, text, 0, 0, 0));
    db.call('sqlite3_busy_timeout', pointer, configuration.timeout);
    for (const [limit, value] of configuration.limits) db.call('sqlite3_limit', pointer, limit, value);
  }

  function close(connection: Connection): void {
    const db = start();
    for (const state of [...connection.statements]) finalize(state);
    for (const session of connection.sessions) closeSession(session);
    check(db, connection.pointer, db.call('sqlite3_close_v2', connection.pointer));
    connection.pointer = 0;
    if (connection.authorizer !== undefined) authorizers.delete(connection.authorizer);
  }

  function closeSession(session: SessionState): void {
    if (session.pointer !== 0) start().call('sqlite3session_delete', session.pointer);
    session.pointer = 0;
    session.connection.sessions.delete(session);
  }

  function prepare(connection: Connection, sql: string, options: StatementOptions): StatementState {
    const db = start();
    const { result, pointer } = db.withOut((out) => db.withText(sql, (text) => db.call('sqlite3_prepare_v2', connection.pointer, text, -1, out, 0)));
    throwPending(db);
    check(db, connection.pointer, result);
    if (pointer === 0) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'The SQL query contains no statements.');
    const state: StatementState = { connection, pointer, options: { ...options }, generation: 0, bareNames: undefined, positions: undefined, columns: undefined };
    connection.statements.add(state);
    return state;
  }

  // ---- running statements ----

  function reset(state: StatementState): void {
    state.generation++;
    start().call('sqlite3_reset', state.pointer);
  }

  /** @returns whether there is a row */
  function step(state: StatementState): boolean {
    const db = start();
    const result = db.call('sqlite3_step', state.pointer);
    if (result === Code.ROW) return true;
    if (result === Code.DONE) return false;
    throwPending(db);
    throw sqliteError(db, state.connection.pointer);
  }

  function bindAll(state: StatementState, args: readonly unknown[]): void {
    const db = start();
    const { pointer, options } = state;
    check(db, state.connection.pointer, db.call('sqlite3_clear_bindings', pointer));
    const bind = (index: number, value: unknown): void => check(db, state.connection.pointer, bindParameter(db, pointer, index, value));
    let rest = args;
    const [named] = args;
    if (typeof named === 'object' && named !== null && !ArrayBuffer.isView(named)) {
      rest = args.slice(1);
      const bare = options.allowBareNamedParameters ? (state.bareNames ??= bareNames(db, pointer)) : undefined;
      for (const [key, value] of Object.entries(named)) {
        const indexOf = (name: string): number => db.withText(name, (text) => db.call('sqlite3_bind_parameter_index', pointer, text));
        let index = indexOf(key);
        const full = bare?.get(key);
        if (index === 0 && full !== undefined) index = indexOf(full);
        if (index === 0) {
          if (options.allowUnknownNamedParameters) continue;
          throw invalidState(`Unknown named parameter '${key}'`);
        }
        bind(index, value);
      }
    }
    if (rest.length === 0) return;
    const positions = (state.positions ??= positionsOf(db, pointer));
    // Indices beyond the last are SQLite's to refuse.
    const beyond = db.call('sqlite3_bind_parameter_count', pointer) + 1 - positions.length;
    for (const [place, value] of rest.entries()) bind(positions[place] ?? beyond + place, value);
  }

  function positionsOf(db: SqliteEngine, pointer: number): number[] {
    const positions: number[] = [];
    const count = db.call('sqlite3_bind_parameter_count', pointer);
    for (let index = 1; index <= count; index++) {
      const name = db.text(db.call('sqlite3_bind_parameter_name', pointer, index));
      if (name === null || name.startsWith('?')) positions.push(index);
    }
    return positions;
  }

  function bareNames(db: SqliteEngine, pointer: number): Map<string, string> {
    const names = new Map<string, string>();
    const count = db.call('sqlite3_bind_parameter_count', pointer);
    for (let index = 1; index <= count; index++) {
      const full = db.text(db.call('sqlite3_bind_parameter_name', pointer, index));
      if (full === null) continue;
      const bare = full.slice(1);
      const known = names.get(bare);
      if (known !== undefined && known !== full) {
        throw invalidState(`Cannot create bare named parameter '${bare}' because of conflicting names '${known}' and '${full}'.`);
      }
      names.set(bare, full);
    }
    return names;
  }

  /** The names of the columns of the present row: they change when SQLite prepares the statement anew, for a table that has changed. */
  function columnNames(db: SqliteEngine, state: StatementState, count: number): readonly string[] {
    const { pointer } = state;
    const preparations = db.call('sqlite3_stmt_status', pointer, STATUS_REPREPARE, 0);
    if (state.columns?.preparations !== preparations) {
      const names = Array.from({ length: count }, (_, column) => db.text(db.call('sqlite3_column_name', pointer, column)) ?? '');
      state.columns = { names, preparations };
    }
    return state.columns.names;
  }

  function readRow(state: StatementState): Row {
    const db = start();
    const { pointer, options } = state;
    const count = db.call('sqlite3_column_count', pointer);
    const names = options.returnArrays ? [] : columnNames(db, state, count);
    const row: Row = options.returnArrays ? [] : (Object.create(null) as Record<string, unknown>);
    for (let column = 0; column < count; column++) {
      const value = columnValue(db, pointer, column, options.readBigInts);
      if (Array.isArray(row)) row.push(value);
      else row[names[column] ?? ''] = value;
    }
    return row;
  }

  const run = {
    all(state: StatementState, args: readonly unknown[]): Row[] {
      reset(state);
      bindAll(state, args);
      try {
        const rows: Row[] = [];
        while (step(state)) rows.push(readRow(state));
        return rows;
      } finally {
        reset(state);
      }
    },
    get(state: StatementState, args: readonly unknown[]): Row | undefined {
      reset(state);
      bindAll(state, args);
      try {
        return step(state) && start().call('sqlite3_column_count', state.pointer) > 0 ? readRow(state) : undefined;
      } finally {
        reset(state);
      }
    },
    run(state: StatementState, args: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
      const db = start();
      reset(state);
      bindAll(state, args);
      try {
        step(state);
      } finally {
        reset(state);
      }
      const { pointer } = state.connection;
      const lastInsertRowid = db.callInt64('sqlite3_last_insert_rowid', pointer);
      const changes = db.callInt64('sqlite3_changes64', pointer);
      if (state.options.readBigInts) return { changes, lastInsertRowid };
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
    },
    iterate(state: StatementState, args: readonly unknown[]): object {
      reset(state);
      bindAll(state, args);
      return new StatementSyncIterator(state);
    },
  };

  class StatementSyncIterator {
    readonly #state: StatementState;
    readonly #generation: number;
    #done = false;

    constructor(state: StatementState) {
      this.#state = state;
      this.#generation = state.generation;
    }

    next(): object {
      const state = this.#state;
      if (state.pointer === 0) throw invalidState('statement has been finalized');
      if (this.#done) return iteratorResult(true, null);
      if (state.generation !== this.#generation) throw invalidState('iterator was invalidated');
      let more: boolean;
      try {
        more = step(state);
      } catch (error) {
        this.#done = true;
        reset(state);
        throw error;
      }
      if (more) return iteratorResult(false, readRow(state));
      this.#done = true;
      reset(state);
      return iteratorResult(true, null);
    }

    return(): object {
      const state = this.#state;
      if (state.pointer === 0) throw invalidState('statement has been finalized');
      if (!this.#done && state.generation === this.#generation) reset(state);
      this.#done = true;
      return iteratorResult(true, null);
    }
  }
  // Iterator.prototype, whose helpers the iterator has.
  Object.setPrototypeOf(StatementSyncIterator.prototype, Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object);
  asNodeClass('StatementSyncIterator', StatementSyncIterator);

  const iteratorResult = (done: boolean, value: unknown): object => Object.assign(Object.create(null) as object, { done, value });

  function liveOf(object: unknown): StatementState {
    const state = stateOf(statements, object);
    if (state.pointer === 0) throw invalidState('statement has been finalized');
    return state;
  }

  class StatementSync {
    constructor() {
      if (!making) throw illegalConstructor();
      ownGetters(this, {
        sourceSQL: () => start().text(start().call('sqlite3_sql', liveOf(this).pointer)),
        expandedSQL: () => {
          const db = start();
          const text = db.call('sqlite3_expanded_sql', liveOf(this).pointer);
          if (text === 0) throw codedError(Error, 'ERR_SQLITE_ERROR', 'Expanded SQL text would exceed configured limits');
          const sql = db.text(text);
          db.free(text);
          return sql;
        },
      });
    }

    iterate(...args: unknown[]): object {
      return run.iterate(liveOf(this), args);
    }
    all(...args: unknown[]): Row[] {
      return run.all(liveOf(this), args);
    }
    get(...args: unknown[]): Row | undefined {
      return run.get(liveOf(this), args);
    }
    run(...args: unknown[]): object {
      return run.run(liveOf(this), args);
    }
    columns(): object[] {
      const { pointer } = liveOf(this);
      const db = start();
      return Array.from({ length: db.call('sqlite3_column_count', pointer) }, (_, column) => {
        const ask = (name: string): string | null => db.text(db.call(name, pointer, column));
        return Object.assign(Object.create(null) as object, {
          column: ask('sqlite3_column_origin_name'),
          database: ask('sqlite3_column_database_name'),
          name: ask('sqlite3_column_name'),
          table: ask('sqlite3_column_table_name'),
          type: ask('sqlite3_column_decltype'),
        });
      });
    }
    setAllowBareNamedParameters(enabled: unknown): void {
      const { options } = liveOf(this);
      if (typeof enabled !== 'boolean') throw invalidType('The "allowBareNamedParameters" argument must be a boolean.');
      options.allowBareNamedParameters = enabled;
    }
    setAllowUnknownNamedParameters(enabled: unknown): void {
      const { options } = liveOf(this);
      if (typeof enabled !== 'boolean') throw invalidType('The "enabled" argument must be a boolean.');
      options.allowUnknownNamedParameters = enabled;
    }
    setReadBigInts(enabled: unknown): void {
      const { options } = liveOf(this);
      if (typeof enabled !== 'boolean') throw invalidType('The "readBigInts" argument must be a boolean.');
      options.readBigInts = enabled;
    }
    setReturnArrays(enabled: unknown): void {
      const { options } = liveOf(this);
      if (typeof enabled !== 'boolean') throw invalidType('The "returnArrays" argument must be a boolean.');
      options.returnArrays = enabled;
    }
  }
  const StatementSyncClass = asNodeClass('StatementSync', StatementSync);

  function make<T extends object>(Class: new () => T): T {
    making = true;
    try {
      return new Class();
    } finally {
      making = false;
    }
  }

  function readStatementOptions(options: Readonly<Record<string, unknown>>, defaults: StatementOptions): StatementOptions {
    return {
      readBigInts: booleanOption(options, 'readBigInts', defaults.readBigInts),
      returnArrays: booleanOption(options, 'returnArrays', defaults.returnArrays),
      allowBareNamedParameters: booleanOption(options, 'allowBareNamedParameters', defaults.allowBareNamedParameters),
      allowUnknownNamedParameters: booleanOption(options, 'allowUnknownNamedParameters', defaults.allowUnknownNamedParameters),
    };
  }

  // ---- sessions ----

  class Session {
    constructor() {
      if (!making) throw illegalConstructor();
    }
    changeset(): Uint8Array {
      return sessionBytes(this, 'sqlite3session_changeset');
    }
    patchset(): Uint8Array {
      return sessionBytes(this, 'sqlite3session_patchset');
    }
    close(): void {
      closeSession(openSession(this));
    }
    [Symbol.dispose](): void {
      const session = stateOf(sessions, this);
      if (session.pointer !== 0) closeSession(session);
    }
  }
  const SessionClass = asNodeClass('Session', Session);

  function openSession(object: unknown): SessionState {
    const session = stateOf(sessions, object);
    if (session.connection.pointer === 0) throw invalidState('database is not open');
    if (session.pointer === 0) throw invalidState('session is not open');
    return session;
  }

  function sessionBytes(object: unknown, name: string): Uint8Array {
    const { pointer, connection } = openSession(object);
    const db = start();
    const length = db.allocate(4);
    try {
      const { result, pointer: bytes } = db.withOut((out) => db.call(name, pointer, length, out));
      check(db, connection.pointer, result);
      const copy = db.copy(bytes, db.view.getInt32(length, true));
      db.free(bytes);
      return copy;
    } finally {
      db.free(length);
    }
  }

  let conflictPointer = 0;
  let filterPointer = 0;
  /** what the changeset that is being applied asks */
  let applying: { onConflict: AnyFunction | undefined; filter: AnyFunction | undefined } | undefined;

  function applyChangeset(connection: Connection, bytes: Uint8Array, onConflict: AnyFunction | undefined, filter: AnyFunction | undefined): boolean {
    const db = start();
    conflictPointer ||= db.functionPointer('i:iii', (_context: number, kind: number) => {
      if (applying?.onConflict === undefined) return CHANGESET_ABORT;
      const answer = db.guard(applying.onConflict, kind);
      return Number.isInteger(answer) ? (answer as number) : -1;
    });
    filterPointer ||= db.functionPointer('i:ii', (_context: number, table: number) => (db.guard(applying?.filter ?? (() => true), db.text(table)) ? 1 : 0));
    const outer = applying;
    applying = { onConflict, filter };
    try {
      const result = db.withBytes(bytes, (pointer, length) =>
        db.call('sqlite3changeset_apply', connection.pointer, length, pointer, filter === undefined ? 0 : filterPointer, conflictPointer, 0));
      throwPending(db);
      if (result === Code.OK) return true;
      if (result === ABORTED) return false;
      const message = db.text(db.call('sqlite3_errstr', result)) ?? '';
      throw Object.assign(codedError(Error, 'ERR_SQLITE_ERROR', message), { errcode: result });
    } finally {
      applying = outer;
    }
  }

  // ---- tag stores ----

  class SQLTagStore {
    constructor() {
      if (!making) throw illegalConstructor();
    }
    get(...args: unknown[]): unknown {
      return tagged(this, args, run.get);
    }
    all(...args: unknown[]): unknown {
      return tagged(this, args, run.all);
    }
    iterate(...args: unknown[]): unknown {
      return tagged(this, args, run.iterate);
    }
    run(...args: unknown[]): unknown {
      return tagged(this, args, run.run);
    }
    clear(): void {
      stateOf(stores, this).cache.clear();
    }
  }
  asNodeClass('SQLTagStore', SQLTagStore);
  const stores = new WeakMap<object, { readonly connection: Connection; readonly capacity: number; readonly cache: Map<string, StatementState> }>();

  function tagged<T>(object: unknown, args: readonly unknown[], execute: (state: StatementState, args: readonly unknown[]) => T): T {
    const { connection, cache, capacity } = stateOf(stores, object);
    if (connection.pointer === 0) throw invalidState('database is not open');
    const [parts, ...values] = args;
    if (!Array.isArray(parts)) throw invalidType('First argument must be an array of strings (template literal).');
    if (parts.some((part) => typeof part !== 'string')) throw invalidType('Template literal parts must be strings.');
    const sql = parts.map((part: string, index) => (index < values.length ? `${part}?` : part)).join('');
    let state = cache.get(sql);
    if (state === undefined || state.pointer === 0) state = prepare(connection, sql, connection.configuration);
    if (start().call('sqlite3_bind_parameter_count', state.pointer) !== values.length) {
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'SQLite parameters must be bound using template literal placeholders.');
    }
    // The most recently used one is last.
    cache.delete(sql);
    cache.set(sql, state);
    const [oldest] = cache.keys();
    if (cache.size > capacity && oldest !== undefined) cache.delete(oldest);
    return execute(state, values);
  }

  // ---- databases ----

  class DatabaseSync {
    constructor(path?: unknown, options?: unknown) {
      const location = databasePath(env, path, 'path');
      const given = optionsArgument(options);
      const shouldOpen = booleanOption(given, 'open', true);
      const readOnly = booleanOption(given, 'readOnly', false);
      const foreignKeys = booleanOption(given, 'enableForeignKeyConstraints', true);
      const doubleQuotedStrings = booleanOption(given, 'enableDoubleQuotedStringLiterals', false);
      const allowExtension = booleanOption(given, 'allowExtension', false);
      const timeout = integerOption(given, 'timeout', 0);
      const statementOptions = readStatementOptions(given, {
        readBigInts: false, returnArrays: false, allowBareNamedParameters: true, allowUnknownNamedParameters: false,
      });
      const defensive = booleanOption(given, 'defensive', true);
      const connection: Connection = {
        configuration: {
          location, readOnly, foreignKeys, doubleQuotedStrings, allowExtension, timeout, defensive, limits: readLimits(given['limits']), ...statementOptions,
        },
        pointer: 0, statements: new Set(), sessions: new Set(), authorizer: undefined, extensionsEnabled: allowExtension,
      };
      connections.set(this, connection);
      let limits: object | undefined;
      ownGetters(this, {
        isOpen: () => connection.pointer !== 0,
        isTransaction: () => start().call('sqlite3_get_autocommit', openOf(this).pointer) === 0,
        limits: () => {
          openOf(this);
          return (limits ??= limitsObject(connection));
        },
      });
      Object.defineProperty(this, Symbol.for('sqlite-type'), { value: 'node:sqlite', writable: true, enumerable: true, configurable: true });
      if (shouldOpen) open(connection);
    }

    open(): void {
      open(stateOf(connections, this));
    }
    close(): void {
      close(openOf(this));
    }
    prepare(sql?: unknown, options?: unknown): object {
      const connection = openOf(this);
      if (typeof sql !== 'string') throw invalidType('The "sql" argument must be a string.');
      const state = prepare(connection, sql, readStatementOptions(optionsArgument(options), connection.configuration));
      const statement = make(StatementSync);
      statements.set(statement, state);
      forgottenStatements.register(statement, state);
      return statement;
    }
    exec(sql?: unknown): void {
      const { pointer } = openOf(this);
      if (typeof sql !== 'string') throw invalidType('The "sql" argument must be a string.');
      const db = start();
      const result = db.withText(sql, (text) => db.call('sqlite3_exec', pointer, text, 0, 0, 0));
      throwPending(db);
      check(db, pointer, result);
    }
    function(name?: unknown, ...rest: unknown[]): void {
      const { pointer } = openOf(this);
      if (typeof name !== 'string') throw invalidType('The "name" argument must be a string.');
      const fn = rest.length < 2 ? rest[0] : rest[1];
      const given: Readonly<Record<string, unknown>> = rest.length < 2 ? {} : optionsArgument(rest[0], true);
      const options: FunctionOptions = {
        useBigIntArguments: booleanOption(given, 'useBigIntArguments', false),
        varargs: booleanOption(given, 'varargs', false),
      };
      const flags = functionFlags(given);
      if (typeof fn !== 'function') throw invalidType('The "function" argument must be a function.');
      const db = start();
      const arity = options.varargs ? -1 : fn.length;
      const { handle, call, destroy } = userFunctions().scalar(fn as AnyFunction, options);
      check(db, pointer, db.withText(name, (text) => db.call('sqlite3_create_function_v2', pointer, text, arity, flags, handle, call, 0, 0, destroy)));
    }
    createTagStore(maxSize?: unknown): object {
      const connection = openOf(this);
      const capacity = maxSize ?? DEFAULT_TAG_STORE;
      const problem = 'The "maxSize" argument must be a positive integer.';
      if (typeof capacity !== 'number') throw invalidType(problem);
      if (!Number.isInteger(capacity) || capacity <= 0) throw codedError(RangeError, 'ERR_OUT_OF_RANGE', problem);
      const store = make(SQLTagStore);
      const cache = new Map<string, StatementState>();
      stores.set(store, { connection, capacity, cache });
      ownGetters(store, { capacity: () => capacity, db: () => this, size: () => cache.size });
      return store;
    }
    location(name?: unknown): string | null {
      const { pointer } = openOf(this);
      if (name !== undefined && typeof name !== 'string') throw invalidType('The "dbName" argument must be a string.');
      const db = start();
      const file = db.withText(name ?? 'main', (text) => db.text(db.call('sqlite3_db_filename', pointer, text)));
      return file === '' ? null : file;
    }
    aggregate(name?: unknown, options?: unknown): void {
      const { pointer } = openOf(this);
      if (typeof name !== 'string') throw invalidType('The "name" argument must be a string.');
      const given = options as Readonly<Record<string, unknown>>;
      // Reading from undefined says what Node says.
      const start_ = given['start'];
      if (start_ === undefined || (typeof start_ === 'object' && start_ !== null)) {
        throw invalidType('The "options.start" argument must be a function or a primitive value.');
      }
      const step_ = functionOption(given, 'step', true) as AnyFunction;
      const { result } = given;
      const aggregate: AggregateOptions = {
        start: start_,
        step: step_,
        inverse: functionOption(given, 'inverse', false),
        result: typeof result === 'function' ? (result as AnyFunction) : undefined,
        useBigIntArguments: booleanOption(given, 'useBigIntArguments', false),
        varargs: booleanOption(given, 'varargs', false),
      };
      const flags = functionFlags(given);
      // The first parameter is the accumulator.
      const arity = aggregate.varargs ? -1 : Math.max(0, step_.length - 1, (aggregate.inverse?.length ?? 0) - 1);
      const db = start();
      const made = userFunctions().aggregate(aggregate);
      check(db, pointer, db.withText(name, (text) =>
        db.call('sqlite3_create_window_function', pointer, text, arity, flags, made.handle, made.step, made.final, made.value, made.inverse, made.destroy)));
    }
    createSession(options?: unknown): object {
      const connection = openOf(this);
      const given = optionsArgument(options);
      const table = stringOption(given, 'table');
      const schema = stringOption(given, 'db') ?? 'main';
      const db = start();
      const { result, pointer } = db.withOut((out) => db.withText(schema, (text) => db.call('sqlite3session_create', connection.pointer, text, out)));
      check(db, connection.pointer, result);
      const attached = table === undefined ? db.call('sqlite3session_attach', pointer, 0) : db.withText(table, (text) => db.call('sqlite3session_attach', pointer, text));
      check(db, connection.pointer, attached);
      const session = make(Session);
      const state: SessionState = { connection, pointer };
      connection.sessions.add(state);
      sessions.set(session, state);
      return session;
    }
    applyChangeset(changeset?: unknown, options?: unknown): boolean {
      const connection = openOf(this);
      const bytes = bytesArgument(changeset, 'changeset');
      const given = optionsArgument(options);
      return applyChangeset(connection, bytes, functionOption(given, 'onConflict', false), functionOption(given, 'filter', false));
    }
    enableLoadExtension(allow?: unknown): void {
      const connection = openOf(this);
      if (typeof allow !== 'boolean') throw invalidType('The "allow" argument must be a boolean.');
      if (allow && !connection.configuration.allowExtension) {
        throw invalidState('Cannot enable extension loading because it was disabled at database creation.');
      }
      connection.extensionsEnabled = allow;
    }
    enableDefensive(active?: unknown): void {
      const { pointer } = openOf(this);
      if (typeof active !== 'boolean') throw invalidType('The "active" argument must be a boolean.');
      const db = start();
      check(db, pointer, db.call('sqlite3__wasm_db_config_ip', pointer, CONFIG_DEFENSIVE, active ? 1 : 0, 0));
    }
    loadExtension(): void {
      const connection = openOf(this);
      if (!connection.extensionsEnabled) throw invalidState('extension loading is not allowed');
      throw new NotImplementedError('DatabaseSync.loadExtension() (extensions are native code)');
    }
    serialize(name?: unknown): Uint8Array {
      const { pointer } = openOf(this);
      if (name !== undefined && typeof name !== 'string') throw invalidType('The "dbName" argument must be a string.');
      return serialize(pointer, name ?? 'main');
    }
    deserialize(buffer?: unknown, options?: unknown): void {
      const connection = openOf(this);
      const bytes = bytesArgument(buffer, 'buffer');
      if (bytes.length === 0) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'The "buffer" argument must not be empty.');
      const schema = stringOption(optionsArgument(options), 'dbName') ?? 'main';
      const db = start();
      for (const state of [...connection.statements]) finalize(state);
      const copy = db.allocate(bytes.length);
      db.bytes.set(bytes, copy);
      const size = BigInt(bytes.length);
      check(db, connection.pointer, db.withText(schema, (text) =>
        db.call('sqlite3_deserialize', connection.pointer, text, copy, size, size, FREE_ON_CLOSE | RESIZEABLE)));
    }
    setAuthorizer(callback?: unknown): void {
      const connection = openOf(this);
      const db = start();
      if (callback !== null && typeof callback !== 'function') throw invalidType('The "callback" argument must be a function or null.');
      if (connection.authorizer !== undefined) authorizers.delete(connection.authorizer);
      connection.authorizer = undefined;
      if (callback === null) {
        check(db, connection.pointer, db.call('sqlite3_set_authorizer', connection.pointer, 0, 0));
        return;
      }
      authorizerPointer ||= db.functionPointer('i:iiiiii', authorize);
      connection.authorizer = nextAuthorizer++;
      authorizers.set(connection.authorizer, callback as AnyFunction);
      check(db, connection.pointer, db.call('sqlite3_set_authorizer', connection.pointer, authorizerPointer, connection.authorizer));
    }
    [Symbol.dispose](): void {
      const connection = stateOf(connections, this);
      if (connection.pointer !== 0) close(connection);
    }
  }
  const DatabaseSyncClass = asNodeClass('DatabaseSync', DatabaseSync);

  function authorize(handle: number, action: number, ...names: number[]): number {
    const db = start();
    const callback = authorizers.get(handle);
    if (callback === undefined) return DENY;
    const answer = db.guard(() => {
      const code = callback(action, ...names.map((name) => db.text(name)));
      if (!Number.isInteger(code)) throw new TypeError('Authorizer callback must return an integer authorization code');
      if ((code as number) < 0 || (code as number) > LAST_AUTHORIZATION) throw new RangeError('Authorizer callback returned a invalid authorization code');
      return code;
    });
    return typeof answer === 'number' ? answer : DENY;
  }

  function functionFlags(given: Readonly<Record<string, unknown>>): number {
    const deterministic = booleanOption(given, 'deterministic', false);
    const directOnly = booleanOption(given, 'directOnly', false);
    return UTF8 | (deterministic ? DETERMINISTIC : 0) | (directOnly ? DIRECT_ONLY : 0);
  }

  function readLimits(given: unknown): Map<number, number> {
    const limits = new Map<number, number>();
    if (given === undefined) return limits;
    if (typeof given !== 'object' || given === null) throw invalidType('The "options.limits" argument must be an object.');
    for (const [limit, name] of LIMITS.entries()) {
      const value = (given as Record<string, unknown>)[name];
      if (value === undefined) continue;
      if (!Number.isInteger(value)) throw invalidType(`The "options.limits.${name}" argument must be an integer.`);
      if ((value as number) < 0) throw codedError(RangeError, 'ERR_OUT_OF_RANGE', `The "options.limits.${name}" argument must be non-negative.`);
      limits.set(limit, value as number);
    }
    return limits;
  }

  /** `limits` of a connection: properties that ask and tell SQLite. */
  function limitsObject(connection: Connection): object {
    const ask = (limit: number, value: number): number => {
      if (connection.pointer === 0) throw invalidState('database is not open');
      return start().call('sqlite3_limit', connection.pointer, limit, value);
    };
    const target: Record<string, unknown> = {};
    for (const [limit, name] of LIMITS.entries()) target[name] = ask(limit, -1);
    const limitOf = (key: string | symbol): number => (LIMITS as readonly (string | symbol)[]).indexOf(key);
    return new Proxy(target, {
      get: (_target, key): unknown => (limitOf(key) < 0 ? Reflect.get(target, key) : ask(limitOf(key), -1)),
      set(_target, key, value) {
        const limit = limitOf(key);
        if (limit < 0) return Reflect.set(target, key, value);
        if (!Number.isInteger(value) && value !== Infinity) throw invalidType('Limit value must be a non-negative integer or Infinity.');
        if ((value as number) < 0) throw codedError(RangeError, 'ERR_OUT_OF_RANGE', 'Limit value must be non-negative.');
        ask(limit, Math.min(value as number, MAX_INT));
        return Reflect.set(target, key, ask(limit, -1));
      },
    });
  }

  function serialize(pointer: number, schema: string): Uint8Array<ArrayBuffer> {
    const db = start();
    const size = db.allocate(8);
    try {
      db.view.setBigInt64(size, 0n, true);
      const bytes = db.withText(schema, (text) => db.call('sqlite3_serialize', pointer, text, size, 0));
      if (bytes === 0) throw sqliteError(db, pointer);
      const copy = db.copy(bytes, Number(db.view.getBigInt64(size, true)));
      db.free(bytes);
      return copy;
    } finally {
      db.free(size);
    }
  }

  return {
    DatabaseSync: DatabaseSyncClass,
    StatementSync: StatementSyncClass,
    Session: SessionClass,
    constants: valueFromShape(env.shapes['sqlite']?.['constants'] ?? { kind: 'undefined' }, "internalBinding('sqlite').constants", 'constants'),
    backup: backupOf(env, { pointerOf: (database) => openOf(database).pointer, serialize, start }),
  };
};
