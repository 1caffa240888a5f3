// Scope analysis of a module: where the names of its top level are read and written, with shadowing respected.
// ECMA-262 sections 8.2 (scope analysis) and 14, 15, 16.2.
import type { AnyNode, Identifier, Pattern, Program } from 'acorn';
import { boundIdentifiers, forEachChild, isFunction, type FunctionNode } from './syntax.ts';

/** One use of a top-level name. */
export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** the name is the target of an assignment */
  readonly written: boolean;
  /** `{ name }` in an object literal or pattern, where name and value share their place */
  readonly shorthand: boolean;
  /** the name stands within the callee of `new` */
  readonly constructed: boolean;
}

type Scope = { readonly names: Set<string>; readonly outer: Scope | undefined };

/** How an identifier is met: as a value, or as the target of an assignment. */
interface Use {
  readonly written?: boolean;
  readonly shorthand?: boolean;
  readonly constructed?: boolean;
}

/**
 * Reports each reference to a name of a set that resolves to the module's top level, or to nothing in the module.
 * @param program a module's tree
 * @param names the names of interest
 * @param report called in source order of the tree walk
 */
export function findReferences(program: Program, names: ReadonlySet<string>, report: (reference: Reference) => void): void {
  const resolves = (name: string, scope: Scope | undefined): boolean => {
    for (let current = scope; current !== undefined; current = current.outer) if (current.names.has(name)) return false;
    return true;
  };

  function identifier(node: Identifier, scope: Scope | undefined, use: Use): void {
    if (!names.has(node.name) || !resolves(node.name, scope)) return;
    const { written = false, shorthand = false, constructed = false } = use;
    report({ name: node.name, start: node.start, end: node.end, written, shorthand, constructed });
  }

  /** A pattern that declares: only its defaults and computed keys are expressions. */
  function declaration(pattern: Pattern, scope: Scope | undefined): void {
    switch (pattern.type) {
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') declaration(property.argument, scope);
          else {
            if (property.computed) expression(property.key, scope);
            declaration(property.value, scope);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element) declaration(element, scope);
        return;
      case 'AssignmentPattern':
        declaration(pattern.left, scope);
        expression(pattern.right, scope);
        return;
      case 'RestElement':
        declaration(pattern.argument, scope);
        return;
      default:
    }
  }

  /** A pattern that assigns to what exists. */
  function assignment(pattern: AnyNode, scope: Scope | undefined, shorthand = false): void {
    switch (pattern.type) {
      case 'Identifier':
        return identifier(pattern, scope, { written: true, shorthand });
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') assignment(property.argument, scope);
          else {
            if (property.computed) expression(property.key, scope);
            assignment(property.value, scope, property.shorthand);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element) assignment(element, scope);
        return;
      case 'AssignmentPattern':
        assignment(pattern.left, scope, shorthand);
        expression(pattern.right, scope);
        return;
      case 'RestElement':
        return assignment(pattern.argument, scope);
      default:
        expression(pattern, scope);
    }
  }

  function functionNode(node: FunctionNode, outer: Scope | undefined): void {
    let scope = outer;
    if (node.type === 'FunctionExpression' && node.id) scope = { names: new Set([node.id.name]), outer: scope };
    const own = new Set<string>();
    if (node.type !== 'ArrowFunctionExpression') own.add('arguments');
    for (const parameter of node.params) for (const { name } of boundIdentifiers(parameter)) own.add(name);
    const inner: Scope = { names: own, outer: scope };
    for (const parameter of node.params) declaration(parameter, inner);
    if (node.body.type !== 'BlockStatement') return expression(node.body, inner);
    const body: Scope = { names: new Set([...varNames(node.body), ...lexicalNames(node.body.body)]), outer: inner };
    for (const statement of node.body.body) expression(statement, body);
  }

  function block(statements: readonly AnyNode[], scope: Scope | undefined): void {
    const declared = lexicalNames(statements);
    const inner = declared.length > 0 ? { names: new Set(declared), outer: scope } : scope;
    for (const statement of statements) expression(statement, inner);
  }

  /** Any node that is not a pattern. */
  function expression(node: AnyNode, scope: Scope | undefined, constructed = false): void {
    if (isFunction(node)) return functionNode(node, scope);
    switch (node.type) {
      case 'Identifier':
        return identifier(node, scope, { constructed });
      case 'MemberExpression':
        expression(node.object, scope, constructed);
        if (node.computed) expression(node.property, scope);
        return;
      case 'NewExpression':
        expression(node.callee, scope, true);
        for (const argument of node.arguments) expression(argument, scope);
        return;
      case 'TaggedTemplateExpression':
        expression(node.tag, scope, constructed);
        expression(node.quasi, scope);
        return;
      case 'Property':
        if (node.computed) expression(node.key, scope);
        if (node.shorthand && node.value.type === 'Identifier') return identifier(node.value, scope, { shorthand: true });
        return expression(node.value, scope);
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) expression(node.key, scope);
        if (node.value) expression(node.value, scope);
        return;
      case 'AssignmentExpression':
        assignment(node.left, scope);
        return expression(node.right, scope);
      case 'UpdateExpression':
        return assignment(node.argument, scope);
      case 'VariableDeclaration':
        for (const declarator of node.declarations) {
          declaration(declarator.id, scope);
          if (declarator.init) expression(declarator.init, scope);
        }
        return;
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const inner = node.id ? { names: new Set([node.id.name]), outer: scope } : scope;
        if (node.superClass) expression(node.superClass, inner);
        return expression(node.body, inner);
      }
      case 'StaticBlock': {
        const inner: Scope = { names: new Set([...node.body.flatMap((statement) => varNames(statement)), ...lexicalNames(node.body)]), outer: scope };
        for (const statement of node.body) expression(statement, inner);
        return;
      }
      case 'BlockStatement':
        return block(node.body, scope);
      case 'SwitchStatement': {
        expression(node.discriminant, scope);
        const declared = lexicalNames(node.cases.flatMap((entry) => entry.consequent));
        const inner = { names: new Set(declared), outer: scope };
        for (const entry of node.cases) {
          if (entry.test) expression(entry.test, inner);
          for (const statement of entry.consequent) expression(statement, inner);
        }
        return;
      }
      case 'ForStatement': {
        const inner = loopScope(node.init, scope);
        if (node.init) expression(node.init, inner);
        if (node.test) expression(node.test, inner);
        if (node.update) expression(node.update, inner);
        return expression(node.body, inner);
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = loopScope(node.left, scope);
        if (node.left.type === 'VariableDeclaration') expression(node.left, inner);
        else assignment(node.left, inner);
        expression(node.right, inner);
        return expression(node.body, inner);
      }
      case 'CatchClause': {
        const bound = node.param ? boundIdentifiers(node.param).map(({ name }) => name) : [];
        const inner = { names: new Set(bound), outer: scope };
        if (node.param) declaration(node.param, inner);
        return expression(node.body, inner);
      }
      case 'LabeledStatement':
        return expression(node.body, scope);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) expression(node.declaration, scope);
        return;
      default:
        forEachChild(node, (child) => expression(child, scope));
    }
  }

  for (const statement of program.body) expression(statement, undefined);
}

function loopScope(head: AnyNode | null | undefined, outer: Scope | undefined): Scope | undefined {
  if (head?.type !== 'VariableDeclaration' || head.kind === 'var') return outer;
  return { names: new Set(head.declarations.flatMap(({ id }) => boundIdentifiers(id).map(({ name }) => name))), outer };
}

/** The names that let, const, using, class and function declarations bind in a list of statements. */
export function lexicalNames(statements: readonly AnyNode[]): string[] {
  const found: string[] = [];
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const { id } of statement.declarations) for (const { name } of boundIdentifiers(id)) found.push(name);
    } else if ((statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') && statement.id) {
      found.push(statement.id.name);
    }
  }
  return found;
}

/** The names that `var` binds in a node, not looking into functions. */
export function varNames(node: AnyNode, found: string[] = []): string[] {
  if (isFunction(node) || node.type === 'StaticBlock') return found;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const { id } of node.declarations) for (const { name } of boundIdentifiers(id)) found.push(name);
  }
  forEachChild(node, (child) => varNames(child, found));
  return found;
}
