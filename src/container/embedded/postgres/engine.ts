// A backend of Postgres: PGlite (https://pglite.dev) over a cluster in memory.
import { MemoryFS, PGlite } from '@electric-sql/pglite';
import { CLUSTER, PROGRAM, SHARED_FILES, type PostgresFiles } from './cluster.ts';
import type { PostgresEngine } from './server.ts';

/** Where PGlite keeps its cluster. */
const DATA_FOLDER = '/pglite/data';

/** initdb's program: the cluster is made already, so there is nothing in it. */
const NO_INITDB = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** What of Emscripten's file system is used here (https://emscripten.org/docs/api_reference/Filesystem-API.html); PGlite's types leave it open. */
interface EmscriptenFiles {
  mkdirTree(path: string, mode: number): void;
  writeFile(path: string, data: Uint8Array, options: { readonly canOwn: boolean; readonly mode: number }): void;
}

/** A disk that has a cluster when Postgres first looks. */
class ClusterDisk extends MemoryFS {
  readonly #entries: readonly (readonly [path: string, bytes: Uint8Array])[];

  constructor(entries: readonly (readonly [path: string, bytes: Uint8Array])[]) {
    super();
    this.#entries = entries;
  }

  override async initialSyncFs(): Promise<void> {
    const files = (this.pg as PGlite).Module.FS as EmscriptenFiles;
    files.mkdirTree(DATA_FOLDER, 0o700);
    for (const [path, bytes] of this.#entries) {
      const at = `${DATA_FOLDER}/${path}`;
      if (path.endsWith('/')) files.mkdirTree(at.slice(0, -1), 0o700);
      // A copy of its own for each: what is the same in the pack becomes different when it is written.
      else files.writeFile(at, bytes.slice(), { canOwn: true, mode: 0o600 });
    }
  }
}

/** A backend that can be ended. */
export interface StartedEngine extends PostgresEngine {
  /** Ends it, with what is in its memory. */
  close(): Promise<void>;
}

/**
 * Starts a backend over a new cluster.
 * @throws when the browser can't compile it, or has no memory left
 */
export async function startEngine({ index, data }: PostgresFiles): Promise<StartedEngine> {
  const part = (name: string): Blob => {
    const entry = index[name];
    if (entry === undefined) throw new Error(`the pack of Postgres has no ${name}`);
    return data.slice(entry[0], entry[0] + entry[1]);
  };
  const [program, all] = await Promise.all([part(PROGRAM).arrayBuffer().then((bytes) => WebAssembly.compile(bytes)), data.arrayBuffer()]);
  const cluster = Object.entries(index)
    .filter(([name]) => name.startsWith(CLUSTER) && name !== CLUSTER)
    .map(([name, [offset, length]]) => [name.slice(CLUSTER.length), new Uint8Array(all, offset, length)] as const);
  const database = await PGlite.create({ fs: new ClusterDisk(cluster), pgliteWasmModule: program, initdbWasmModule: await WebAssembly.compile(NO_INITDB), fsBundle: part(SHARED_FILES) });
  // PGlite answers out of a buffer that it uses again.
  return { execute: (messages) => database.execProtocolRawSync(messages).slice(), close: () => database.close() };
}
