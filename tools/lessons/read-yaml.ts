// YAML against a zod schema, every error with the line it belongs to. Positions come from the ranges that the `yaml` package keeps
// for each node (https://eemeli.org/yaml/#identifying-node-types).
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { LessonProblem } from '../../src/lesson/lesson.ts';
import { suggest } from './problems.ts';

type Path = readonly PropertyKey[];

function show(path: Path): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('');
}

/** Where the value at `path` begins; the nearest parent where there is none. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Where the key `key` of the map at `path` begins. */
function offsetOfKey(document: Document, path: Path, key: string): number {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(map)) {
    for (const pair of map.items) {
      if (isScalar(pair.key) && String(pair.key.value) === key && pair.key.range) return pair.key.range[0];
    }
  }
  return offsetOf(document, path);
}

function knownKeys(schema: z.ZodType, path: Path): string[] {
  let current: unknown = schema;
  const inner = (value: unknown): unknown => {
    let at = value as { def?: { innerType?: unknown } } | undefined;
    while (at?.def?.innerType) at = at.def.innerType;
    return at;
  };
  for (const key of path) {
    const at = inner(current) as { shape?: Record<string, unknown>; element?: unknown } | undefined;
    current = typeof key === 'number' ? at?.element : at?.shape?.[String(key)];
  }
  return Object.keys((inner(current) as { shape?: Record<string, unknown> } | undefined)?.shape ?? {});
}

/**
 * Parses and validates.
 * @param file path below lessons/, for the problems
 * @param linesBefore lines of the file above the YAML (1 for front matter)
 * @returns the value, or undefined when `problems` got at least one entry
 */
export function readYaml<S extends z.ZodType>(schema: S, source: string, file: string, problems: LessonProblem[], linesBefore = 0): z.infer<S> | undefined {
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: false });
  const line = (offset: number) => counter.linePos(offset).line + linesBefore;
  if (document.errors.length > 0) {
    for (const error of document.errors) problems.push({ file, line: line(error.pos[0]), message: `not valid YAML: ${error.message}` });
    return undefined;
  }
  const result = schema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, issue.path);
      for (const key of issue.keys) {
        problems.push({ file, line: line(offsetOfKey(document, issue.path, key)), message: `unknown key "${show([...issue.path, key])}".${suggest(key, known)}` });
      }
      continue;
    }
    const value: unknown = document.getIn(issue.path);
    const name = show(issue.path);
    if (value === undefined) {
      problems.push({ file, line: line(offsetOf(document, issue.path)), message: `"${name}" is missing: expected ${issue.message}` });
    } else {
      const actual = isNode(value) ? JSON.stringify(value.toJSON()) : JSON.stringify(value);
      const offset = issue.path.length > 0 ? offsetOf(document, issue.path) : 0;
      problems.push({ file, line: line(offset), message: `"${name}" is ${actual}: expected ${issue.message}` });
    }
  }
  return undefined;
}
