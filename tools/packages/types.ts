// Packs the declarations that the editor completes from: for each package of lessons/package.json the .d.ts files that TypeScript reads for it
// (its own, or those of @types from devDependencies), and Node's own. Which files those are TypeScript itself says, so that nothing of a package
// but what its types need is carried along. The format is src/app/editor/type-packs.ts's.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { ensureInstalled, LESSONS_DIR, type Log } from './install.ts';

/** Name of a package, or `node` -> the file that has its types. */
export type TypesManifest = Readonly<Record<string, string>>;

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE_DIR = join(HERE, '..', '..', '.cache', 'types');

/** Declarations of a package, and the package.json files by which they are found: path below the project -> text. */
type Files = Map<string, string>;

/**
 * Writes `types-<name>-<hash>.pack` for each package and for Node, and `types.json`, which names them.
 * @returns the folder that has them
 * @throws when the packages can't be installed
 */
export async function buildTypes(lessonsDir: string = LESSONS_DIR, log: Log = () => {}): Promise<string> {
  const hash = createHash('sha256').update(ts.version);
  for (const path of [join(lessonsDir, 'package.json'), join(lessonsDir, 'package-lock.json'), fileURLToPath(import.meta.url)]) hash.update(await readFile(path)).update('\0');
  const folder = join(CACHE_DIR, hash.digest('hex').slice(0, 16));
  if (existsSync(join(folder, 'types.json'))) return folder;
  await ensureInstalled(lessonsDir, log);
  const { dependencies = {} } = JSON.parse(await readFile(join(lessonsDir, 'package.json'), 'utf8')) as { dependencies?: Record<string, string> };
  const node = declarationsOf(lessonsDir, '/// <reference types="node" />\n');
  // Made aside and then moved, so that a build that is broken off leaves nothing that looks complete.
  const partial = `${folder}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  const manifest: Record<string, string> = {};
  const write = async (name: string, files: Files): Promise<void> => {
    const text = JSON.stringify(Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1))));
    const packed = gzipSync(text, { level: 9 });
    // The header's byte for the operating system: 255, unknown, on every one.
    packed[9] = 255;
    const file = `types-${name.replace('/', '__')}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.pack`;
    await writeFile(join(partial, file), packed);
    manifest[name] = file;
    log(`packed the types of ${name}: ${files.size} files, ${Math.round(packed.length / 1024)} KB`);
  };
  await write('node', node);
  for (const name of Object.keys(dependencies).sort()) {
    const files = declarationsOf(lessonsDir, `import '${name}';\nimport all = require('${name}');\nexport default all;\n`);
    for (const path of node.keys()) files.delete(path);
    if (![...files.keys()].some((path) => path.startsWith(`node_modules/${name}/`) || path.startsWith(`node_modules/@types/${name.replace(/^@(.+)\//, '$1__')}/`))) {
      // Without types of its own it can be imported all the same: as anything.
      files.set(`node_modules/${name}/package.json`, JSON.stringify({ name, types: 'untyped.d.ts' }));
      files.set(`node_modules/${name}/untyped.d.ts`, 'declare const anything: any;\nexport = anything;\n');
    }
    await write(name, files);
  }
  await writeFile(join(partial, 'types.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  await rename(partial, folder).catch(async (error: unknown) => {
    // Another process was faster.
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(join(folder, 'types.json'))) throw error;
  });
  return folder;
}

/** The declarations below node_modules that TypeScript reads for a module, however it is imported. */
function declarationsOf(lessonsDir: string, source: string): Files {
  const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ESNext, types: [], noEmit: true };
  const roots = new Map([['module.mts', source], ['script.cts', source]].map(([name, text]) => [join(lessonsDir, name ?? '').split(sep).join('/'), text ?? '']));
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => roots.has(path) || ts.sys.fileExists(path);
  host.readFile = (path) => roots.get(path) ?? ts.sys.readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = roots.get(path);
    return text === undefined ? getSourceFile(path, languageVersion, ...rest) : ts.createSourceFile(path, text, languageVersion);
  };
  host.getCurrentDirectory = () => lessonsDir;
  const program = ts.createProgram({ rootNames: [...roots.keys()], options, host });
  const files: Files = new Map();
  for (const file of program.getSourceFiles()) {
    const path = relative(lessonsDir, file.fileName).split(sep).join('/');
    if (!path.startsWith('node_modules/') || !file.isDeclarationFile) continue;
    files.set(path, file.text);
    // The package.json files above it tell what it is called and whether its modules are ES modules.
    for (let folder = dirname(path); folder.includes('node_modules/'); folder = dirname(folder)) {
      const manifest = join(lessonsDir, folder, 'package.json');
      if (!files.has(`${folder}/package.json`) && existsSync(manifest)) files.set(`${folder}/package.json`, trimManifest(ts.sys.readFile(manifest) ?? '{}'));
    }
  }
  return files;
}

/** What finding a module needs of a package.json. */
function trimManifest(text: string): string {
  const manifest = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries(['name', 'version', 'type', 'main', 'module', 'types', 'typings', 'typesVersions', 'exports', 'imports'].flatMap((key) => (manifest[key] === undefined ? [] : [[key, manifest[key]]]))));
}
