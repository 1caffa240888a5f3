// Makes AsyncLocalStorage's context survive `await`, which browsers give no hook for: the context is captured when a
// function suspends and put back when it goes on (see ../promises.ts for the helper that the inserted code calls).
// No microtask is added: what is awaited stays the value that the program awaits. What V8 does, and Node 24 relies on, is
// to store the context in the reaction of the awaited promise (AsyncContextFrame, src/async_context_frame.cc).
import type { AnyNode, Options } from 'acorn';
import { EditList, type EditedSource } from './edits.ts';
import { forEachChild, isFunction, type FunctionNode, type Parse } from './syntax.ts';

/** The global that inserted code calls; not enumerable. */
export const AWAIT_HELPER = '__backlot';
/** The variable of an async function that holds its context while it is suspended. */
export const AWAIT_FRAME = '__backlotFrame';

export const DECLARE_FRAME = `const ${AWAIT_FRAME}=${AWAIT_HELPER}.frame();`;
const RECOVER = `${AWAIT_HELPER}.recover(${AWAIT_FRAME});`;

/** An async function (or a module's top level) while its body is walked. */
interface Activation {
  readonly generator: boolean;
  suspends: boolean;
  /** start of each catch and finally block: where the context is put back after a rejected await */
  readonly recoveries: Recovery[];
}

interface Recovery {
  readonly fill: (text: string) => void;
  /** the variable that holds the caught error */
  readonly caught: string | undefined;
}

// What an async function returns is resolved like a promise: only these can be thenables.
const MAYBE_THENABLE: ReadonlySet<string> = new Set([
  'CallExpression', 'Identifier', 'MemberExpression', 'ConditionalExpression', 'LogicalExpression', 'SequenceExpression',
  'NewExpression', 'TaggedTemplateExpression', 'ThisExpression', 'ChainExpression', 'AssignmentExpression',
]);

/**
 * Adds the edits for every async function of a tree.
 * @param root the program
 * @param source its text
 * @param edits where the edits go
 * @param topLevel whether `await` may stand at the top level, in which case the caller declares the frame
 * @returns whether the top level suspends
 */
export function addAwaitEdits(root: AnyNode, source: string, edits: EditList, topLevel: boolean): boolean {
  const top: Activation | undefined = topLevel ? { generator: false, suspends: false, recoveries: [] } : undefined;
  /** Inserts before a place; minified code may have a keyword right there (`return[x]`, `yield(x)`). */
  const open = (at: number, text: string): void => edits.open(at, /[\w$]/.test(source[at - 1] ?? '') ? ` ${text}` : text);
  walk(root, top, undefined);
  if (top?.suspends) fillRecoveries(top);
  return top?.suspends ?? false;

  function walk(node: AnyNode, activation: Activation | undefined, parent: AnyNode | undefined): void {
    if (isFunction(node)) return walkFunction(node);
    if (node.type === 'StaticBlock' || node.type === 'PropertyDefinition') {
      // A class body is not part of the function around it; a computed key is.
      forEachChild(node, (child) => walk(child, node.type === 'PropertyDefinition' && child === node.key ? activation : undefined, node));
      return;
    }
    const children = (): void => forEachChild(node, (child) => walk(child, activation, node));
    if (activation === undefined) return children();

    switch (node.type) {
      case 'AwaitExpression': {
        activation.suspends = true;
        open(node.start, `${AWAIT_HELPER}.resume(`);
        open(node.argument.start, `${AWAIT_HELPER}.suspend((`);
        children();
        edits.close(node.argument.end, `),${AWAIT_FRAME})`);
        edits.close(node.end, `,${AWAIT_FRAME})`);
        return;
      }
      case 'YieldExpression': {
        if (!activation.generator) return children();
        activation.suspends = true;
        open(node.start, `${AWAIT_HELPER}.${node.delegate ? 'resume' : 'yielded'}(`);
        if (node.argument) open(node.argument.start, node.delegate ? `${AWAIT_HELPER}.iterate((` : `${AWAIT_HELPER}.yielding((`);
        children();
        if (node.argument) edits.close(node.argument.end, `),${AWAIT_FRAME})`);
        edits.close(node.end, `,${AWAIT_FRAME})`);
        return;
      }
      case 'ForOfStatement': {
        if (!node.await) return children();
        activation.suspends = true;
        const labelled = parent?.type === 'LabeledStatement';
        if (!labelled) open(node.start, '{');
        open(node.right.start, `${AWAIT_HELPER}.iterate((`);
        walk(node.left, activation, node);
        walk(node.right, activation, node);
        edits.close(node.right.end, `),${AWAIT_FRAME},${JSON.stringify(shownName(node.right, source))})`);
        const block = node.body.type === 'BlockStatement';
        open(block ? node.body.start + 1 : node.body.start, block ? RECOVER : `{${RECOVER}`);
        walk(node.body, activation, node);
        if (!block) edits.close(node.body.end, '}');
        if (!labelled) edits.close(node.end, `${RECOVER}}`);
        return;
      }
      case 'LabeledStatement': {
        if (node.body.type !== 'ForOfStatement' || !node.body.await) return children();
        open(node.start, '{');
        children();
        edits.close(node.end, `${RECOVER}}`);
        return;
      }
      case 'TryStatement': {
        // A rejected await goes on in catch or finally, where nothing has put the context back yet.
        if (node.handler) {
          const caught = node.handler.param?.type === 'Identifier' ? node.handler.param.name : undefined;
          activation.recoveries.push({ fill: edits.reserve(node.handler.body.start + 1), caught });
        }
        if (node.finalizer) activation.recoveries.push({ fill: edits.reserve(node.finalizer.start + 1), caught: undefined });
        return children();
      }
      case 'VariableDeclaration':
        if (node.kind === 'await using') activation.suspends = true;
        return children();
      case 'ReturnStatement': {
        if (activation === top || activation.generator || !node.argument || !MAYBE_THENABLE.has(node.argument.type)) return children();
        open(node.argument.start, `${AWAIT_HELPER}.settle((`);
        children();
        edits.close(node.argument.end, '))');
        return;
      }
      default:
        children();
    }
  }

  function walkFunction(node: FunctionNode): void {
    const { body } = node;
    const activation: Activation | undefined = node.async ? { generator: node.generator, suspends: false, recoveries: [] } : undefined;
    for (const parameter of node.params) walk(parameter, undefined, node);
    if (body.type === 'BlockStatement') {
      const at = directivesEnd(body.body, body.start + 1);
      const slot = edits.reserve(at);
      walk(body, activation, node);
      if (!activation?.suspends) return;
      slot(at === body.start + 1 ? DECLARE_FRAME : `;${DECLARE_FRAME}`);
      fillRecoveries(activation);
      return;
    }
    if (activation === undefined) return walk(body, undefined, node);
    const arrow = source.indexOf('=>', arrowSearchStart(node)) + 2;
    const slot = edits.reserve(arrow);
    const settles = MAYBE_THENABLE.has(body.type);
    if (settles) open(body.start, `${AWAIT_HELPER}.settle((`);
    walk(body, activation, node);
    if (settles) edits.close(body.end, '))');
    if (!activation.suspends) return;
    slot(`{${DECLARE_FRAME}return (`);
    edits.close(node.end, ');}');
  }

  function arrowSearchStart(node: FunctionNode): number {
    const last = node.params.at(-1);
    if (last !== undefined) return skipComments(last.end);
    return skipComments(node.start);
  }

  /** The offset of the next `=>` from here that is not within a comment. */
  function skipComments(from: number): number {
    const comment = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|=>/g;
    comment.lastIndex = from;
    for (let match = comment.exec(source); match !== null; match = comment.exec(source)) {
      if (match[0] === '=>') return match.index;
    }
    return from;
  }
}

function fillRecoveries({ recoveries }: Activation): void {
  for (const { fill, caught } of recoveries) fill(caught === undefined ? RECOVER : `${AWAIT_HELPER}.recover(${AWAIT_FRAME},${caught});`);
}

/** Where statements start behind a body's directives (`'use strict'`). */
function directivesEnd(body: readonly AnyNode[], start: number): number {
  let at = start;
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) break;
    at = statement.end;
  }
  return at;
}

/** What V8 would call an expression in "... is not async iterable". */
function shownName(node: AnyNode, source: string): string {
  const text = source.slice(node.start, node.end);
  return /^[\w$.]+$/.test(text) ? text : '(intermediate value)';
}

/** Whether a CommonJS source can hold anything that {@link transformAwait} changes; a cheap look at its text. */
export const mayHoldAsyncFunctions = (source: string): boolean => /\basync\b/.test(source);

/**
 * Transforms a script in which `await` stands in async functions only: CommonJS modules and Node's own builtins.
 * @param source the text; returned as it is when there is nothing to do
 * @param parse acorn's parse
 * @throws acorn's SyntaxError
 */
export function transformAwait(source: string, parse: Parse, options: Options = { ecmaVersion: 'latest', sourceType: 'commonjs', allowHashBang: true }): EditedSource {
  if (!mayHoldAsyncFunctions(source)) return { code: source, edits: [] };
  const edits = new EditList();
  addAwaitEdits(parse(source, options), source, edits, false);
  return edits.applyTo(source);
}
