// Unpacks a package's tarball, and refuses what can't run here: native addons.
import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { NpmError, type Manifest } from './manifest.ts';

export interface PackageFile {
  /** relative to the package, separated by `/` */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** @throws NpmError TAR_BAD_ARCHIVE */
export async function unpackPackage(name: string, tarball: Uint8Array): Promise<PackageFile[]> {
  let entries: Awaited<ReturnType<typeof unpackTar>>;
  try {
    entries = await unpackTar(new Uint8Array(gunzipSync(tarball)));
  } catch (error) {
    throw new NpmError('TAR_BAD_ARCHIVE', `The tarball of ${name} can't be unpacked: ${(error as Error).message}`);
  }
  return entries.flatMap(({ header, data }) => {
    if (header.type !== 'file') return [];
    // The first folder, `package/` with npm, is not part of the path.
    const path = header.name.split('/').slice(1).filter((part) => part !== '' && part !== '.').join('/');
    if (path === '' || path.split('/').includes('..')) return [];
    return [{ path, bytes: data ?? new Uint8Array(0), executable: ((header.mode ?? 0) & 0o111) !== 0 }];
  });
}

/** What makes a package one that has to be compiled, or undefined. */
export function nativeReason(manifest: Manifest, files: readonly PackageFile[]): string | undefined {
  const addon = files.find(({ path }) => path.endsWith('.node'));
  if (addon !== undefined) return `it has a compiled addon, ${addon.path}`;
  if (manifest['gypfile'] === true || files.some(({ path }) => path === 'binding.gyp')) return 'it is compiled by node-gyp';
  const binary = files.find(({ bytes }) => isBinary(bytes));
  return binary === undefined ? undefined : `it has a program for a processor, ${binary.path}`;
}

/** ELF, Mach-O and PE files. */
function isBinary(bytes: Uint8Array): boolean {
  const magic = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4)).toString('hex');
  return magic === '7f454c46' || magic === 'cffaedfe' || (magic.startsWith('4d5a') && bytes.length > 1024);
}
