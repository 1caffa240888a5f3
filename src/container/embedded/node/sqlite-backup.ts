// node:sqlite's backup() (src/node_sqlite.cc).
import { OpenFlags } from '../kernel/open-file.ts';
import type { Environment } from './environment.ts';
import { NotImplementedError } from './shapes.ts';
import { databasePath, functionOption, integerOption, invalidType, optionsArgument, stringOption } from './sqlite-arguments.ts';
import { Code, type SqliteEngine } from './sqlite-engine.ts';
import { sqliteError } from './sqlite-errors.ts';
import { OPEN } from './sqlite-files.ts';

/** Pages that are copied at once, unless the program says how many. */
const DEFAULT_RATE = 100;

/**
 * backup(): the build of SQLite has no sqlite3_backup_*, so the pages of the source as they are at the start are written to the
 * target, a number of them at a time.
 */
export function backupOf(
  env: Environment,
  { pointerOf, serialize, start }: {
    /** sqlite3* of an open DatabaseSync. @throws when it is none, or closed */
    pointerOf: (database: object) => number;
    serialize: (pointer: number, schema: string) => Uint8Array<ArrayBuffer>;
    start: () => SqliteEngine;
  },
): (source?: unknown, path?: unknown, options?: unknown) => Promise<number> {
  const backup = (source?: unknown, path?: unknown, options?: unknown): Promise<number> => {
    if (typeof source !== 'object' || source === null) throw invalidType('The "sourceDb" argument must be an object.');
    const pointer = pointerOf(source);
    const target = databasePath(env, path, 'path');
    const given = optionsArgument(options);
    const rate = integerOption(given, 'rate', DEFAULT_RATE);
    const from = stringOption(given, 'source') ?? 'main';
    const into = stringOption(given, 'target') ?? 'main';
    const progress = functionOption(given, 'progress', false);
    if (into !== 'main') throw new NotImplementedError("backup() with a target other than 'main'");
    return new Promise((resolve, reject) => {
      const token = {};
      env.loop.hold(token);
      const finish = (settle: () => void): void => {
        env.loop.release(token);
        settle();
      };
      const attempt = (work: () => void): void =>
        env.loop.enqueue(() => {
          try {
            work();
          } catch (error) {
            finish(() => reject(error));
          }
        });
      attempt(() => {
        const db = start();
        // Opening it says what is wrong with the path, and creates the file.
        const opened = db.withOut((out) => db.withText(target, (text) => db.call('sqlite3_open_v2', text, out, OPEN.readWrite | OPEN.create | OPEN.uri, 0)));
        const failure = opened.result === Code.OK ? undefined : sqliteError(db, opened.pointer);
        const file = failure === undefined ? db.withText('main', (text) => db.text(db.call('sqlite3_db_filename', opened.pointer, text))) : null;
        db.call('sqlite3_close_v2', opened.pointer);
        if (failure !== undefined) throw failure;
        const image = serialize(pointer, from);
        // Bytes 16 and 17 of a database are its page size; 1 stands for 65536 (https://sqlite.org/fileformat.html).
        const pageSize = ((image[16] ?? 0) << 8 | (image[17] ?? 0)) === 1 ? 65_536 : (image[16] ?? 0) << 8 | (image[17] ?? 0);
        const totalPages = pageSize === 0 ? 0 : image.length / pageSize;
        if (file === null || file === '') return finish(() => resolve(totalPages));
        env.files.writeFile(file, new Uint8Array(0));
        const output = env.files.open(file, OpenFlags.READ_WRITE);
        let done = 0;
        const copy = (): void => {
          const pages = rate < 0 ? totalPages - done : Math.min(rate, totalPages - done);
          output.write(image.slice(done * pageSize, (done + pages) * pageSize), done * pageSize);
          done += pages;
          if (done >= totalPages) return finish(() => resolve(totalPages));
          progress?.({ totalPages, remainingPages: totalPages - done });
          attempt(copy);
        };
        copy();
      });
    });
  };
  Object.defineProperty(backup, 'name', { value: 'backup' });
  return backup;
}
