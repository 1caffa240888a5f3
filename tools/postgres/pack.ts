// Postgres as a pack (src/container/embedded/postgres/cluster.ts): PGlite's program and files, and a cluster that initdb has made, gzipped.
// The page fetches it when a lesson has a database.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { decodePack, encodePack, type PackEntry } from '../../src/container/embedded/kernel/packs.ts';
import { CLUSTER, PROGRAM, SHARED_FILES, type PostgresFiles } from '../../src/container/embedded/postgres/cluster.ts';
import { writeWhole } from '../write-whole.ts';

const CACHE = fileURLToPath(new URL('../../.cache/postgres/', import.meta.url));
const DISTRIBUTION = fileURLToPath(new URL('.', import.meta.resolve('@electric-sql/pglite')));

/** The pack's file; made once for a release of PGlite. @throws when initdb fails */
export async function packPostgres(): Promise<Uint8Array<ArrayBuffer>> {
  const key = createHash('sha256').update(await readFile(import.meta.filename)).update(await readFile(join(DISTRIBUTION, PROGRAM)));
  const path = join(CACHE, `${key.digest('hex').slice(0, 16)}.pack`);
  if (existsSync(path)) return new Uint8Array(await readFile(path));
  const folder = mkdtempSync(join(tmpdir(), 'backlot-initdb-'));
  try {
    const database = await PGlite.create(folder);
    await database.close();
    const packed = pack(folder);
    await mkdir(CACHE, { recursive: true });
    writeWhole(path, packed);
    return packed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The pack as a backend takes it. */
export async function postgresFiles(): Promise<PostgresFiles> {
  const { index, data } = decodePack(new Uint8Array(gunzipSync(await packPostgres())));
  return { index, data: new Blob([new Uint8Array(data)]) };
}

function pack(cluster: string): Uint8Array<ArrayBuffer> {
  const index: Record<string, PackEntry> = {};
  const chunks: Uint8Array[] = [];
  /** the three databases of a new cluster have many files in common */
  const known = new Map<string, PackEntry>();
  let length = 0;
  const add = (name: string, bytes: Uint8Array): void => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const entry = known.get(hash) ?? [length, bytes.length];
    index[name] = entry;
    if (known.has(hash)) return;
    known.set(hash, entry);
    chunks.push(bytes);
    length += bytes.length;
  };
  for (const name of [PROGRAM, SHARED_FILES]) add(name, readFileSync(join(DISTRIBUTION, name)));
  const below = readdirSync(cluster, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, name: join(entry.parentPath, entry.name).slice(cluster.length + 1).replaceAll('\\', '/') }))
    .filter(({ name }) => name !== 'postmaster.pid')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { entry, name } of below) {
    if (entry.isDirectory()) index[`${CLUSTER}${name}/`] = [0, 0];
    else add(`${CLUSTER}${name}`, readFileSync(join(cluster, name)));
  }
  const data = Buffer.concat(chunks);
  const hash = createHash('sha256').update(JSON.stringify(index)).update(data).digest('hex').slice(0, 16);
  const packed = gzipSync(encodePack({ id: `postgres-${hash}`, index, data }), { level: 9 });
  // The header's byte for the operating system: 255, unknown, on every one.
  packed[9] = 255;
  return new Uint8Array(packed);
}
