// Files that come from somebody else (a link, a zip, a backup): checked before anything is done with them. Hostile input is expected.

/** What came in cannot be used. The message is for whoever opened it. */
export class ForeignFilesError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ForeignFilesError';
  }
}

export const foreignLimits = {
  /** files */
  count: 200,
  /** bytes of one file */
  file: 512 * 1024,
  /** bytes of all files together */
  total: 2 * 1024 * 1024,
  /** characters of a path */
  path: 200,
} as const;

const NAMES_OF_WINDOWS = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Why a path cannot be a file of a program; null when it can. */
export function pathProblem(path: string): string | null {
  if (path === '' || path.length > foreignLimits.path) return 'its name is empty or too long';
  if (path.startsWith('/') || path.includes('\\') || /^[a-z]:/i.test(path)) return 'its name is no path within a folder';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'its name leads out of the folder';
  if (parts.includes('node_modules')) return 'node_modules belongs to the packages';
  // Such names mean something to JavaScript, or to the system it may be unpacked on.
  if (parts.some((part) => part === '__proto__' || part === '.git' || NAMES_OF_WINDOWS.test(part))) return 'its name is reserved';
  return /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(path) ? 'its name has characters that cannot be shown' : null;
}

const asShown = (path: string): string => JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);

/**
 * Checks what claims to be files.
 * @returns path -> text, without a prototype's names
 * @throws ForeignFilesError
 */
export function readForeignFiles(given: unknown): Readonly<Record<string, string>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new ForeignFilesError('It holds no files.');
  const entries = Object.entries(given);
  if (entries.length === 0) throw new ForeignFilesError('It holds no files.');
  if (entries.length > foreignLimits.count) throw new ForeignFilesError(`It holds ${entries.length} files; more than ${foreignLimits.count} are not opened.`);
  const files: Record<string, string> = {};
  let total = 0;
  for (const [path, text] of entries) {
    const problem = pathProblem(path);
    if (problem !== null) throw new ForeignFilesError(`The file ${asShown(path)} is refused: ${problem}.`);
    if (typeof text !== 'string') throw new ForeignFilesError(`The file ${asShown(path)} is not text.`);
    if (text.length > foreignLimits.file) throw new ForeignFilesError(`The file ${asShown(path)} is larger than ${foreignLimits.file / 1024} KB.`);
    total += text.length;
    if (total > foreignLimits.total) throw new ForeignFilesError(`Its files are larger than ${foreignLimits.total / 1024 / 1024} MB together.`);
    files[path] = text;
  }
  const names = Object.keys(files);
  const folder = names.find((path) => names.some((other) => other.startsWith(`${path}/`)));
  if (folder !== undefined) throw new ForeignFilesError(`${asShown(folder)} is a file and a folder.`);
  return files;
}
