// What an entry is evaluated in: variables, files, the clock; and how templates become text.
import type { BytesLiteral, Expression, FileLiteral, Json, Multiline, Placeholder, RegexValue, Span, Template } from './ast.ts';
import { HurlRunError } from './errors.ts';
import { formatTemplate } from './format.ts';
import { compileRegex, type CompiledRegex } from './regex.ts';
import { display, render, type Value } from './value.ts';

/** Variables of a run. Secrets are kept out of what is shown. */
export class Variables {
  readonly #values = new Map<string, { readonly value: Value; readonly secret: boolean }>();
  readonly #secrets = new Set<string>();

  get(name: string): Value | undefined {
    return this.#values.get(name)?.value;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, { value, secret: false });
  }

  /** A value that is shown as `***` from now on. */
  setSecret(name: string, value: string): void {
    this.#values.set(name, { value: { kind: 'string', value }, secret: true });
    if (value !== '') this.#secrets.add(value);
  }

  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** Without secrets. */
  entries(): readonly (readonly [name: string, value: Value])[] {
    return [...this.#values].filter(([, v]) => !v.secret).map(([name, v]) => [name, v.value] as const);
  }

  /** A copy that later changes do not reach. */
  clone(): Variables {
    const copy = new Variables();
    for (const [name, { value, secret }] of this.#values) {
      if (secret && value.kind === 'string') copy.setSecret(name, value.value);
      else copy.set(name, value);
    }
    return copy;
  }

  /** Replaces every secret in a text. */
  redact(text: string): string {
    let out = text;
    for (const secret of this.#secrets) out = out.replaceAll(secret, '***');
    return out;
  }
}

/** Thrown by a `readFile` that will not read a path outside its root. */
export class FileForbiddenError extends Error {}

export interface Scope {
  readonly variables: Variables;
  /** reads a file named in the Hurl file. @throws FileForbiddenError, or anything else when it cannot be read */
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

function uuid(): string {
  return crypto.randomUUID();
}

/** The value of what stands in a placeholder. @throws HurlRunError for a variable that is not set */
export function evaluateExpression(expression: Expression, scope: Scope): Value {
  if (expression.kind === 'function') {
    if (expression.name === 'newUuid') return { kind: 'string', value: uuid() };
    return { kind: 'date', nanoseconds: BigInt(Date.now()) * 1_000_000n };
  }
  const value = scope.variables.get(expression.name);
  if (value !== undefined) return value;
  throw new HurlRunError('UNDEFINED_VARIABLE', 'Undefined variable', `you must set the variable ${expression.name}`, expression.span);
}

function renderExpression(expression: Expression, scope: Scope): string {
  const value = evaluateExpression(expression, scope);
  const text = render(value);
  if (text !== undefined) return text;
  const detail = `expression with value ${display(value)} can not be rendered`;
  throw new HurlRunError('UNRENDERABLE', 'Unrenderable expression', detail, expression.span);
}

/** A template with its placeholders filled in. @throws HurlRunError for a variable that is not set, or whose value is no text */
export function renderTemplate(template: Template, scope: Scope): string {
  let text = '';
  for (const element of template.elements) text += element.kind === 'text' ? element.value : renderExpression(element.expression, scope);
  return text;
}

const JSON_ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A JSON string's inside: text as written, placeholders escaped. */
function renderJsonString(template: Template, scope: Scope): string {
  let text = '';
  for (const element of template.elements) {
    text +=
      element.kind === 'text'
        ? element.source
        : renderExpression(element.expression, scope).replace(/["\\\n\r\t]/g, (c) => JSON_ESCAPES[c] ?? c);
  }
  return text;
}

function renderJsonPlaceholder(placeholder: Placeholder, scope: Scope): string {
  const text = renderExpression(placeholder.expression, scope);
  if (/^(?:-?[0-9]|true|false|null)/.test(text)) return text;
  throw new HurlRunError('INVALID_JSON', 'Invalid JSON', `actual value is <${text}>`, placeholder.expression.span);
}

/** A JSON body with its placeholders filled in. @param layout false drops the white space between tokens */
export function renderJson(json: Json, scope: Scope, layout = true): string {
  const space = (text: string): string => (layout ? text : '');
  switch (json.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(json.value);
    case 'number':
      return json.source;
    case 'string':
      return `"${renderJsonString(json.value, scope)}"`;
    case 'placeholder':
      return renderJsonPlaceholder(json, scope);
    case 'list': {
      const items = json.elements.map((e) => space(e.space0) + renderJson(e.value, scope, layout) + space(e.space1));
      return `[${space(json.space0)}${items.join(',')}]`;
    }
    case 'object': {
      const members = json.members.map((m) => {
        const name = renderJsonString(m.name, scope);
        return `${space(m.space0)}"${name}"${space(m.space1)}:${space(m.space2)}${renderJson(m.value, scope, layout)}${space(m.space3)}`;
      });
      return `{${space(json.space0)}${members.join(',')}}`;
    }
  }
}

/** The text of a multiline string as it is sent: GraphQL becomes its JSON. @throws HurlRunError as `renderTemplate` does */
export function renderMultiline(text: Multiline, scope: Scope): string {
  if (text.language === 'raw') return formatTemplate(text.value);
  const value = renderTemplate(text.value, scope);
  if (text.language !== 'graphql') return value;
  const query = JSON.stringify(value.trim());
  return text.variables === null ? `{"query":${query}}` : `{"query":${query},"variables":${renderJson(text.variables.value, scope, false)}}`;
}

/** A file by the name that a template gives. @throws HurlRunError when it cannot be read, or may not be */
export async function readNamedFile(file: Template, scope: Scope): Promise<{ name: string; data: Uint8Array }> {
  const name = renderTemplate(file, scope);
  try {
    return { name, data: await scope.readFile(name) };
  } catch (cause) {
    if (cause instanceof FileForbiddenError) {
      const detail = `unauthorized access to file ${name}, check --file-root option`;
      throw new HurlRunError('FILE_FORBIDDEN', 'Unauthorized file access', detail, file.span, { cause });
    }
    throw new HurlRunError('FILE_READ', 'File read access', `file ${name} can not be read`, file.span, { cause });
  }
}

/** The bytes that a literal stands for, those of a file included. @throws HurlRunError as `readNamedFile` does */
export async function literalBytes(literal: BytesLiteral | FileLiteral, scope: Scope): Promise<Uint8Array> {
  return literal.kind === 'file' ? (await readNamedFile(literal.filename, scope)).data : literal.value;
}

/** @throws HurlRunError when the pattern is not valid */
export async function regexOf(value: RegexValue, scope: Scope): Promise<CompiledRegex> {
  const pattern = 'kind' in value ? value.pattern : renderTemplate(value, scope);
  return compileAt(pattern, value.span);
}

/** A regular expression. @param span where it stands, for the error @throws HurlRunError when it is none */
export async function compileAt(pattern: string, span: Span): Promise<CompiledRegex> {
  const regex = await compileRegex(pattern);
  if (regex !== undefined) return regex;
  throw new HurlRunError('INVALID_REGEX', 'Invalid regex', 'regex expression is not valid', span);
}
