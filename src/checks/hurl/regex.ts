// Regular expressions in the syntax of the Rust `regex` crate, which Hurl uses, run by RE2JS: its time grows with the length
// of the text, whatever the pattern, so that no pattern can hang the page. Loaded when the first one is needed.
// Facts: https://docs.rs/regex/latest/regex/#syntax, https://github.com/google/re2/wiki/Syntax
import type { RE2JS } from 're2js';
import { classEnd, regexProblem } from './regex-syntax.ts';

/** Longer texts are not searched: linear is still long. In UTF-16 code units. */
export const MAX_SEARCHED = 10_000_000;

/** The text is too long to be searched. */
export class RegexLimitError extends Error {}

export interface CompiledRegex {
  test(text: string): boolean;
  /** the first group of the first match; undefined without match or group */
  firstGroup(text: string): string | undefined;
  /** `$1`, `$name` and `${name}` stand for groups */
  replaceAll(text: string, replacement: string): string;
}

// In Rust these are Unicode classes; in RE2 they are ASCII.
const CLASSES: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{M}\\p{Nd}\\p{Pc}\\x{200c}\\x{200d}',
  s: '\\t\\n\\x{b}\\f\\r \\x{85}\\p{Z}',
};

/** Rust's spelling -> RE2's. */
function translate(pattern: string): string {
  const chars = [...pattern];
  let out = '';
  const escape = (i: number, inClass: boolean): number => {
    const next = chars[i + 1] ?? '';
    const set = CLASSES[next.toLowerCase()];
    if (set !== undefined && (next === next.toLowerCase() || !inClass)) out += inClass ? set : `[${next === next.toLowerCase() ? '' : '^'}${set}]`;
    else if (next === 'u' || next === 'U' || next === 'x') {
      if (chars[i + 2] === '{') {
        const close = chars.indexOf('}', i);
        out += `\\x{${chars.slice(i + 3, close).join('')}}`;
        return close + 1;
      }
      const length = next === 'x' ? 2 : next === 'u' ? 4 : 8;
      out += `\\x{${chars.slice(i + 2, i + 2 + length).join('')}}`;
      return i + 2 + length;
    } else if (/[A-Za-z0-9]/.test(next)) out += `\\${next}`;
    else out += next === '' ? '\\' : `\\x{${(next.codePointAt(0) ?? 0).toString(16)}}`;
    return i + 2;
  };
  const copyClass = (from: number, to: number, top: boolean): void => {
    let i = from + 1;
    if (top) out += '[';
    if (chars[i] === '^') {
      out += '^';
      i++;
    }
    for (; i < to; i++) {
      if (chars[i] === '\\') i = escape(i, true) - 1;
      else if (chars[i] === '[') {
        const end = classEnd(chars, i);
        const inner = chars.slice(i, end + 1).join('');
        if (/^\[:\^?[a-z]+:\]$/.test(inner)) out += inner;
        else copyClass(i, end, false);
        i = end;
      } else out += chars[i] === ']' ? '\\]' : (chars[i] ?? '');
    }
    if (top) out += ']';
  };
  for (let i = 0; i < chars.length; ) {
    const c = chars[i] ?? '';
    if (c === '\\') i = escape(i, false);
    else if (c === '[') {
      const end = classEnd(chars, i);
      copyClass(i, end, true);
      i = end + 1;
    } else if (c === '(' && chars[i + 1] === '?' && chars[i + 2] === '<' && chars[i + 3] !== '=' && chars[i + 3] !== '!') {
      out += '(?P<';
      i += 3;
    } else {
      out += c;
      i++;
    }
  }
  return out;
}

/** `(?x)`: white space and comments in the pattern mean nothing. Only as a leading flag. */
function withoutLayout(pattern: string): string {
  const head = /^\(\?([a-zA-Z]*)x([a-zA-Z]*)\)/.exec(pattern);
  if (head === null) return pattern;
  const flags = `${head[1] ?? ''}${head[2] ?? ''}`;
  const rest = pattern.slice(head[0].length).replace(/\\.|\[(?:\\.|[^\]])*\]|#.*|\s+/gs, (part) => (/^[#\s]/.test(part) ? '' : part));
  return (flags === '' ? '' : `(?${flags})`) + rest;
}

const cache = new Map<string, CompiledRegex>();

function expand(replacement: string, group: (name: string) => string): string {
  return replacement.replace(/\$\$|\$\{([^}]*)\}|\$([A-Za-z0-9_]+)/g, (whole, braced?: string, bare?: string) =>
    whole === '$$' ? '$' : group(braced ?? bare ?? ''),
  );
}

/** @returns undefined when the pattern is not valid */
export async function compileRegex(pattern: string): Promise<CompiledRegex | undefined> {
  return (await regexCompiler())(pattern);
}

/** Loads the engine; what it gives compiles at once. */
export async function regexCompiler(): Promise<(pattern: string) => CompiledRegex | undefined> {
  const { RE2JS: engine } = await import('re2js');
  return (pattern) => compileWith(engine, pattern);
}

function compileWith(engine: typeof RE2JS, pattern: string): CompiledRegex | undefined {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  if (regexProblem(pattern) !== undefined) return undefined;
  let compiled: RE2JS;
  try {
    compiled = engine.compile(translate(withoutLayout(pattern)));
  } catch {
    return undefined;
  }
  const limited = (text: string): string => {
    if (text.length <= MAX_SEARCHED) return text;
    throw new RegexLimitError(`a text of ${text.length} characters is too long for a regex: the limit is ${MAX_SEARCHED}`);
  };
  const regex: CompiledRegex = {
    test: (text) => compiled.matcher(limited(text)).find(),
    firstGroup: (text) => {
      const matcher = compiled.matcher(limited(text));
      if (!matcher.find() || compiled.groupCount() < 1) return undefined;
      return matcher.group(1) ?? undefined;
    },
    replaceAll: (text, replacement) => {
      const matcher = compiled.matcher(limited(text));
      const names = compiled.namedGroups();
      let out = '';
      let at = 0;
      while (matcher.find()) {
        out += text.slice(at, matcher.start());
        out += expand(replacement, (name) => {
          const index = /^[0-9]+$/.test(name) ? Number(name) : names[name];
          return index === undefined || index > compiled.groupCount() ? '' : (matcher.group(index) ?? '');
        });
        at = matcher.end();
      }
      return out + text.slice(at);
    },
  };
  if (cache.size > 200) cache.clear();
  cache.set(pattern, regex);
  return regex;
}
