// CommonJS modules and classic scripts: the await transform, and `import()`, which a function compiled by `eval` can't leave
// to the engine.
import type { AnyNode, Options } from 'acorn';
import { addAwaitEdits, mayHoldAsyncFunctions } from './await.ts';
import { EditList, type EditLog } from './edits.ts';
import { COMMON_JS_OPTIONS, forEachChild, type Parse } from './syntax.ts';

/** What `import` becomes: the compiled function's own importer. */
export const DYNAMIC_IMPORT = '__backlotImport';
/** The global that direct evals call, and code that was made out of text (../made-code.ts); not enumerable. */
export const MADE_CODE = '__backlotMadeCode';

/** A transformed CommonJS module or script; JSON-serialisable, for packs. */
export interface CommonJsSource {
  readonly kind: 'commonjs';
  readonly code: string;
  readonly edits: EditLog;
  /** the code calls {@link DYNAMIC_IMPORT} */
  readonly importsDynamically: boolean;
}

/**
 * Transforms a CommonJS module.
 * @param source its text; not even parsed when it has neither async functions nor `import` nor `eval`
 * @param parse acorn's parse
 * @param options acorn's options, for what is not a CommonJS module
 * @param importer what `import` becomes
 * @throws acorn's SyntaxError
 */
export function transformCommonJs(source: string, parse: Parse, options: Options = COMMON_JS_OPTIONS, importer = DYNAMIC_IMPORT): CommonJsSource {
  const mayImport = /\bimport\b/.test(source);
  const mayAwait = mayHoldAsyncFunctions(source);
  const mayEvaluate = mayHoldEval(source);
  if (!mayImport && !mayAwait && !mayEvaluate) return { kind: 'commonjs', code: source, edits: [], importsDynamically: false };
  const edits = new EditList();
  const tree = parse(source, options);
  if (mayEvaluate) addEvalEdits(tree, edits);
  if (mayAwait) addAwaitEdits(tree, source, edits, options.allowAwaitOutsideFunction === true);
  const importsDynamically = mayImport && addImportEdits(tree, edits, importer);
  return { kind: 'commonjs', ...edits.applyTo(source), importsDynamically };
}

/** Replaces the `import` of each `import()`; returns whether there was any. */
function addImportEdits(root: AnyNode, edits: EditList, importer: string): boolean {
  let found = false;
  const visit = (node: AnyNode): void => {
    if (node.type === 'ImportExpression') {
      found = true;
      edits.replace(node.start, node.start + 'import'.length, importer);
    }
    forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** Whether a source can hold a direct eval; a cheap look at its text. */
export const mayHoldEval = (source: string): boolean => /\beval\s*\(/.test(source);

/** Has the text of each direct eval transformed as it is run. Call it before the edits of `await`, which stand around these. */
export function addEvalEdits(root: AnyNode, edits: EditList): void {
  const visit = (node: AnyNode): void => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval' && !node.optional) {
      edits.replace(node.callee.start, node.callee.end, `eval(${MADE_CODE}.evaluated(eval)`);
      edits.close(node.end, ')');
    }
    forEachChild(node, visit);
  };
  visit(root);
}
