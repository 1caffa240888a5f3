// SQLite as WebAssembly (the build that the SQLite project publishes, @sqlite.org/sqlite-wasm), called through its C interface
// (https://sqlite.org/c3ref/intro.html): memory, strings and callbacks. Files are the container's (sqlite-files.ts).
import { sqliteFiles, type FileMethods } from './sqlite-files.ts';
import { decodeUtf8, writeUtf8 } from './encodings.ts';
import type { Environment } from './environment.ts';
import { NotImplementedError } from './shapes.ts';

/** A pointer, an int or a double; a sqlite3_int64 is a bigint. */
type Value = number | bigint;
type CFunction = (...args: Value[]) => Value;

/** What a callback takes: `i` an int or a pointer, `j` a sqlite3_int64; `v` in front: it returns nothing. */
type Signature = `${'i' | 'v'}:${string}`;

export const Code = {
  OK: 0, ERROR: 1, BUSY: 5, READONLY: 8, IOERR: 10, NOTFOUND: 12, FULL: 13, CANTOPEN: 14, CONSTRAINT: 19, MISUSE: 21, ROW: 100, DONE: 101,
} as const;

/** SQLITE_TRANSIENT: SQLite makes a copy of its own. */
const TRANSIENT = -1;
const PAGE = 65_536;
const INITIAL_PAGES = 128;
const MAXIMUM_PAGES = 32_768;
const ENOSYS = 52;
/** What short texts are written to, one at a time, instead of memory of their own. */
const SCRATCH_BYTES = 16_384;
/** A code unit is at most so many bytes of UTF-8. */
const BYTES_OF_UNIT = 3;

export class SqliteEngine {
  readonly #env: Environment;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Readonly<Record<string, CFunction>>;
  readonly #table: WebAssembly.Table;
  readonly #wrappers = new Map<Signature, (callback: CFunction) => CFunction>();
  readonly #encoder: TextEncoder;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  /** memory for one text; 0 while it is in use, or not there yet */
  #scratch = 0;

  /** @throws when SQLite has not been loaded into the page, or does not start */
  constructor(env: Environment) {
    const { natives } = env;
    const wasm = natives.WebAssembly;
    this.#env = env;
    this.#encoder = new natives.TextEncoder();
    this.#memory = new wasm.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#view = new DataView(this.#memory.buffer);
    const module = new wasm.Module(env.lateParts.bytes('sqlite'));
    const instance = new wasm.Instance(module, this.#imports(module));
    this.#exports = instance.exports as Record<string, CFunction>;
    this.#table = instance.exports['__indirect_function_table'] as WebAssembly.Table;
    this.call('__wasm_call_ctors');
    if (this.call('sqlite3_initialize') !== Code.OK) throw new Error('SQLite could not be started');
    this.#registerFiles(sqliteFiles(env));
    this.#scratch = this.allocate(SCRATCH_BYTES);
  }

  /** Calls a function of the C interface that returns an int or a pointer. */
  call(name: string, ...args: Value[]): number {
    const fn = this.#exports[name];
    if (fn === undefined) throw new NotImplementedError(`SQLite's ${name}`);
    return fn(...args) as number;
  }

  /** Calls one that returns a sqlite3_int64. */
  callInt64(name: string, ...args: Value[]): bigint {
    return this.call(name, ...args) as unknown as bigint;
  }

  // ---- memory ----

  get bytes(): Uint8Array<ArrayBuffer> {
    // Memory that has grown is another buffer.
    if (this.#bytes.length === 0) {
      this.#bytes = new Uint8Array(this.#memory.buffer);
      this.#view = new DataView(this.#memory.buffer);
    }
    return this.#bytes;
  }

  get view(): DataView {
    void this.bytes;
    return this.#view;
  }

  /** A copy of memory. */
  copy(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(pointer, pointer + length);
  }

  /** Text of a known length; without one, up to the first zero. null stays null. */
  text(pointer: number, length?: number): string | null {
    if (pointer === 0) return null;
    const end = length === undefined ? this.bytes.indexOf(0, pointer) : pointer + length;
    return decodeUtf8(this.bytes, pointer, end);
  }

  /** Memory that the caller frees. @throws when there is none left */
  allocate(length: number): number {
    const pointer = this.call('sqlite3_malloc', Math.max(1, length));
    if (pointer === 0) throw new RangeError('SQLite is out of memory');
    return pointer;
  }

  free(pointer: number): void {
    this.call('sqlite3_free', pointer);
  }

  /** Bytes as memory while `use` runs. */
  withBytes<T>(bytes: Uint8Array, use: (pointer: number, length: number) => T): T {
    const pointer = this.allocate(bytes.length);
    try {
      this.bytes.set(bytes, pointer);
      return use(pointer, bytes.length);
    } finally {
      this.free(pointer);
    }
  }

  /** A string as zero-terminated UTF-8 while `use` runs; the length is without the zero. */
  withText<T>(text: string, use: (pointer: number, length: number) => T): T {
    if (this.#scratch !== 0 && text.length * BYTES_OF_UNIT < SCRATCH_BYTES) return this.#withScratch(text, use);
    return this.withBytes(this.#encoder.encode(`${text}\0`), (pointer, length) => use(pointer, length - 1));
  }

  #withScratch<T>(text: string, use: (pointer: number, length: number) => T): T {
    const pointer = this.#scratch;
    // SQLite may call the program while it has the text, and that SQLite again.
    this.#scratch = 0;
    try {
      const { bytes } = this;
      const length = writeUtf8(bytes, text, pointer, SCRATCH_BYTES - 1);
      bytes[pointer + length] = 0;
      return use(pointer, length);
    } finally {
      this.#scratch = pointer;
    }
  }

  /** Room for one pointer, whose value `use` leaves there. */
  withOut<T>(use: (out: number) => T): { result: T; pointer: number } {
    const out = this.allocate(8);
    try {
      this.view.setInt32(out, 0, true);
      const result = use(out);
      return { result, pointer: this.view.getInt32(out, true) };
    } finally {
      this.free(out);
    }
  }

  // ---- values ----

  /** sqlite3_bind_text, _blob or sqlite3_result_text, _blob with a copy of the value. */
  giveText(name: 'sqlite3_bind_text' | 'sqlite3_result_text', target: readonly Value[], text: string): number {
    return this.withText(text, (pointer, length) => this.call(name, ...target, pointer, length, TRANSIENT));
  }

  giveBlob(name: 'sqlite3_bind_blob' | 'sqlite3_result_blob', target: readonly Value[], bytes: Uint8Array): number {
    return this.withBytes(bytes, (pointer, length) => this.call(name, ...target, pointer, length, TRANSIENT));
  }

  // ---- callbacks ----

  /**
   * Makes a function pointer. It stays for as long as the process runs: make one for each kind of callback, not for each use.
   */
  functionPointer(signature: Signature, callback: CFunction | ((...args: never[]) => unknown)): number {
    const index = this.#table.length;
    this.#table.grow(1);
    this.#table.set(index, this.#wrapper(signature)(callback as CFunction));
    return index;
  }

  /** The table takes WebAssembly's own functions only: a module of a few bytes that imports a function and exports it. */
  #wrapper(signature: Signature): (callback: CFunction) => CFunction {
    const known = this.#wrappers.get(signature);
    if (known !== undefined) return known;
    const { WebAssembly: wasm } = this.#env.natives;
    const [result, parameters = ''] = signature.split(':');
    const types = [...parameters].map((type) => (type === 'j' ? 0x7e : 0x7f));
    const type = [0x60, types.length, ...types, ...(result === 'v' ? [0] : [1, 0x7f])];
    const module = new wasm.Module(new Uint8Array([
      0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
      1, type.length + 1, 1, ...type, // one type
      2, 7, 1, 1, 0x65, 1, 0x66, 0, 0, // import e.f of that type
      7, 5, 1, 1, 0x66, 0, 0, // export it as f
    ]));
    const make = (callback: CFunction): CFunction => new wasm.Instance(module, { e: { f: callback } }).exports['f'] as CFunction;
    this.#wrappers.set(signature, make);
    return make;
  }

  /** what a callback of the program has thrown: it is kept until SQLite has returned, whose frames nothing may unwind */
  pending: { readonly thrown: unknown } | undefined;

  /** Calls the program from within SQLite. @returns its result; undefined after it has thrown, which `pending` keeps */
  guard(callback: (...args: unknown[]) => unknown, ...args: unknown[]): unknown {
    try {
      return callback(...args);
    } catch (thrown) {
      this.pending ??= { thrown };
      return undefined;
    }
  }

  // ---- the system below SQLite ----

  #imports(module: WebAssembly.Module): WebAssembly.Imports {
    const { natives } = this.#env;
    const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    const implemented: Record<string, WebAssembly.ImportValue> = {
      memory: this.#memory,
      emscripten_date_now: () => Date.now(),
      emscripten_get_now: () => natives.performance.now(),
      emscripten_get_heap_max: () => MAXIMUM_PAGES * PAGE,
      emscripten_resize_heap: (size: number) => {
        const missing = Math.ceil(((size >>> 0) - this.#memory.buffer.byteLength) / PAGE);
        try {
          if (missing > 0) this.#memory.grow(missing);
          return 1;
        } catch {
          return 0;
        }
      },
      _tzset_js() {},
      _localtime_js: (time: bigint, target: number) => this.#localTime(Number(time), target),
      clock_time_get: (_clock: number, _precision: bigint, target: number) => {
        this.view.setBigUint64(target, BigInt(Date.now()) * 1_000_000n, true);
        return 0;
      },
      environ_sizes_get: (count: number, size: number) => {
        this.view.setUint32(count, 0, true);
        this.view.setUint32(size, 0, true);
        return 0;
      },
      environ_get: () => 0,
    };
    // The rest is what SQLite's own file layer would call; the container's takes its place.
    for (const { module: from, name } of natives.WebAssembly.Module.imports(module)) {
      (imports[from] ??= {})[name] = implemented[name] ?? (() => -ENOSYS);
    }
    return imports;
  }

  /** Fills a `struct tm`. */
  #localTime(seconds: number, target: number): void {
    const date = new Date(seconds * 1000);
    const newYear = new Date(date.getFullYear(), 0, 1);
    const offset = date.getTimezoneOffset();
    const winter = Math.max(newYear.getTimezoneOffset(), new Date(date.getFullYear(), 6, 1).getTimezoneOffset());
    const days = Math.round((new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() - newYear.getTime()) / 86_400_000);
    const fields = [
      date.getSeconds(), date.getMinutes(), date.getHours(), date.getDate(), date.getMonth(), date.getFullYear() - 1900, date.getDay(), days,
      offset < winter ? 1 : 0, -offset * 60,
    ];
    fields.forEach((value, index) => this.view.setInt32(target + index * 4, value, true));
  }

  /** Registers the container's files as the default sqlite3_vfs (https://sqlite.org/c3ref/vfs.html, io_methods.html). */
  #registerFiles(files: FileMethods): void {
    const word = (target: number, index: number, value: number): void => this.view.setInt32(target + index * 4, value, true);
    const structure = (words: readonly number[]): number => {
      const pointer = this.allocate(words.length * 4);
      words.forEach((value, index) => word(pointer, index, value));
      return pointer;
    };
    /** a sqlite3_file is its methods and our number of it */
    const numberOf = (file: number): number => this.view.getInt32(file + 4, true);
    const on = (signature: Signature, method: (id: number, ...rest: never[]) => number): number =>
      this.functionPointer(signature, (file: number, ...rest: never[]) => method(numberOf(file), ...rest));

    const methods = structure([
      1,
      on('i:i', (id) => files.close(id)),
      on('i:iiij', (id, target: number, amount: number, offset: bigint) => files.read(id, this.bytes.subarray(target, target + amount), Number(offset))),
      on('i:iiij', (id, source: number, amount: number, offset: bigint) => files.write(id, this.copy(source, amount), Number(offset))),
      on('i:ij', (id, size: bigint) => files.truncate(id, Number(size))),
      on('i:ii', () => Code.OK),
      on('i:ii', (id, target: number) => {
        const size = files.size(id);
        if (size < 0) return Code.IOERR;
        this.view.setBigInt64(target, BigInt(size), true);
        return Code.OK;
      }),
      on('i:ii', (id, level: number) => files.lock(id, level)),
      on('i:ii', (id, level: number) => files.unlock(id, level)),
      on('i:ii', (id, target: number) => {
        this.view.setInt32(target, files.isReserved(id) ? 1 : 0, true);
        return Code.OK;
      }),
      on('i:iii', () => Code.NOTFOUND),
      on('i:i', () => 4096),
      on('i:i', () => 0),
    ]);

    const name = this.allocate(16);
    this.bytes.set(this.#encoder.encode('backlot\0'), name);
    const vfs = structure([
      2, 8, 1024, 0, name, 0,
      this.functionPointer('i:iiiii', (_vfs: number, path: number, file: number, flags: number, outFlags: number) => {
        word(file, 0, 0);
        const id = files.open(this.text(path), flags);
        if (id < 0) return -id;
        word(file, 0, methods);
        word(file, 1, id);
        if (outFlags !== 0) word(outFlags, 0, files.flags(id));
        return Code.OK;
      }),
      this.functionPointer('i:iii', (_vfs: number, path: number) => files.remove(this.text(path) ?? '')),
      this.functionPointer('i:iiii', (_vfs: number, path: number, flags: number, out: number) => {
        word(out, 0, files.access(this.text(path) ?? '', flags) ? 1 : 0);
        return Code.OK;
      }),
      this.functionPointer('i:iiii', (_vfs: number, path: number, room: number, out: number) => {
        const full = this.#encoder.encode(`${files.absolute(this.text(path) ?? '')}\0`);
        if (full.length > room) return Code.CANTOPEN;
        this.bytes.set(full, out);
        return Code.OK;
      }),
      0, 0, 0, 0,
      this.functionPointer('i:iii', (_vfs: number, amount: number, out: number) => {
        this.bytes.set(this.#env.natives.crypto.getRandomValues(new Uint8Array(amount)), out);
        return amount;
      }),
      // Nobody can give a lock back while this thread sleeps: not sleeping changes nothing but the time it takes.
      this.functionPointer('i:ii', (_vfs: number, microseconds: number) => microseconds),
      this.functionPointer('i:ii', (_vfs: number, out: number) => {
        this.view.setFloat64(out, Date.now() / 86_400_000 + 2_440_587.5, true);
        return Code.OK;
      }),
      this.functionPointer('i:iii', () => 0),
      this.functionPointer('i:ii', (_vfs: number, out: number) => {
        this.view.setBigInt64(out, BigInt(Date.now()) + 210_866_760_000_000n, true);
        return Code.OK;
      }),
    ]);
    if (this.call('sqlite3_vfs_register', vfs, 1) !== Code.OK) throw new Error('SQLite does not take the container\'s files');
  }
}
