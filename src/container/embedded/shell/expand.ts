// Expansion of words (POSIX 2.6, and of bash what scripts use): braces, tilde, parameters, commands, arithmetic, field
// splitting, paths, quote removal.
import { Arithmetic, type ParseArithmetic } from './arithmetic.ts';
import type { ArithmeticExpression, ParameterOperation, Part, ScriptNode, WordNode, WordPart } from './ast.ts';
import { NotSupported, ShellError } from './errors.ts';
import { expandPaths, hasPattern, matchesPattern, patternSource, type Piece } from './pattern.ts';
import { isSpecialParameter, NAME, type ShellState } from './state.ts';

export interface ExpansionHost {
  readonly state: ShellState;
  readonly parseArithmetic: ParseArithmetic;
  parse(script: string): ScriptNode;
  /** runs a command substitution. @returns its output, trailing newlines and all */
  substitute(script: ScriptNode): Promise<string>;
}

type Field = Piece[];

/** Fields under construction: the last one still grows. `open` says whether it exists at all. */
class Fields {
  readonly fields: Field[] = [];
  #open = false;

  add(piece: Piece): void {
    if (!this.#open) this.fields.push([]);
    this.#open = true;
    this.fields.at(-1)?.push(piece);
  }

  /** Ends the field that grows. */
  break(): void {
    this.#open = false;
  }
}

const text = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join('');

/** Whether a parameter counts as unset or null for `${x-...}` and `${x:-...}`. */
const missing = (value: string | undefined, checkEmpty: boolean): boolean => value === undefined || (checkEmpty && value === '');

export class Expander {
  readonly #host: ExpansionHost;
  readonly arithmetic: Arithmetic;

  constructor(host: ExpansionHost) {
    this.#host = host;
    this.arithmetic = new Arithmetic(host.state, host.parseArithmetic);
  }

  get #state(): ShellState {
    return this.#host.state;
  }

  /** A command's words as its arguments. */
  async words(words: readonly WordNode[]): Promise<string[]> {
    const all: string[] = [];
    for (const word of words) {
      for (const alternative of expandBraces(word.parts)) all.push(...(await this.#word(alternative)));
    }
    return all;
  }

  async #word(parts: readonly WordPart[]): Promise<string[]> {
    const fields = new Fields();
    for (const part of parts) await this.#part(part, fields, true);
    return fields.fields.flatMap((field) => {
      if (!hasPattern(field) || this.#state.options.has('noglob')) return [text(field)];
      const paths = expandPaths(field, this.#state.cwd === '/' ? '' : this.#state.cwd);
      return paths.length === 0 ? [text(field)] : paths;
    });
  }

  /** A word where neither splitting nor paths apply: an assignment's value, a here document, the target of `case`. */
  async single(word: WordNode | null): Promise<string> {
    return word === null ? '' : text(await this.pieces(word));
  }

  /** As `single`, with what was quoted still marked: for patterns. */
  async pieces(word: WordNode): Promise<Piece[]> {
    const fields = new Fields();
    for (const part of word.parts) await this.#part(part, fields, false);
    return fields.fields.flatMap((field, index) => (index === 0 ? field : [{ text: ' ', quoted: true }, ...field]));
  }

  async evaluate(expression: ArithmeticExpression): Promise<bigint> {
    // What is written with `$` is expanded as text first, then read as an expression.
    const { originalText } = expression;
    if (originalText !== undefined && /[$`]/.test(originalText)) {
      return this.arithmetic.evaluateText(await this.expandText(originalText));
    }
    return this.arithmetic.evaluate(expression);
  }

  /** Expands text as if it were in double quotes. */
  async expandText(source: string): Promise<string> {
    const script = this.#host.parse(`: "${source.replaceAll('"', '\\"')}"`);
    const command = script.statements[0]?.pipelines[0]?.commands[0];
    return command?.type === 'SimpleCommand' ? this.single(command.args[0] ?? null) : source;
  }

  // ---- parts of a word ----

  async #part(part: WordPart, out: Fields, split: boolean): Promise<void> {
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'Escaped':
        return out.add({ text: part.value, quoted: true });
      case 'Glob':
        return out.add({ text: part.pattern, quoted: false });
      case 'DoubleQuoted':
        return this.#doubleQuoted(part, out);
      case 'TildeExpansion':
        return out.add({ text: this.#tilde(part), quoted: true });
      case 'ParameterExpansion':
        return this.#parameter(part, out, split, false);
      case 'CommandSubstitution':
        return this.#result(await this.#substitution(part), out, split);
      case 'ArithmeticExpansion':
        return this.#result(String(await this.evaluate(part.expression)), out, split);
      case 'BraceExpansion':
        // Where braces are not expanded (assignments) they are themselves.
        return out.add({ text: braceText(part), quoted: true });
      case 'ProcessSubstitution':
        throw new NotSupported(`process substitution ${part.direction === 'input' ? '<(...)' : '>(...)'}`);
    }
  }

  async #substitution(part: Part<'CommandSubstitution'>): Promise<string> {
    return (await this.#host.substitute(part.body)).replace(/\n+$/, '');
  }

  async #doubleQuoted(part: Part<'DoubleQuoted'>, out: Fields): Promise<void> {
    const alone = part.parts.length === 1 ? part.parts[0] : undefined;
    // "$@" without parameters is nothing at all; any other quoted word is a field even when it is empty.
    const mayVanish = alone?.type === 'ParameterExpansion' && /^@$|\[@\]$/.test(alone.parameter);
    if (!mayVanish) out.add({ text: '', quoted: true });
    for (const inner of part.parts) {
      switch (inner.type) {
        case 'ParameterExpansion':
          await this.#parameter(inner, out, false, true);
          break;
        case 'CommandSubstitution':
          out.add({ text: await this.#substitution(inner), quoted: true });
          break;
        case 'ArithmeticExpansion':
          out.add({ text: String(await this.evaluate(inner.expression)), quoted: true });
          break;
        case 'Glob':
          out.add({ text: inner.pattern, quoted: true });
          break;
        default:
          await this.#part(inner, out, false);
      }
    }
  }

  #tilde({ user }: Part<'TildeExpansion'>): string {
    if (user === null) return this.#state.get('HOME') ?? '~';
    if (user === '+') return this.#state.cwd;
    if (user === '-') return this.#state.get('OLDPWD') ?? '~-';
    return `~${user}`;
  }

  /** The outcome of an unquoted expansion: split into fields, and still a pattern. */
  #result(value: string, out: Fields, split: boolean): void {
    if (!split) return out.add({ text: value, quoted: false });
    const { ifs } = this.#state;
    const white = [...ifs].filter((character) => ' \t\n'.includes(character)).join('');
    let field = '';
    let some = false;
    let pendingSeparator = false;
    const flush = (): void => {
      if (some) out.add({ text: field, quoted: false });
      field = '';
      some = false;
    };
    for (const character of value) {
      if (!ifs.includes(character)) {
        field += character;
        some = true;
        pendingSeparator = false;
        continue;
      }
      if (white.includes(character)) {
        flush();
        if (!pendingSeparator) out.break();
        continue;
      }
      // A separator that is not white space ends a field even if that is empty.
      if (!some && pendingSeparator) out.add({ text: '', quoted: true });
      else if (!some && out.fields.length === 0) out.add({ text: '', quoted: true });
      flush();
      out.break();
      pendingSeparator = true;
    }
    flush();
  }

  // ---- parameters ----

  async #parameter(part: Part<'ParameterExpansion'>, out: Fields, split: boolean, quoted: boolean): Promise<void> {
    const { parameter, operation } = part;
    const list = this.#list(parameter);
    if (list !== undefined) {
      const values = operation === null ? list.values : await this.#listOperation(list.values, parameter, operation);
      if (typeof values === 'string') return quoted ? out.add({ text: values, quoted: true }) : this.#result(values, out, split);
      const word = operation !== null && values.length === 0 ? alternativeWord(operation) : undefined;
      if (word !== undefined) return this.#operand(word, out, split, quoted);
      return this.#emitList(values, list.star, out, split, quoted);
    }
    const value = await this.#lookup(parameter);
    if (operation === null) {
      if (value === undefined) this.#requireSet(parameter);
      return quoted ? out.add({ text: value ?? '', quoted: true }) : this.#result(value ?? '', out, split);
    }
    switch (operation.type) {
      case 'DefaultValue':
        if (missing(value, operation.checkEmpty)) return this.#operand(operation.word, out, split, quoted);
        break;
      case 'UseAlternative':
        if (!missing(value, operation.checkEmpty)) return this.#operand(operation.word, out, split, quoted);
        return quoted ? out.add({ text: '', quoted: true }) : undefined;
      default:
        return this.#scalarResult(await this.#operation(parameter, value, operation), out, split, quoted);
    }
    return this.#scalarResult(value ?? '', out, split, quoted);
  }

  #scalarResult(value: string, out: Fields, split: boolean, quoted: boolean): void {
    if (quoted) out.add({ text: value, quoted: true });
    else this.#result(value, out, split);
  }

  /** The word of `${x:-word}`, whose own quotes count. */
  async #operand(word: WordNode, out: Fields, split: boolean, quoted: boolean): Promise<void> {
    for (const part of word.parts) {
      if (quoted) out.add({ text: await this.single({ type: 'Word', parts: [part] }), quoted: true });
      else if (part.type === 'Literal' && split) this.#result(part.value, out, true);
      else await this.#part(part, out, split);
    }
  }

  #emitList(values: readonly string[], star: boolean, out: Fields, split: boolean, quoted: boolean): void {
    if (quoted && star) {
      out.add({ text: values.join(this.#state.ifs[0] ?? ''), quoted: true });
      return;
    }
    values.forEach((value, index) => {
      if (index > 0) {
        if (quoted || split) out.break();
        else out.add({ text: ' ', quoted: true });
      }
      if (quoted) out.add({ text: value, quoted: true });
      else this.#result(value, out, split);
    });
  }

  /** `$@`, `$*`, `${a[@]}` and `${a[*]}`. */
  #list(parameter: string): { values: readonly string[]; star: boolean } | undefined {
    if (parameter === '@' || parameter === '*') return { values: this.#state.positional, star: parameter === '*' };
    const match = /^([A-Za-z_]\w*)\[([@*])\]$/.exec(parameter);
    if (match === null) return undefined;
    const values = this.#state.array(match[1] as string) ?? [];
    return { values: values.filter((value) => value !== undefined), star: match[2] === '*' };
  }

  async #listOperation(values: readonly string[], parameter: string, operation: ParameterOperation): Promise<readonly string[] | string> {
    switch (operation.type) {
      case 'Length':
        return String(values.length);
      case 'Substring': {
        // Positional parameters count from 1; offset 0 begins with $0.
        const all = parameter === '@' || parameter === '*' ? [this.#state.name, ...values] : values;
        const offset = Number(await this.evaluate(operation.offset));
        const from = offset < 0 ? all.length + offset : offset;
        const length = operation.length === null ? all.length : Number(await this.evaluate(operation.length));
        return all.slice(from, from + length);
      }
      case 'DefaultValue':
        return values.length === 0 || (operation.checkEmpty && values.join('') === '') ? [] : values;
      case 'UseAlternative':
        return values.length === 0 || (operation.checkEmpty && values.join('') === '') ? '' : this.single(operation.word);
      case 'PatternRemoval':
      case 'PatternReplacement':
      case 'CaseModification': {
        const results: string[] = [];
        for (const value of values) results.push(await this.#operation(parameter, value, operation));
        return results;
      }
      default:
        throw new NotSupported(`\${${parameter}...} with ${operation.type}`);
    }
  }

  #requireSet(parameter: string): void {
    if (this.#state.options.has('nounset') && !['!', '-'].includes(parameter)) throw new ShellError(`${parameter}: unbound variable`);
  }

  async #lookup(parameter: string): Promise<string | undefined> {
    const state = this.#state;
    if (isSpecialParameter(parameter)) return state.parameter(parameter);
    const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(parameter);
    if (element === null) return state.get(parameter);
    const values = state.array(element[1] as string) ?? [];
    const index = await this.subscript(element[2] as string);
    return values[index < 0 ? values.length + index : index];
  }

  async subscript(source: string): Promise<number> {
    return Number(this.arithmetic.evaluateText(/[$`]/.test(source) ? await this.expandText(source) : source));
  }

  async #operation(parameter: string, value: string | undefined, operation: ParameterOperation): Promise<string> {
    switch (operation.type) {
      case 'AssignDefault': {
        if (!missing(value, operation.checkEmpty)) return value ?? '';
        if (!NAME.test(parameter)) throw new ShellError(`$${parameter}: cannot assign in this way`);
        const assigned = await this.single(operation.word);
        this.#state.set(parameter, assigned);
        return assigned;
      }
      case 'ErrorIfUnset':
        if (!missing(value, operation.checkEmpty)) return value ?? '';
        throw new ShellError(`${parameter}: ${(await this.single(operation.word)) || `parameter ${operation.checkEmpty ? 'null or ' : ''}not set`}`);
      case 'Indirection': {
        if (operation.innerOp !== undefined) throw new NotSupported(`\${!${parameter}...}`);
        return value === undefined || value === '' ? '' : ((await this.#lookup(value)) ?? '');
      }
      default:
    }
    if (value === undefined) this.#requireSet(parameter);
    return this.#edit(value ?? '', parameter, operation);
  }

  async #edit(value: string, parameter: string, operation: ParameterOperation): Promise<string> {
    switch (operation.type) {
      case 'Length':
        return String([...value].length);
      case 'Substring': {
        const characters = [...value];
        const offset = Number(await this.evaluate(operation.offset));
        const from = offset < 0 ? Math.max(characters.length + offset, 0) : offset;
        if (offset < -characters.length) return '';
        const length = operation.length === null ? characters.length : Number(await this.evaluate(operation.length));
        return characters.slice(from, length < 0 ? characters.length + length : from + length).join('');
      }
      case 'PatternRemoval':
        return removePattern(value, await this.pieces(operation.pattern), operation.side, operation.greedy);
      case 'PatternReplacement': {
        const source = patternSource(await this.pieces(operation.pattern));
        if (source === '') return value;
        const replacement = await this.single(operation.replacement);
        const anchored = operation.anchor === 'start' ? `^(?:${source})` : operation.anchor === 'end' ? `(?:${source})$` : source;
        return value.replace(new RegExp(anchored, operation.all ? 'gu' : 'u'), () => replacement);
      }
      case 'CaseModification': {
        const change = (character: string): string => (operation.direction === 'upper' ? character.toUpperCase() : character.toLowerCase());
        // The parser leaves what is a pattern here in literals.
        const pattern = operation.pattern === null ? undefined : (await this.pieces(operation.pattern)).map(({ text: source }) => ({ text: source, quoted: false }));
        return [...value].map((character, index) => ((operation.all || index === 0) && (pattern === undefined || matchesPattern(character, pattern)) ? change(character) : character)).join('');
      }
      case 'Transform':
        if (operation.operator === 'Q') return quote(value);
        if (operation.operator === 'U') return value.toUpperCase();
        if (operation.operator === 'L') return value.toLowerCase();
        if (operation.operator === 'u') return value.slice(0, 1).toUpperCase() + value.slice(1);
        throw new NotSupported(`\${${parameter}@${operation.operator}}`);
      case 'VarNamePrefix':
        return [...this.#state.variables.keys()].filter((name) => name.startsWith(operation.prefix)).sort().join(' ');
      case 'BadSubstitution':
        throw new ShellError(`${operation.text}: bad substitution`);
      case 'LengthSliceError':
        throw new ShellError(`\${#${parameter}:...}: bad substitution`);
      case 'ArrayKeys':
        return (this.#state.array(operation.array) ?? []).flatMap((element, index) => (element === undefined ? [] : [String(index)])).join(' ');
      default:
        throw new NotSupported(`\${${parameter}} with ${operation.type}`);
    }
  }
}

/** The word that stands in for an empty list, where the operation has one. */
function alternativeWord(operation: ParameterOperation): WordNode | undefined {
  return operation.type === 'DefaultValue' ? operation.word : undefined;
}

function removePattern(value: string, pattern: readonly Piece[], side: 'prefix' | 'suffix', greedy: boolean): string {
  const expression = new RegExp(`^(?:${patternSource(pattern)})$`, 'u');
  const cuts = [...Array(value.length + 1).keys()];
  if (side === 'prefix') {
    const cut = (greedy ? cuts.reverse() : cuts).find((at) => expression.test(value.slice(0, at)));
    return cut === undefined ? value : value.slice(cut);
  }
  const cut = (greedy ? cuts : cuts.reverse()).find((at) => expression.test(value.slice(at)));
  return cut === undefined ? value : value.slice(0, cut);
}

/** A string so that the shell reads it back as one word. */
export const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;

type Parts = readonly WordPart[];

/** `a{b,c}d` as `abd` and `acd`; `{1..3}`; nested braces too. */
function expandBraces(parts: Parts): Parts[] {
  const at = parts.findIndex(({ type }) => type === 'BraceExpansion');
  if (at < 0) return [parts];
  const brace = parts[at] as Part<'BraceExpansion'>;
  const before = parts.slice(0, at);
  const rest = expandBraces(parts.slice(at + 1));
  const middles: Parts[] = brace.items.flatMap((item) => {
    return item.type === 'Word' ? expandBraces(item.word.parts) : rangeOf(item).map((value): Parts => [{ type: 'Literal', value }]);
  });
  return middles.flatMap((middle) => rest.map((end) => [...before, ...middle, ...end]));
}

type Range = Extract<Part<'BraceExpansion'>['items'][number], { type: 'Range' }>;

function rangeOf({ start, end, step, startStr, endStr }: Range): string[] {
  const letters = typeof start === 'string' && typeof end === 'string';
  const code = (value: string | number): number => (letters ? String(value).codePointAt(0) ?? 0 : Number(value));
  const [from, to] = [code(start), code(end)];
  const by = Math.max(1, Math.abs(step ?? 1));
  const padded = [startStr, endStr].some((one) => one !== undefined && /^-?0\d/.test(one));
  const width = padded ? Math.max(startStr?.length ?? 0, endStr?.length ?? 0) : 0;
  const values: string[] = [];
  for (let value = from; from <= to ? value <= to : value >= to; value += from <= to ? by : -by) {
    const digits = String(Math.abs(value));
    values.push(letters ? String.fromCodePoint(value) : `${value < 0 ? '-' : ''}${digits.padStart(width - (value < 0 ? 1 : 0), '0')}`);
  }
  return values;
}

function braceText(part: Part<'BraceExpansion'>): string {
  const literal = (word: WordNode): string => word.parts.map((one) => ('value' in one ? one.value : '')).join('');
  const range = part.items[0];
  if (part.items.length === 1 && range?.type === 'Range') return `{${range.startStr ?? range.start}..${range.endStr ?? range.end}${range.step === undefined ? '' : `..${range.step}`}}`;
  return `{${part.items.map((item) => (item.type === 'Word' ? literal(item.word) : '')).join(',')}}`;
}
