// Mutants of a solution: copies with one small mistake each, of the kinds that learners make (wrong status, missing field, dropped validation,
// off by one, routes in the wrong order, ...). A check that none of them fails judges less than it seems to.
// Node types are ESTree's (https://github.com/estree/estree), as acorn gives them; the operators follow Stryker's list of supported
// mutators (https://stryker-mutator.io/docs/mutation-testing-elements/supported-mutators/) with those for HTTP servers added.
import { parse, type AnyNode, type CallExpression, type Node, type Program } from 'acorn';
import { ancestor, simple } from 'acorn-walk';

export interface Mutant {
  readonly file: string;
  /** what was done, for example `status 201 -> 200` */
  readonly operator: string;
  /** 1-based line of the first changed character */
  readonly line: number;
  /** the whole mutated file */
  readonly source: string;
  /** the lines that the mutation changed, as they were and as they are, without their indentation */
  readonly before: string;
  readonly after: string;
  /** the first line of the top-level statement that was changed: `app.get('/users', (request, response) => {` */
  readonly within: string;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const routeMethods: Readonly<Record<string, string>> = { get: 'post', post: 'put', put: 'patch', patch: 'put', delete: 'post' };
const comparisons: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '==': '!=', '!=': '==', '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const arithmetic: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*' };
const assignments: Readonly<Record<string, string>> = { '+=': '-=', '-=': '+=', '??=': '=', '||=': '=' };
/** status -> a near one of the same or another class, as people confuse them */
const statuses: Readonly<Record<number, number>> = { 200: 201, 201: 200, 202: 200, 204: 200, 304: 200, 400: 422, 401: 403, 403: 401, 404: 400, 409: 400, 422: 400, 429: 400, 500: 400, 503: 500 };

/** Objects whose output no check sees: what a program prints. */
const silent = new Set(['console']);

function is<T extends AnyNode['type']>(node: Node | null | undefined, type: T): node is Extract<AnyNode, { type: T }> {
  return node?.type === type;
}

/** `a === b` and its like, whose negation is a mutant of the operator already. */
function isEquality(node: Node): boolean {
  return is(node, 'BinaryExpression') && /^[!=]==?$/.test(node.operator);
}

/** `object.method(...)` as its two names; undefined for any other call. */
function memberCall(node: Node): { object: Node; method: string; call: CallExpression } | undefined {
  if (!is(node, 'CallExpression') || !is(node.callee, 'MemberExpression') || !is(node.callee.property, 'Identifier')) return undefined;
  return { object: node.callee.object, method: node.callee.property.name, call: node };
}

/** A route's registration: a statement `app.get('/users', ...)`. */
function routeOf(statement: Node): { method: string; path: string } | undefined {
  if (!is(statement, 'ExpressionStatement')) return undefined;
  const call = memberCall(statement.expression);
  const path = call?.call.arguments[0];
  if (!call || !(call.method in routeMethods) || !is(path, 'Literal') || typeof path.value !== 'string') return undefined;
  return { method: call.method, path: path.value };
}

/** Whether some path is matched by both patterns, so that their order matters. */
function overlap(a: string, b: string): boolean {
  const left = a.split('/');
  const right = b.split('/');
  return left.length === right.length && left.every((part, index) => part === right[index] || part.startsWith(':') || (right[index] ?? '').startsWith(':'));
}

/** The calls that only print, where a mutation would change nothing that a check sees. */
function printingCalls(program: Program): readonly Node[] {
  const calls: Node[] = [];
  simple(program, {
    CallExpression(node) {
      const call = memberCall(node);
      if (call && is(call.object, 'Identifier') && silent.has(call.object.name)) calls.push(node);
    },
  });
  return calls;
}

/** Weaker forms of a regular expression's source. */
function weakenPattern(pattern: string): string[] {
  const weaker: string[] = [];
  if (pattern.startsWith('^')) weaker.push(pattern.slice(1));
  if (pattern.endsWith('$') && !pattern.endsWith('\\$')) weaker.push(pattern.slice(0, -1));
  return weaker;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll('\'', '\\\'').replaceAll('\n', '\\n')}'`;
}

/**
 * Every mutant of one file.
 * @param file its path, for the report
 * @throws SyntaxError where the source is no JavaScript module
 */
export function mutantsOf(file: string, source: string): Mutant[] {
  const program: Program = parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
  const mutants = new Map<string, Mutant>();
  const printing = printingCalls(program);
  const text = (node: Node) => source.slice(node.start, node.end);

  const add = (operator: string, ...edits: Edit[]): void => {
    let mutated = source;
    for (const edit of [...edits].sort((a, b) => b.start - a.start)) mutated = mutated.slice(0, edit.start) + edit.text + mutated.slice(edit.end);
    if (mutated === source || mutants.has(mutated)) return;
    if (edits.every((edit) => printing.some((call) => call.start <= edit.start && edit.end <= call.end))) return;
    try {
      parse(mutated, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    } catch {
      return; // no program at all: nothing for a check to find
    }
    const [before, after] = changedLines(source, mutated);
    const start = Math.min(...edits.map((edit) => edit.start));
    const statement = program.body.findLast((candidate) => candidate.start <= start);
    const within = statement ? (text(statement).split('\n')[0] ?? '') : '';
    mutants.set(mutated, { file, operator, line: source.slice(0, start).split('\n').length, source: mutated, before, after, within });
  };
  const replace = (operator: string, node: Node, by: string) => add(operator, { start: node.start, end: node.end, text: by });

  ancestor(program, {
    Literal(node, _state, path) {
      const parents = path as Node[];
      const parent = parents.at(-2);
      if (!parent || parent.type.startsWith('Import') || parent.type.startsWith('Export')) return;
      if (is(parent, 'ExpressionStatement')) return; // a directive
      if (is(parent, 'Property') && parent.key === node && !parent.computed) return;
      if (typeof node.value === 'number') {
        const status = statuses[node.value];
        if (status !== undefined) replace(`status ${node.value} -> ${status}`, node, String(status));
        else {
          replace('number + 1', node, String(node.value + 1));
          // `-1` is a unary minus and a 1: its number is only raised, or 0 and 1 would be tried twice
          if (node.value > 0 && !is(parent, 'UnaryExpression')) replace('number - 1', node, String(node.value - 1));
        }
      } else if (typeof node.value === 'boolean') replace(`${String(node.value)} -> ${String(!node.value)}`, node, String(!node.value));
      else if (typeof node.value === 'string') {
        replace('other text', node, node.value === '' ? '\'mutant\'' : '\'\'');
        if (is(parent, 'Property') && is(parent.key, 'Identifier') && parent.key.name === 'pattern') {
          for (const weaker of weakenPattern(node.value)) replace('weaker pattern', node, quote(weaker));
        }
      } else if (node.regex) {
        for (const weaker of weakenPattern(node.regex.pattern)) replace('weaker pattern', node, `/${weaker}/${node.regex.flags}`);
      }
    },
    TemplateLiteral(node) {
      replace('other text', node, '\'\'');
    },
    BinaryExpression(node) {
      const other = comparisons[node.operator] ?? arithmetic[node.operator];
      if (other === undefined) return;
      const at = source.indexOf(node.operator, node.left.end);
      add(`${node.operator} -> ${other}`, { start: at, end: at + node.operator.length, text: other });
    },
    LogicalExpression(node) {
      if (node.operator !== '??') {
        const other = node.operator === '&&' ? '||' : '&&';
        const at = source.indexOf(node.operator, node.left.end);
        add(`${node.operator} -> ${other}`, { start: at, end: at + 2, text: other });
      }
      replace('left side only', node, text(node.left));
      replace('right side only', node, text(node.right));
    },
    UnaryExpression(node) {
      if (node.operator === '!') replace('negation dropped', node, text(node.argument));
    },
    UpdateExpression(node) {
      if (is(node.argument, 'Identifier')) replace(`${node.operator} dropped`, node, text(node.argument));
      replace('counted the other way', node, node.prefix ? (node.operator === '++' ? '--' : '++') + text(node.argument) : text(node.argument) + (node.operator === '++' ? '--' : '++'));
    },
    AssignmentExpression(node) {
      const other = assignments[node.operator];
      if (other === undefined) return;
      const at = source.indexOf(node.operator, node.left.end);
      add(`${node.operator} -> ${other}`, { start: at, end: at + node.operator.length, text: other });
    },
    IfStatement(node) {
      if (!isEquality(node.test)) replace('condition negated', node.test, `!(${text(node.test)})`);
      if (!node.alternate) replace('if removed', node, ';');
      else replace('only the else', node, text(node.alternate));
    },
    ConditionalExpression(node) {
      if (!isEquality(node.test)) replace('condition negated', node.test, `!(${text(node.test)})`);
    },
    ReturnStatement(node) {
      if (!node.argument) replace('return removed', node, ';');
      else replace('returns nothing', node, 'return undefined;');
    },
    ThrowStatement(node) {
      replace('throw removed', node, ';');
    },
    ArrowFunctionExpression(node) {
      if (node.expression) replace('returns nothing', node.body, 'undefined');
    },
    ExpressionStatement(node, _state, path) {
      if (typeof node.directive === 'string' || is((path as Node[]).at(-2), 'IfStatement')) return; // removed with its if
      const call = memberCall(node.expression);
      if (call && is(call.object, 'Identifier') && silent.has(call.object.name)) return;
      replace('statement removed', node, ';');
    },
    ObjectExpression(node) {
      for (const [index, property] of node.properties.entries()) {
        const next = node.properties[index + 1];
        const previous = node.properties[index - 1];
        const start = next || !previous ? property.start : previous.end;
        const end = next ? next.start : property.end;
        const name = is(property, 'Property') ? text(property.key) : text(property);
        add(`without ${name}`, { start, end, text: '' });
      }
    },
    ArrayExpression(node) {
      for (const [index, element] of node.elements.entries()) {
        if (!element) continue;
        const next = node.elements[index + 1];
        const previous = node.elements[index - 1];
        add('element removed', { start: next || !previous ? element.start : previous.end, end: next ? next.start : element.end, text: '' });
      }
    },
    CallExpression(node, _state, path) {
      const parents = path as Node[];
      const parent = parents.at(-2);
      const call = memberCall(node);
      // x.status(201).json(y) -> x.json(y): a status or a header that is not set
      if (call && is(parent, 'MemberExpression') && parent.object === node) replace(`without .${call.method}()`, node, text(call.object));
      // users.map(toPublic) -> users, name.trim() -> name
      else if (call && !is(parent, 'ExpressionStatement') && !is(parent, 'AwaitExpression') && !is(call.object, 'Super')) {
        if (!['find', 'findIndex', 'get', 'json', 'send', 'listen'].includes(call.method)) replace(`without .${call.method}()`, node, text(call.object));
      }
      // toPublic(user) -> user, Number(id) -> id
      const argument = node.arguments[0];
      if (is(node.callee, 'Identifier') && node.arguments.length === 1 && argument && !is(argument, 'SpreadElement') && !is(parent, 'ExpressionStatement')) {
        replace(`without ${node.callee.name}()`, node, text(argument));
      }
      if (call && call.method in routeMethods && is(parent, 'ExpressionStatement') && is(call.call.arguments[0], 'Literal') && is(call.call.callee, 'MemberExpression')) {
        const other = routeMethods[call.method] ?? 'all';
        add(`${call.method} -> ${other}`, { start: call.call.callee.property.start, end: call.call.callee.property.end, text: other });
      }
    },
  });

  // Order: routes that overlap change places; a middleware moves below the routes.
  const statements = program.body;
  const swap = (operator: string, a: Node, b: Node) => add(operator, { start: a.start, end: a.end, text: text(b) }, { start: b.start, end: b.end, text: text(a) });
  for (const [index, statement] of statements.entries()) {
    const route = routeOf(statement);
    if (route) {
      for (const later of statements.slice(index + 1)) {
        const other = routeOf(later);
        if (other && other.method === route.method && other.path !== route.path && overlap(route.path, other.path)) swap('routes swapped', statement, later);
      }
      continue;
    }
    const use = is(statement, 'ExpressionStatement') ? memberCall(statement.expression) : undefined;
    if (use?.method !== 'use') continue;
    const lastRoute = statements.findLast((candidate) => routeOf(candidate) !== undefined);
    const firstRoute = statements.find((candidate) => routeOf(candidate) !== undefined);
    if (lastRoute && lastRoute.start > statement.start) {
      add('middleware below the routes', { start: statement.start, end: statement.end, text: ';' }, { start: lastRoute.end, end: lastRoute.end, text: `\n${text(statement)}` });
    } else if (firstRoute && firstRoute.start < statement.start) {
      add('middleware above the routes', { start: statement.start, end: statement.end, text: ';' }, { start: firstRoute.start, end: firstRoute.start, text: `${text(statement)}\n` });
    }
  }
  return [...mutants.values()].sort((a, b) => a.line - b.line);
}

/** The lines in which two texts differ, without their indentation: from the first difference to the last. */
function changedLines(a: string, b: string): [before: string, after: string] {
  const left = a.split('\n');
  const right = b.split('\n');
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < left.length - head && tail < right.length - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const cut = (lines: string[]) => lines.slice(head, lines.length - tail).map((line) => line.trim()).join('\n');
  return [cut(left), cut(right)];
}
