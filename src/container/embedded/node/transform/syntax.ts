// The little that the transforms need of a syntax tree beyond acorn's own types.
import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression, Identifier, Options, Pattern, Program } from 'acorn';

/** acorn's `parse`: Node's own copy of it in a process, npm's in tools and tests. */
export type Parse = (source: string, options: Options) => Program;

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

export const COMMON_JS_OPTIONS: Options = { ecmaVersion: 'latest', sourceType: 'commonjs', allowHashBang: true };
export const SCRIPT_OPTIONS: Options = { ecmaVersion: 'latest', sourceType: 'script', allowHashBang: true };
export const MODULE_OPTIONS: Options = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true };

/** Whether a node is a function of any kind. */
export function isFunction(node: AnyNode): node is FunctionNode {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Calls back for each node directly below a node, in source order. */
export function forEachChild(node: AnyNode, visit: (child: AnyNode) => void): void {
  for (const key in node) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item);
    } else if (isNode(value)) {
      visit(value);
    }
  }
}

/** The identifiers that a binding pattern declares. */
export function boundIdentifiers(pattern: Pattern, found: Identifier[] = []): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      found.push(pattern);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) boundIdentifiers(property.type === 'RestElement' ? property.argument : property.value, found);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) boundIdentifiers(element, found);
      break;
    case 'AssignmentPattern':
      boundIdentifiers(pattern.left, found);
      break;
    case 'RestElement':
      boundIdentifiers(pattern.argument, found);
      break;
    case 'MemberExpression':
      break;
  }
  return found;
}
