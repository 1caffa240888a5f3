// Values between SQLite and JavaScript, and functions of the program that SQL calls (src/node_sqlite.cc;
// https://sqlite.org/c3ref/value_blob.html, https://sqlite.org/appfunc.html).
import { bytesOf, codedError } from './bytes.ts';
import { invalidType } from './sqlite-arguments.ts';
import type { SqliteEngine } from './sqlite-engine.ts';

const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
const BLOB = 4;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

type AnyFunction = (...args: unknown[]) => unknown;

const fitsInt64 = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;

/** @throws RangeError when an integer is not exact as a number and bigints are not wanted */
function integer(value: bigint, bigInts: boolean): number | bigint {
  if (bigInts) return value;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw codedError(RangeError, 'ERR_OUT_OF_RANGE', `Value is too large to be represented as a JavaScript number: ${value}`);
}

/** The value of a column of the present row. */
export function columnValue(db: SqliteEngine, statement: number, column: number, bigInts: boolean): unknown {
  switch (db.call('sqlite3_column_type', statement, column)) {
    case INTEGER:
      return integer(db.callInt64('sqlite3_column_int64', statement, column), bigInts);
    case FLOAT:
      return db.call('sqlite3_column_double', statement, column);
    case TEXT: {
      const pointer = db.call('sqlite3_column_text', statement, column);
      return db.text(pointer, db.call('sqlite3_column_bytes', statement, column));
    }
    case BLOB: {
      const pointer = db.call('sqlite3_column_blob', statement, column);
      return db.copy(pointer, db.call('sqlite3_column_bytes', statement, column));
    }
    default:
      return null;
  }
}

/** A sqlite3_value as an argument of a function. */
function valueToJs(db: SqliteEngine, value: number, bigInts: boolean): unknown {
  switch (db.call('sqlite3_value_type', value)) {
    case INTEGER:
      return integer(db.callInt64('sqlite3_value_int64', value), bigInts);
    case FLOAT:
      return db.call('sqlite3_value_double', value);
    case TEXT: {
      const pointer = db.call('sqlite3_value_text', value);
      return db.text(pointer, db.call('sqlite3_value_bytes', value));
    }
    case BLOB: {
      const pointer = db.call('sqlite3_value_blob', value);
      return db.copy(pointer, db.call('sqlite3_value_bytes', value));
    }
    default:
      return null;
  }
}

/** Binds one parameter. @returns SQLite's result code @throws for values that have no counterpart in SQL */
export function bindParameter(db: SqliteEngine, statement: number, index: number, value: unknown): number {
  if (typeof value === 'number') return db.call('sqlite3_bind_double', statement, index, value);
  if (typeof value === 'string') return db.giveText('sqlite3_bind_text', [statement, index], value);
  if (value === null) return db.call('sqlite3_bind_null', statement, index);
  if (ArrayBuffer.isView(value)) return db.giveBlob('sqlite3_bind_blob', [statement, index], bytesOf(value));
  if (typeof value === 'bigint') {
    if (!fitsInt64(value)) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'BigInt value is too large to bind.');
    return db.call('sqlite3_bind_int64', statement, index, value);
  }
  if (typeof value === 'boolean') return db.call('sqlite3_bind_int', statement, index, value ? 1 : 0);
  throw invalidType(`Provided value cannot be bound to SQLite parameter ${index}.`);
}

/** Makes what a function returned its result. */
function giveResult(db: SqliteEngine, context: number, value: unknown): void {
  if (value === undefined || value === null) db.call('sqlite3_result_null', context);
  else if (typeof value === 'number') db.call('sqlite3_result_double', context, value);
  else if (typeof value === 'string') db.giveText('sqlite3_result_text', [context], value);
  else if (ArrayBuffer.isView(value)) db.giveBlob('sqlite3_result_blob', [context], bytesOf(value));
  else if (typeof value === 'bigint' && fitsInt64(value)) db.call('sqlite3_result_int64', context, value);
  else if (typeof value === 'bigint') giveError(db, context, 'BigInt value is too large for SQLite');
  else if (value instanceof Promise) giveError(db, context, 'Asynchronous user-defined functions are not supported');
  else giveError(db, context, 'Returned JavaScript value cannot be converted to a SQLite value');
}

function giveError(db: SqliteEngine, context: number, message: string): void {
  db.withText(message, (text, length) => db.call('sqlite3_result_error', context, text, length));
}

export interface FunctionOptions {
  readonly useBigIntArguments: boolean;
  readonly varargs: boolean;
}

export interface AggregateOptions extends FunctionOptions {
  readonly start: unknown;
  readonly step: AnyFunction;
  readonly inverse: AnyFunction | undefined;
  readonly result: AnyFunction | undefined;
}

/** The program's functions by the number that SQLite keeps for each as its user data, and the callbacks that find them. */
export class UserFunctions {
  readonly #db: SqliteEngine;
  readonly #scalars = new Map<number, { readonly fn: AnyFunction; readonly options: FunctionOptions }>();
  readonly #aggregates = new Map<number, AggregateOptions>();
  /** accumulators of aggregations under way, by the number in their aggregate context */
  readonly #accumulators = new Map<number, { value: unknown }>();
  #next = 1;
  readonly #pointers: Readonly<Record<'call' | 'destroy' | 'step' | 'inverse' | 'value' | 'final', number>>;

  constructor(db: SqliteEngine) {
    this.#db = db;
    const userData = (context: number): number => db.call('sqlite3_user_data', context);
    this.#pointers = {
      call: db.functionPointer('v:iii', (context: number, count: number, values: number) => {
        const found = this.#scalars.get(userData(context));
        if (found === undefined) return;
        this.#run(context, () => giveResult(db, context, found.fn(...this.#arguments(count, values, found.options))));
      }),
      destroy: db.functionPointer('v:i', (handle: number) => {
        this.#scalars.delete(handle);
        this.#aggregates.delete(handle);
      }),
      step: db.functionPointer('v:iii', (context: number, count: number, values: number) => this.#step(context, count, values, 'step')),
      inverse: db.functionPointer('v:iii', (context: number, count: number, values: number) => this.#step(context, count, values, 'inverse')),
      value: db.functionPointer('v:i', (context: number) => this.#value(context, false)),
      final: db.functionPointer('v:i', (context: number) => this.#value(context, true)),
    };
  }

  scalar(fn: AnyFunction, options: FunctionOptions): { handle: number; call: number; destroy: number } {
    const handle = this.#next++;
    this.#scalars.set(handle, { fn, options });
    return { handle, call: this.#pointers.call, destroy: this.#pointers.destroy };
  }

  aggregate(options: AggregateOptions): { handle: number; step: number; final: number; value: number; inverse: number; destroy: number } {
    const handle = this.#next++;
    this.#aggregates.set(handle, options);
    const { step, final, value, inverse, destroy } = this.#pointers;
    const windows = options.inverse !== undefined;
    return { handle, step, final, value: windows ? value : 0, inverse: windows ? inverse : 0, destroy };
  }

  #arguments(count: number, values: number, { useBigIntArguments }: FunctionOptions): unknown[] {
    return Array.from({ length: count }, (_, index) => valueToJs(this.#db, this.#db.view.getInt32(values + index * 4, true), useBigIntArguments));
  }

  /** What the program throws is kept until SQLite has returned; SQLite is told that there was an error. */
  #run(context: number, work: () => void): void {
    if (this.#db.guard(() => (work(), true)) !== true) giveError(this.#db, context, '');
  }

  #step(context: number, count: number, values: number, method: 'step' | 'inverse'): void {
    const options = this.#aggregates.get(this.#db.call('sqlite3_user_data', context));
    const fn = options?.[method];
    if (options === undefined || fn === undefined) return;
    this.#run(context, () => {
      const accumulator = this.#accumulator(context, options);
      accumulator.value = fn(accumulator.value, ...this.#arguments(count, values, options));
    });
  }

  #value(context: number, last: boolean): void {
    const options = this.#aggregates.get(this.#db.call('sqlite3_user_data', context));
    if (options === undefined) return;
    this.#run(context, () => {
      const { value } = this.#accumulator(context, options);
      giveResult(this.#db, context, options.result === undefined ? value : options.result(value));
    });
    if (last) this.#accumulators.delete(this.#db.view.getInt32(this.#db.call('sqlite3_aggregate_context', context, 4), true));
  }

  #accumulator(context: number, { start }: AggregateOptions): { value: unknown } {
    const db = this.#db;
    // Zero at first, and then the number of the accumulator.
    const slot = db.call('sqlite3_aggregate_context', context, 4);
    const known = this.#accumulators.get(db.view.getInt32(slot, true));
    if (known !== undefined) return known;
    const made = { value: typeof start === 'function' ? (start as AnyFunction)() : start };
    const number = this.#next++;
    this.#accumulators.set(number, made);
    db.view.setInt32(slot, number, true);
    return made;
  }
}
