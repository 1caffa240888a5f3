// What Postgres is made of, in one pack (tools/postgres): its program, the files that it shares between databases, and a cluster as initdb
// leaves it, so that nobody waits for initdb.
import type { PackHeader } from '../kernel/packs.ts';

/** Entries of the pack. */
export const PROGRAM = 'pglite.wasm';
export const SHARED_FILES = 'pglite.data';
/** Files of the cluster stand below this; a name that ends in a slash is a folder. */
export const CLUSTER = 'cluster/';

/** The unpacked pack. */
export interface PostgresFiles {
  readonly index: PackHeader['index'];
  readonly data: Blob;
}
