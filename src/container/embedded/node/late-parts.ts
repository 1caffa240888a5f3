// The parts of Node that a process is given only when a program may want them (kernel/late-parts.ts), as this process has
// them. They come as Blobs, which cost nothing to hand around, and are read when the library asks for them.
import type { LatePart, LibraryPartName } from '../kernel/late-parts.ts';
import type { BindingFactory } from './environment.ts';
import type { Natives } from './natives.ts';

const TITLES: Readonly<Record<LatePart, string>> = {
  typescript: "Node's TypeScript stripper", sqlite: 'SQLite', brotli: 'Brotli', crypto: "Node's crypto library", zlib: "Node's zlib library",
  http2: "Node's http2 library",
};

/** A piece of Node's library that comes late, as tools/node-library packs it (JSON). */
export interface LibraryPart {
  /** builtin id -> source */
  readonly sources: Readonly<Record<string, string>>;
  /** a script that makes a variable `exported`: `bindings` are factories, by the names of what they make */
  readonly script: string;
}

export interface LateParts {
  add(part: LatePart, contents: Blob): void;
  has(part: LatePart): boolean;
  /** @throws when the page has not loaded the part (yet) */
  bytes(part: LatePart): Uint8Array<ArrayBuffer>;
  /** A piece of the library, read when it is first asked for. @throws as `bytes` */
  library(part: LibraryPartName): LibraryPart;
  /** A binding that comes with a piece of the library. @throws as `bytes` */
  binding(part: LibraryPartName, name: string): BindingFactory;
}

/**
 * Makes the store of one process.
 * @param missing told what a program wants and the page has not loaded; may give it nevertheless
 */
export function createLateParts(
  natives: Pick<Natives, 'readBlob' | 'TextDecoder' | 'eval'>,
  missing: (part: LatePart) => Uint8Array<ArrayBuffer> | undefined,
): LateParts {
  const blobs = new Map<LatePart, Blob>();
  const libraries = new Map<LibraryPartName, LibraryPart>();
  const factories = new Map<LibraryPartName, Readonly<Record<string, BindingFactory>>>();
  const bytes = (part: LatePart): Uint8Array<ArrayBuffer> => {
    const blob = blobs.get(part);
    if (blob !== undefined) return new Uint8Array(natives.readBlob(blob));
    const given = missing(part);
    if (given === undefined) {
      const error = new Error(`${TITLES[part]} has not been loaded into the page yet. It comes when a file needs it: run the program again.`);
      // With this code `--eval` throws the SyntaxError of what it was given, which may be no TypeScript, and adds the message to that.
      throw part === 'typescript' ? Object.assign(error, { code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' }) : error;
    }
    return given;
  };
  const library = (part: LibraryPartName): LibraryPart => {
    const known = libraries.get(part) ?? (JSON.parse(new natives.TextDecoder().decode(bytes(part))) as LibraryPart);
    libraries.set(part, known);
    return known;
  };
  return {
    add: (part, contents) => void blobs.set(part, contents),
    has: (part) => blobs.has(part),
    bytes,
    library,
    binding(part, name) {
      // Frames of blob: scripts are this runtime's own, which stack traces leave out.
      const made = factories.get(part) ?? (natives.eval(`${library(part).script}\nexported.bindings;\n//# sourceURL=blob:backlot/${part}`) as Readonly<Record<string, BindingFactory>>);
      factories.set(part, made);
      const factory = made[name];
      if (factory === undefined) throw new TypeError(`${TITLES[part]} has no binding ${name}`);
      return factory;
    },
  };
}
