// JSON texts and JSONPath (RFC 9535). json-p3 finds the nodes in plain JavaScript values; the exact numbers are then taken from
// a second, lossless reading of the same text. Inside a filter (`?@.id > 1`) numbers are therefore doubles.
// As Hurl does, objects are read with their members in the order of their names.
import type { FilterFunction, JSONPathEnvironment, JSONPathQuery, JSONValue } from 'json-p3';
import { type CompiledRegex, regexCompiler } from './regex.ts';
import { compareText, jsonNumber, NULL, type Value } from './value.ts';

/** A number as written. */
class Written {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Parsed = { readonly text: string; readonly plain: JSONValue; exact: unknown };

function sorted(value: JSONValue): JSONValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const names = Object.keys(value).sort(compareText);
  // Object.fromEntries defines members, so that one named __proto__ stays a member.
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

/** @throws SyntaxError */
export function parseJson(text: string): Parsed {
  return { text, plain: sorted(JSON.parse(text) as JSONValue), exact: undefined };
}

/** The members of a JSON text with every number as written; a repeated name's last value counts. */
async function exactTree(parsed: Parsed): Promise<unknown> {
  if (parsed.exact === undefined) {
    const { parse } = await import('lossless-json');
    parsed.exact = parse(parsed.text, undefined, { parseNumber: (text) => new Written(text), onDuplicateKey: ({ newValue }) => newValue });
  }
  return parsed.exact;
}

function toValue(node: unknown): Value {
  if (node === null || node === undefined) return NULL;
  if (node instanceof Written) return jsonNumber(node.text);
  if (typeof node === 'boolean') return { kind: 'boolean', value: node };
  if (typeof node === 'string') return { kind: 'string', value: node };
  if (Array.isArray(node)) return { kind: 'list', items: node.map(toValue) };
  const members = Object.entries(node).map(([name, item]): [string, Value] => [name, toValue(item)]);
  return { kind: 'object', members: members.sort(([a], [b]) => compareText(a, b)) };
}

const hasNumber = (node: JSONValue): boolean =>
  typeof node === 'number' || (node !== null && typeof node === 'object' && Object.values(node).some((item) => hasNumber(item)));

/** A whole JSON text as a value. @throws SyntaxError */
export async function jsonValue(text: string): Promise<Value> {
  return toValue(await exactTree(parseJson(text)));
}

/** The expression is not JSONPath. */
export class JsonPathError extends Error {}

/** The expression asks for more work than a page should wait for. */
export class JsonPathLimitError extends Error {}

/** Steps that an expression may need, by the estimate below: some seconds. */
const MAX_STEPS = 20_000_000;

function size(value: JSONValue, depth = 1): { nodes: number; depth: number } {
  let nodes = 1;
  let deepest = depth;
  if (value !== null && typeof value === 'object') {
    for (const item of Object.values(value)) {
      const below = size(item, depth + 1);
      nodes += below.nodes;
      deepest = Math.max(deepest, below.depth);
    }
  }
  return { nodes, depth: deepest };
}

/** Each `..` visits every node below every node; one inside a filter does so for each node that is filtered. */
function refuseEndless(expression: string, value: JSONValue): void {
  const descents = expression.split('..').length - 1;
  if (descents < 2) return;
  const { nodes, depth } = size(value);
  const filters = /\?.*\.\./s.test(expression) ? expression.split('?').length - 1 : 0;
  const steps = nodes ** (1 + filters) * depth ** (descents - 1);
  if (steps > MAX_STEPS) throw new JsonPathLimitError(`the JSONPath expression '${expression}' needs too many steps for a document of ${nodes} values`);
}

const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs;
/** A member's name without quotes has no hyphen (RFC 9535, section 2.5.1.1); json-p3 would take it. */
const HYPHENATED = /\.[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_\u0080-\u{10ffff}]*-/u;

let environment: Promise<JSONPathEnvironment> | undefined;

/** json-p3 with `match` and `search` over the linear engine of regex.ts: its own can be made to hang. */
function jsonPathEnvironment(): Promise<JSONPathEnvironment> {
  environment ??= (async () => {
    const [{ jsonpath, JSONPathEnvironment: Environment }, compile] = await Promise.all([import('json-p3'), regexCompiler()]);
    const { ValueType, LogicalType } = jsonpath.FunctionExpressionType;
    const matcher = (wrap: (pattern: string) => string): FilterFunction => ({
      argTypes: [ValueType, ValueType],
      returnType: LogicalType,
      call: (text: unknown, pattern: unknown) => {
        if (typeof text !== 'string' || typeof pattern !== 'string') return false;
        const regex: CompiledRegex | undefined = compile(wrap(pattern));
        return regex?.test(text) ?? false;
      },
    });
    const made = new Environment();
    made.functionRegister.set('match', matcher((pattern) => `^(?:${pattern})$`));
    made.functionRegister.set('search', matcher((pattern) => pattern));
    return made;
  })();
  return environment;
}

/**
 * @returns the nodes' values: undefined for none, the value itself for one, a list for more; always a list without coercion
 * @throws JsonPathError, JsonPathLimitError
 */
export async function queryJson(parsed: Parsed, expression: string, coercion: boolean): Promise<Value | undefined> {
  const paths = await jsonPathEnvironment();
  let query: JSONPathQuery;
  if (HYPHENATED.test(expression.replace(QUOTED, "''"))) throw new JsonPathError(`JSONPath expression '${expression}' is not valid`);
  try {
    query = paths.compile(expression);
  } catch (error) {
    throw new JsonPathError(`JSONPath expression '${expression}' is not valid`, { cause: error });
  }
  refuseEndless(expression, parsed.plain);
  const nodes = query.query(parsed.plain).nodes;
  const values: Value[] = [];
  for (const node of nodes) {
    if (!hasNumber(node.value)) {
      values.push(toValue(node.value));
      continue;
    }
    let at = await exactTree(parsed);
    for (const step of node.location) at = at !== null && typeof at === 'object' ? (at as Record<string | number, unknown>)[step] : undefined;
    values.push(toValue(at));
  }
  if (coercion && values.length === 0) return undefined;
  if (coercion && values.length === 1) return values[0];
  return { kind: 'list', items: values };
}
