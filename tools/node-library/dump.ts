// Run by hand when the pin moves (Linux x64): learns from the binary itself where its sources lie and what each
// internalBinding offers, and writes both to pin/*.json. Everything else reads those files and never runs the binary.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PIN_FILES, type BuiltinOffset, type BuiltinOffsets } from './pin.ts';

/** Says `{"a":…,\n"b":…}`: one top-level key a line, so that a diff between two pins can be read. */
function jsonByLine(value: Record<string, unknown>): string {
  const lines = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function findOffsets(binary: Buffer, sources: Record<string, string>): BuiltinOffsets {
  const builtins: Record<string, BuiltinOffset> = {};
  for (const [id, source] of Object.entries(sources)) {
    for (const encoding of ['latin1', 'utf16le'] as const) {
      const bytes = Buffer.from(source, encoding);
      if (bytes.toString(encoding) !== source) continue;
      const offset = binary.indexOf(bytes);
      if (offset < 0) continue;
      builtins[id] = [offset, bytes.length, encoding];
      break;
    }
    if (builtins[id] === undefined) throw new Error(`the source of ${id} does not lie verbatim in the binary`);
  }
  return { sha256: createHash('sha256').update(binary).digest('hex'), builtins };
}

/**
 * Writes the pin files for a Node binary.
 * @param binaryPath the official binary that pin.ts names
 */
export function dump(binaryPath: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'backlot-dump-'));
  try {
    const output = join(scratch, 'dump.json');
    const script = fileURLToPath(new URL('./dump-bindings.cjs', import.meta.url));
    execFileSync(binaryPath, ['--expose-internals', '--no-warnings', script, output], { stdio: 'inherit' });
    const { sources, shapes } = JSON.parse(readFileSync(output, 'utf8')) as {
      sources: Record<string, string>;
      shapes: Record<string, unknown>;
    };
    const { sha256, builtins } = findOffsets(readFileSync(binaryPath), sources);
    writeFileSync(PIN_FILES.offsets, `{"sha256": "${sha256}",\n"builtins": ${jsonByLine(builtins)}}\n`);
    writeFileSync(PIN_FILES.shapes, jsonByLine(shapes));
    console.log(`${Object.keys(builtins).length} sources, ${Object.keys(shapes).length} bindings`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
