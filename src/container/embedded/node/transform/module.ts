// ES modules as functions, because `eval` compiles scripts only. The linker is ../bindings/module_wrap.ts.
//
// A module's body becomes a generator function. Its first step runs no line of the module: function declarations come to
// life and the linker gets a getter for each export; the second step is the evaluation. With top-level await it is an
// async generator. Imported names are mostly plain constants that are set right before evaluation, when what they import
// has been evaluated; the code that uses them stays as it was written, and so do V8's messages about it. Only where an
// import can be seen to change, or be read too early (import cycles, exports that are assigned to again), its uses become
// calls of the exporter's getter: `live` imports.
// ECMA-262 sections 16.2 (modules) and 9.4.6 and 10.4.6 (namespace objects).
import type { AnyNode, ExportDefaultDeclaration, Identifier, ImportAttribute, Literal, Program } from 'acorn';
import { addAwaitEdits, DECLARE_FRAME } from './await.ts';
import { addEvalEdits, mayHoldEval } from './common-js.ts';
import { EditList, type EditLog } from './edits.ts';
import { findReferences, varNames } from './scope.ts';
import { boundIdentifiers, forEachChild, MODULE_OPTIONS, type Parse } from './syntax.ts';

/** The parameter through which a compiled module reaches its linker. */
const MODULE_LINK = '__backlotModule';
const DEFAULT_EXPORT = '__backlotDefault';
// An invisible character that identifiers may hold: names made with it can't be the program's, and read well in messages.
export const UNUSED_BY_PROGRAMS = '\u200c';

/** A place in the source, for errors of linking: offsets. */
export type Span = readonly [start: number, end: number];

export interface ModuleRequest {
  readonly specifier: string;
  /** import attributes, in source order */
  readonly attributes: readonly (readonly [key: string, value: string])[];
}

export interface ModuleImport {
  readonly local: string;
  /** index into `requests` */
  readonly request: number;
  /** what is imported; null for the namespace object */
  readonly name: string | null;
  readonly span: Span;
  /** the source assigns to the import, which must throw */
  readonly assigned: boolean;
}

export interface LocalExport {
  readonly name: string;
  readonly local: string;
  /** the binding is assigned to after its declaration */
  readonly mutable: boolean;
}

export interface IndirectExport {
  readonly name: string;
  readonly request: number;
  /** null for the namespace object */
  readonly imported: string | null;
  readonly span: Span;
}

/** A transformed module; JSON-serialisable, for packs. */
export interface ModuleSource {
  readonly kind: 'module';
  /** the body, without the function around it */
  readonly code: string;
  readonly edits: EditLog;
  readonly requests: readonly ModuleRequest[];
  readonly imports: readonly ModuleImport[];
  /** locals of `imports` whose uses are calls of their getters in `code` */
  readonly live: readonly string[];
  readonly localExports: readonly LocalExport[];
  readonly indirectExports: readonly IndirectExport[];
  /** indices of requests that `export *` names */
  readonly starExports: readonly number[];
  readonly hasTopLevelAwait: boolean;
  /** `export default function () {}`: its name is set by the head */
  readonly namesDefaultFunction: boolean;
}

/**
 * Transforms an ES module.
 * @param source its text
 * @param parse acorn's parse
 * @param live locals of imports that are to be read through getters; 'all', or none if left out
 * @throws acorn's SyntaxError
 */
export function transformModule(source: string, parse: Parse, live: ReadonlySet<string> | 'all' = new Set()): ModuleSource {
  const program = parse(source, MODULE_OPTIONS);
  const edits = new EditList();
  const requests = new Requests();
  const imports: (Omit<ModuleImport, 'assigned'>)[] = [];
  const locals: { name: string; local: string; span: Span }[] = [];
  const indirectExports: IndirectExport[] = [];
  const starExports: number[] = [];
  let namesDefaultFunction = false;
  let endDefaultExport = (): void => {};

  for (const node of program.body) {
    switch (node.type) {
      case 'ImportDeclaration': {
        const request = requests.indexOf(node.source, node.attributes);
        for (const specifier of node.specifiers) {
          const local = specifier.local.name;
          if (specifier.type === 'ImportSpecifier') {
            imports.push({ local, request, name: nameOf(specifier.imported), span: spanOf(specifier.imported) });
          } else {
            const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : null;
            imports.push({ local, request, name, span: spanOf(specifier.local) });
          }
        }
        edits.replace(node.start, node.end, ';');
        break;
      }
      case 'ExportAllDeclaration': {
        const request = requests.indexOf(node.source, node.attributes);
        if (node.exported) indirectExports.push({ name: nameOf(node.exported), request, imported: null, span: spanOf(node.exported) });
        else starExports.push(request);
        edits.replace(node.start, node.end, ';');
        break;
      }
      case 'ExportNamedDeclaration':
        if (node.source) {
          const request = requests.indexOf(node.source, node.attributes);
          for (const { exported, local } of node.specifiers) {
            indirectExports.push({ name: nameOf(exported), request, imported: nameOf(local), span: spanOf(local) });
          }
          edits.replace(node.start, node.end, ';');
        } else if (node.declaration) {
          for (const identifier of declaredIdentifiers(node.declaration)) {
            locals.push({ name: identifier.name, local: identifier.name, span: spanOf(identifier) });
          }
          edits.replace(node.start, node.declaration.start, '');
        } else {
          for (const { exported, local } of node.specifiers) {
            locals.push({ name: nameOf(exported), local: nameOf(local), span: spanOf(local) });
          }
          edits.replace(node.start, node.end, ';');
        }
        break;
      case 'ExportDefaultDeclaration': {
        const made = editDefaultExport(node, source, edits);
        namesDefaultFunction = made.namesFunction;
        if (made.end !== undefined) endDefaultExport = made.end;
        locals.push({ name: 'default', local: made.local, span: spanOf(node) });
        break;
      }
      default:
    }
  }

  const importOf = new Map(imports.map((entry) => [entry.local, entry]));
  const localExports: { name: string; local: string }[] = [];
  for (const { name, local, span } of locals) {
    const imported = importOf.get(local);
    if (imported === undefined) localExports.push({ name, local });
    else indirectExports.push({ name, request: imported.request, imported: imported.name, span });
  }

  const isLive = (local: string): boolean => importOf.has(local) && (live === 'all' || live.has(local));
  const written = editReferences(program, edits, new Set([...importOf.keys(), ...localExports.map(({ local }) => local)]), isLive);
  editImportExpressions(program, edits);
  if (source.startsWith('#!')) edits.replace(0, 2, '//');
  if (mayHoldEval(source)) addEvalEdits(program, edits);
  const hasTopLevelAwait = addAwaitEdits(program, source, edits, true);
  // Behind what closes the expression itself.
  endDefaultExport();
  return {
    kind: 'module',
    ...edits.applyTo(source),
    requests: requests.list,
    imports: imports.map((entry) => ({ ...entry, assigned: written.has(entry.local) })),
    live: imports.map(({ local }) => local).filter(isLive),
    localExports: localExports.map(({ name, local }) => ({ name, local, mutable: written.has(local) })),
    indirectExports,
    starExports,
    hasTopLevelAwait,
    namesDefaultFunction,
  };
}

/**
 * What stands in front of a module's code when it is compiled; the end is `})`. The function takes the linker's object:
 * - `link(getters, setLive, update)` gets a getter for each export, a function that takes the getters of the live imports in
 *   the order of `live`, and one that sets the value of an import that is not a constant.
 * - `values` are the values of the imports that are not live, read when the evaluation starts; by index in `imports`.
 * - `meta`, `import`, `constant` (throws when set) and `nameDefault` serve the code.
 * @param updated locals whose values may be set again by the linker (imports of builtin modules)
 */
export function moduleFunctionHead(module: ModuleSource, updated: ReadonlySet<string>): string {
  const { imports, live, localExports } = module;
  const getters = localExports.map(({ name, local }) => `${propertyKey(name)}:()=>${local}`).join(',');
  const setLive = live.map((local, index) => `${liveGetter(local)}=g[${index}];`).join('');
  const isLive = new Set(live);
  const read = imports.flatMap(({ local, assigned }, index) => {
    if (isLive.has(local)) return [];
    return `${updated.has(local) && !assigned ? 'let' : 'const'} ${local}=${MODULE_LINK}.values[${index}];`;
  });
  const update = imports.flatMap(({ local, assigned }, index) =>
    updated.has(local) && !assigned && !isLive.has(local) ? `case ${index}:${local}=v;break;` : []);
  return `(${module.hasTopLevelAwait ? 'async ' : ''}function*(${MODULE_LINK}){'use strict';` +
    (live.length > 0 ? `let ${live.map(liveGetter).join(',')};` : '') +
    (module.namesDefaultFunction ? `${MODULE_LINK}.nameDefault(${DEFAULT_EXPORT});` : '') +
    `${MODULE_LINK}.link({__proto__:null,${getters}},(g)=>{${setLive}},(i,v)=>{switch(i){${update.join('')}}});yield;` +
    read.join('') + (module.hasTopLevelAwait ? DECLARE_FRAME : '');
}

/** An own property even for the name __proto__. */
const propertyKey = (name: string): string => (name === '__proto__' ? '["__proto__"]' : JSON.stringify(name));

const liveGetter = (local: string): string => local + UNUSED_BY_PROGRAMS;

/** Module requests, each specifier with its attributes once. */
class Requests {
  readonly list: ModuleRequest[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(source: Literal, attributes: readonly ImportAttribute[]): number {
    const request: ModuleRequest = {
      specifier: String(source.value),
      attributes: attributes.map(({ key, value }) => [nameOf(key), String(value.value)]),
    };
    const key = JSON.stringify(request);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.list.length);
    return this.list.push(request) - 1;
  }
}

function nameOf(node: Identifier | Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

const spanOf = ({ start, end }: AnyNode): Span => [start, end];

function declaredIdentifiers(declaration: AnyNode): Identifier[] {
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => boundIdentifiers(id));
  if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) return [declaration.id];
  return [];
}

function editDefaultExport(node: ExportDefaultDeclaration, source: string, edits: EditList): { local: string; namesFunction: boolean; end?: () => void } {
  const { declaration } = node;
  const keywordEnd = source.indexOf('default', node.start) + 'default'.length;
  if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) {
    edits.replace(node.start, declaration.start, '');
    return { local: declaration.id.name, namesFunction: false };
  }
  if (declaration.type === 'FunctionDeclaration') {
    edits.replace(node.start, declaration.start, '');
    edits.open(source.indexOf('(', declaration.start), ` ${DEFAULT_EXPORT}`);
    return { local: DEFAULT_EXPORT, namesFunction: true };
  }
  // As a property's value, an anonymous function or class gets the property's name: 'default', as the specification asks.
  edits.replace(node.start, keywordEnd, `const ${DEFAULT_EXPORT}={default:`);
  const closed = source[node.end - 1] === ';' && declaration.end < node.end;
  const end = (): void => edits.close(closed ? node.end - 1 : node.end, closed ? '}.default' : '}.default;');
  return { local: DEFAULT_EXPORT, namesFunction: false, end };
}

/** Edits the uses of live imports; returns which of the names are assigned to. */
function editReferences(program: Program, edits: EditList, names: ReadonlySet<string>, isLive: (local: string) => boolean): Set<string> {
  const written = new Set<string>();
  findReferences(program, new Set([...names, 'arguments']), ({ name, start, end, written: isTarget, shorthand, constructed }) => {
    if (name === 'arguments') {
      // Free in a module, but the arguments object within the function we make of it.
      edits.replace(start, end, (shorthand ? 'arguments:' : '') + name + UNUSED_BY_PROGRAMS);
      return;
    }
    if (isTarget) written.add(name);
    if (!isLive(name)) return;
    const call = isTarget ? `${MODULE_LINK}.constant` : `${liveGetter(name)}()`;
    edits.replace(start, end, (shorthand ? `${name}:` : '') + (constructed ? `(${call})` : call));
  });
  // `var x` may stand twice, and initialise twice.
  const vars = program.body.flatMap((statement) => varNames(statement));
  for (const [index, name] of vars.entries()) if (names.has(name) && vars.indexOf(name) !== index) written.add(name);
  return written;
}

function editImportExpressions(program: Program, edits: EditList): void {
  const visit = (node: AnyNode): void => {
    if (node.type === 'ImportExpression') edits.replace(node.start, node.start + 'import'.length, `${MODULE_LINK}.import`);
    else if (node.type === 'MetaProperty' && node.meta.name === 'import') edits.replace(node.start, node.end, `${MODULE_LINK}.meta`);
    forEachChild(node, visit);
  };
  visit(program);
}
