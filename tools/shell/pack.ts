// The shell as a pack (src/container/embedded/kernel/packs.ts): its modules with what the loader would make of them, gzipped.
// The page fetches it when a command other than node is first run.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { libraryPartsMentionedIn } from '../../src/container/embedded/kernel/late-parts.ts';
import { encodePack, type PackEntry } from '../../src/container/embedded/kernel/packs.ts';
import { transformModule } from '../../src/container/embedded/node/transform/module.ts';
import { writeWhole } from '../write-whole.ts';
import { bundleShell, type ShellBundle } from './bundle.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(REPOSITORY, '.cache', 'shell');
const KERNEL = join(REPOSITORY, 'src/container/embedded/kernel');
const TRANSFORM = join(REPOSITORY, 'src/container/embedded/node/transform');

/** The pack's file; made once for the same sources. @throws when the shell can't be bundled or compiled */
export async function packShell(): Promise<Uint8Array<ArrayBuffer>> {
  const bundle = await bundleShell();
  const key = createHash('sha256');
  for (const [name, text] of bundle) key.update(`${name}\0${text}\0`);
  for (const name of (await readdir(TRANSFORM)).sort()) key.update(await readFile(join(TRANSFORM, name)));
  for (const name of ['packs.ts', 'late-parts.ts']) key.update(await readFile(join(KERNEL, name)));
  const path = join(CACHE, `${key.digest('hex').slice(0, 16)}.pack`);
  if (existsSync(path)) return new Uint8Array(await readFile(path));
  const packed = compile(bundle);
  await mkdir(CACHE, { recursive: true });
  writeWhole(path, packed);
  return packed;
}

function compile(bundle: ShellBundle): Uint8Array<ArrayBuffer> {
  const index: Record<string, PackEntry> = {};
  const chunks: Uint8Array[] = [];
  let length = 0;
  const append = (text: string): readonly [offset: number, length: number] => {
    const bytes = new TextEncoder().encode(text);
    chunks.push(bytes);
    const offset = length;
    length += bytes.length;
    return [offset, bytes.length];
  };
  for (const [name, text] of [...bundle].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { code, ...rest } = transformModule(text, parse);
    // What the loader would make of it is what the file holds: nobody reads the shell's text, and it is in the pack once.
    index[name] = [...append(code), ...append(JSON.stringify(rest))];
  }
  const data = Buffer.concat(chunks);
  const hash = createHash('sha256').update(JSON.stringify(index)).update(data).digest('hex').slice(0, 16);
  const packed = gzipSync(encodePack({ id: `shell-${hash}`, index, parts: libraryPartsMentionedIn([...bundle.values()].join('\n')), data }), { level: 9 });
  // The header's byte for the operating system: 255, unknown, on every one.
  packed[9] = 255;
  return new Uint8Array(packed);
}
