// Says what is wrong with a regular expression in the syntax that Hurl uses (the Rust `regex` crate), with that crate's
// wording, without running it. Facts: https://docs.rs/regex/latest/regex/#syntax

/** @returns undefined when the pattern is well-formed as far as can be seen without compiling it */
export function regexProblem(pattern: string): string | undefined {
  const chars = [...pattern];
  let depth = 0;
  let repeatable = false;
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i];
    if (c === '\\') {
      const next = chars[++i];
      if (next === undefined) return 'incomplete escape sequence, reached end of pattern prematurely';
      if (/[0-9]/.test(next)) return 'backreferences are not supported';
      if (/[A-Za-z<>]/.test(next) && !'dDwWsSbBAzaftnrvxuUpP<>'.includes(next)) return 'unrecognized escape sequence';
      if ((next === 'p' || next === 'P') && chars[i + 1] === '{') {
        const close = chars.indexOf('}', i);
        if (close < 0) return 'incomplete escape sequence, reached end of pattern prematurely';
        i = close;
      } else if ('xuU'.includes(next) && chars[i + 1] === '{') {
        const close = chars.indexOf('}', i);
        if (close < 0) return 'incomplete escape sequence, reached end of pattern prematurely';
        i = close;
      } else if (next === 'b' && chars[i + 1] === '{') {
        const close = chars.indexOf('}', i);
        const word = chars.slice(i + 2, close).join('');
        if (close > 0 && ['start', 'end', 'start-half', 'end-half'].includes(word)) i = close;
      }
      repeatable = true;
    } else if (c === '[') {
      const end = classEnd(chars, i);
      if (end < 0) return 'unclosed character class';
      i = end;
      repeatable = true;
    } else if (c === '(') {
      if (++depth > MAX_NESTING) return 'exceed the maximum number of nested parentheses/brackets (250)';
      repeatable = false;
      if (chars[i + 1] === '?') {
        const head = /^\(\?(?:P?<[^>=!][^>]*>|[imsUuxR]*(?:-[imsUuxR]+)?[:)])/.exec(chars.slice(i, i + 80).join(''));
        if (head === null) {
          if (['=', '!'].includes(chars[i + 2] ?? '') || (chars[i + 2] === '<' && ['=', '!'].includes(chars[i + 3] ?? ''))) {
            return 'look-around, including look-ahead and look-behind, is not supported';
          }
          return 'unrecognized flag';
        }
        const flags = /^\(\?([a-zA-Z-]*)[:)]/.exec(head[0])?.[1] ?? '';
        if (new Set(flags).size < flags.length) return 'duplicate flag';
        i += [...head[0]].length - 1;
        if (head[0].endsWith(')')) depth--;
      }
    } else if (c === ')') {
      if (--depth < 0) return 'unopened group';
      repeatable = true;
    } else if (c === '*' || c === '+' || c === '?') {
      if (!repeatable) return 'repetition operator missing expression';
      if (chars[i + 1] === '?') i++;
    } else if (c === '{') {
      if (!repeatable) return 'repetition operator missing expression';
      const close = chars.indexOf('}', i);
      if (close < 0) return 'unclosed counted repetition';
      const range = /^\s*([0-9]*)\s*(?:(,)\s*([0-9]*)\s*)?$/.exec(chars.slice(i + 1, close).join(''));
      if (range === null) return 'repetition quantifier expects a valid decimal';
      if (range[1] === '') return 'repetition quantifier expects a valid decimal';
      if (range[3] !== undefined && range[3] !== '' && Number(range[1]) > Number(range[3])) {
        return 'invalid repetition count range, the start must be <= the end';
      }
      i = close;
      if (chars[i + 1] === '?') i++;
    } else if (c === '|') repeatable = false;
    else repeatable = true;
  }
  return depth > 0 ? 'unclosed group' : undefined;
}

/** Deeper groups and classes are refused, as the `regex` crate does at 250. */
const MAX_NESTING = 250;

/** Index of the bracket that closes a class, nested classes included; -1 if none does, or they are nested too deep. */
export function classEnd(chars: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < chars.length; i++) {
    if (chars[i] === '\\') i++;
    else if (chars[i] === '[') {
      if (++depth > MAX_NESTING) return -1;
      if (chars[i + 1] === '^') i++;
      // Right after the opening, a closing bracket stands for itself.
      if (chars[i + 1] === ']') i++;
    } else if (chars[i] === ']' && --depth === 0) return i;
  }
  return -1;
}
