// Errors of node:sqlite: SQLite's own, and those that a program's callbacks have thrown below it (src/node_sqlite.cc).
import { codedError } from './bytes.ts';
import type { SqliteEngine } from './sqlite-engine.ts';

/** The error of a connection's last call, as Node makes it. */
export function sqliteError(db: SqliteEngine, connection: number): Error {
  const code = db.call('sqlite3_extended_errcode', connection);
  return Object.assign(codedError(Error, 'ERR_SQLITE_ERROR', db.text(db.call('sqlite3_errmsg', connection)) ?? ''), {
    errcode: code,
    errstr: db.text(db.call('sqlite3_errstr', code)) ?? '',
  });
}

/** @throws the connection's error unless the result code is SQLITE_OK */
export function check(db: SqliteEngine, connection: number, result: number): void {
  if (result !== 0) throw sqliteError(db, connection);
}

/** @throws what a callback of the program has thrown while SQLite was running */
export function throwPending(db: SqliteEngine): void {
  const { pending } = db;
  db.pending = undefined;
  if (pending !== undefined) throw pending.thrown;
}
