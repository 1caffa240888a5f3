// The worker that understands JavaScript and TypeScript: Monaco's, with modules found as Node finds them (package.json of the learner, declarations
// of the packages that the lesson uses), and with an eye for what a learner of JavaScript wants to hear. Facts: monaco-editor 0.57
// languages/features/typescript/tsWorker.js, TypeScript 5.9 LanguageServiceHost.
import type ts from 'typescript';
import { initialize, libFileMap, TypeScriptWorker } from 'monaco-editor/languages/features/typescript/ts.worker.js';
import { concernsJavaScript } from './javascript-diagnostics.ts';
import { loadTypePacks } from './type-packs.ts';

/** Where the learner's project is, to Monaco. */
const ROOT = 'file:///';
/** ts.DiagnosticCategory.Warning */
const WARNING = 0;
const NODE_TYPES = `${ROOT}node_modules/@types/node/index.d.ts`;

/** What the page asks of the worker besides what Monaco does. */
export interface LessonTypes {
  /** Takes the declarations of packages. @param base the address of `packages/` */
  loadTypes(base: string, packages: readonly string[]): Promise<void>;
  /** Takes the learner's files that Monaco may not show to this worker: package.json, and those that are not being edited. */
  setFiles(files: Readonly<Record<string, string>>): Promise<void>;
  /** The text of a declaration file; undefined for others. */
  textOf(uri: string): Promise<string | undefined>;
}

class LessonWorker extends TypeScriptWorker implements LessonTypes {
  readonly #types = new Map<string, string>();
  readonly #files = new Map<string, { text: string; version: number }>();
  #folders = new Set<string>();
  #ready = false;
  #versions = 1;

  async loadTypes(base: string, packages: readonly string[]): Promise<void> {
    const packs = await loadTypePacks(base, ['node', ...packages]);
    this.#types.clear();
    for (const pack of packs) for (const [path, text] of Object.entries(pack)) this.#types.set(ROOT + path, text);
    this.#ready = true;
    this.#changed();
  }

  async setFiles(files: Readonly<Record<string, string>>): Promise<void> {
    const same = Object.keys(files).length === this.#files.size && Object.entries(files).every(([path, text]) => this.#files.get(ROOT + path)?.text === text);
    if (same) return;
    this.#files.clear();
    this.#versions++;
    for (const [path, text] of Object.entries(files)) this.#files.set(ROOT + path, { text, version: this.#versions });
    this.#changed();
  }

  async textOf(uri: string): Promise<string | undefined> {
    return this.#types.get(uri) ?? libFileMap[uri.slice(ROOT.length)];
  }

  #changed(): void {
    this.#folders = new Set([...this.#types.keys(), ...this.#files.keys()].flatMap(foldersAbove));
    // What could not be found before is looked for again.
    this.getLanguageService().cleanupSemanticCache();
  }

  override getScriptFileNames(): string[] {
    // Declarations are read when something imports them; Node's globals are there without.
    return this.#types.has(NODE_TYPES) ? [...super.getScriptFileNames(), NODE_TYPES] : super.getScriptFileNames();
  }

  override getScriptVersion(fileName: string): string {
    // What Monaco shows is the newest there is.
    const shown = super.getScriptVersion(fileName);
    if (shown !== '') return shown;
    const file = this.#files.get(fileName);
    return file ? `file ${file.version}` : this.#types.has(fileName) ? '1' : '';
  }

  override _getScriptText(fileName: string): string | undefined {
    return super._getScriptText(fileName) ?? this.#files.get(fileName)?.text ?? this.#types.get(fileName);
  }

  directoryExists(folder: string): boolean {
    const name = folder.replace(/\/+$/, '');
    return name === 'file://' || name === '' || this.#folders.has(name) || this._ctx.getMirrorModels().some((model) => model.uri.toString().startsWith(`${name}/`));
  }

  getDirectories(folder: string): string[] {
    return this.#children(folder).folders;
  }

  /** For the completion of paths: the files that lie in a folder itself. */
  readDirectory(folder: string, extensions?: readonly string[]): string[] {
    return this.#children(folder).files.filter((file) => !extensions || extensions.some((extension) => file.endsWith(extension)));
  }

  #children(folder: string): { readonly folders: string[]; readonly files: string[] } {
    const start = `${folder.replace(/\/+$/, '')}/`;
    const folders = new Set<string>();
    const files: string[] = [];
    const all = [...this._ctx.getMirrorModels().map((model) => model.uri.toString()), ...this.#files.keys(), ...this.#types.keys()];
    for (const path of all) {
      if (!path.startsWith(start)) continue;
      const rest = path.slice(start.length);
      const slash = rest.indexOf('/');
      if (slash < 0) files.push(path);
      else folders.add(rest.slice(0, slash));
    }
    return { folders: [...folders], files };
  }

  override async getSemanticDiagnostics(fileName: string): Promise<ts.Diagnostic[]> {
    // Before the declarations are there, every import would seem wrong.
    if (!this.#ready || fileName.includes('/node_modules/')) return [];
    const found = await super.getSemanticDiagnostics(fileName);
    if (!/\.[cm]?js$/.test(fileName)) return found;
    return found.filter((diagnostic) => concernsJavaScript(diagnostic.code)).map((diagnostic) => ({ ...diagnostic, category: WARNING }));
  }

  override async getSuggestionDiagnostics(fileName: string): Promise<ts.Diagnostic[]> {
    // What is never used, and what is deprecated. How else one could write it is the learner's affair.
    return (await super.getSuggestionDiagnostics(fileName)).filter((diagnostic) => diagnostic.reportsUnnecessary !== undefined || diagnostic.reportsDeprecated !== undefined);
  }
}

/** `file:///a/b/c.ts` -> `file:///a/b`, `file:///a` */
function foldersAbove(uri: string): string[] {
  const folders: string[] = [];
  for (let at = uri.lastIndexOf('/'); at > ROOT.length; at = uri.lastIndexOf('/', at - 1)) folders.push(uri.slice(0, at));
  return folders;
}

self.onmessage = () => {
  initialize((context, data) => new LessonWorker(context, data));
};
