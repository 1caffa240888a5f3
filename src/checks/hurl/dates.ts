// Dates written and read by a strftime format, as the Rust crate chrono does it.
// Facts: https://docs.rs/chrono/latest/chrono/format/strftime/index.html
import { splitNanoseconds, subsecond } from './value.ts';

/** The format has a specifier that does not exist, or that needs what a date has not. */
export class DateFormatError extends Error {}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const SHORTHAND: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  x: '%m/%d/%y',
  F: '%Y-%m-%d',
  v: '%e-%b-%Y',
  R: '%H:%M',
  T: '%H:%M:%S',
  X: '%H:%M:%S',
  r: '%I:%M:%S %p',
  c: '%a %b %e %H:%M:%S %Y',
};

interface Specifier {
  readonly pad: '' | '-' | '_' | '0';
  readonly name: string;
}

/** Splits a format into literal text and specifiers. @throws DateFormatError */
function split(format: string): (string | Specifier)[] {
  const parts: (string | Specifier)[] = [];
  const pattern = /%([-_0]?)(\.[369]f|\.f|[369]f|:{1,3}z|#z|[A-Za-z%+])|%|[^%]+/gs;
  for (const match of format.matchAll(pattern)) {
    const [whole, pad, name] = match;
    if (name === undefined) {
      if (whole === '%') throw new DateFormatError(`a lone % in the format ${format}`);
      parts.push(whole);
    } else if (SHORTHAND[name] !== undefined) parts.push(...split(SHORTHAND[name]));
    else parts.push({ name, pad: (pad ?? '') as Specifier['pad'] });
  }
  return parts;
}

function isoWeek(date: Date): { year: number; week: number } {
  const day = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const year = day.getUTCFullYear();
  return { year, week: Math.ceil(((day.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7) };
}

function dayOfYear(date: Date): number {
  return Math.floor((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function number(value: number, width: number, pad: Specifier['pad'], usual: '0' | ' ' = '0'): string {
  if (pad === '-') return String(value);
  return String(value).padStart(width, pad === '_' ? ' ' : pad === '0' ? '0' : usual);
}

function writeOne(spec: Specifier, date: Date, nanoseconds: bigint): string {
  const { pad } = spec;
  const fraction = subsecond(nanoseconds);
  const digits = (count: number): string => String(fraction).padStart(9, '0').slice(0, count);
  const hour12 = date.getUTCHours() % 12 || 12;
  const weekday = date.getUTCDay();
  const shortest = fraction === 0 ? '' : fraction % 1_000_000 === 0 ? `.${digits(3)}` : fraction % 1000 === 0 ? `.${digits(6)}` : `.${digits(9)}`;
  switch (spec.name) {
    case 'Y':
      return number(date.getUTCFullYear(), 4, pad);
    case 'C':
      return number(Math.floor(date.getUTCFullYear() / 100), 2, pad);
    case 'y':
      return number(date.getUTCFullYear() % 100, 2, pad);
    case 'q':
      return String(Math.floor(date.getUTCMonth() / 3) + 1);
    case 'm':
      return number(date.getUTCMonth() + 1, 2, pad);
    case 'b':
    case 'h':
      return (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3);
    case 'B':
      return MONTHS[date.getUTCMonth()] ?? '';
    case 'd':
      return number(date.getUTCDate(), 2, pad);
    case 'e':
      return number(date.getUTCDate(), 2, pad, ' ');
    case 'a':
      return (DAYS[weekday] ?? '').slice(0, 3);
    case 'A':
      return DAYS[weekday] ?? '';
    case 'w':
      return String(weekday);
    case 'u':
      return String(weekday || 7);
    case 'U':
      return number(Math.floor((dayOfYear(date) + 6 - weekday) / 7), 2, pad);
    case 'W':
      return number(Math.floor((dayOfYear(date) + 6 - ((weekday + 6) % 7)) / 7), 2, pad);
    case 'G':
      return number(isoWeek(date).year, 4, pad);
    case 'g':
      return number(isoWeek(date).year % 100, 2, pad);
    case 'V':
      return number(isoWeek(date).week, 2, pad);
    case 'j':
      return number(dayOfYear(date), 3, pad);
    case 'H':
      return number(date.getUTCHours(), 2, pad);
    case 'k':
      return number(date.getUTCHours(), 2, pad, ' ');
    case 'I':
      return number(hour12, 2, pad);
    case 'l':
      return number(hour12, 2, pad, ' ');
    case 'P':
      return date.getUTCHours() < 12 ? 'am' : 'pm';
    case 'p':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'M':
      return number(date.getUTCMinutes(), 2, pad);
    case 'S':
      return number(date.getUTCSeconds(), 2, pad);
    case 'f':
      return number(fraction, 9, pad);
    case '.f':
      return shortest;
    case '.3f':
    case '.6f':
    case '.9f':
      return `.${digits(Number(spec.name[1]))}`;
    case '3f':
    case '6f':
    case '9f':
      return digits(Number(spec.name[0]));
    case 'Z':
      return 'UTC';
    case 'z':
      return '+0000';
    case ':z':
      return '+00:00';
    case '::z':
      return '+00:00:00';
    case ':::z':
      return '+00';
    case '+':
      return `${formatDate(nanoseconds, '%Y-%m-%dT%H:%M:%S')}${shortest}+00:00`;
    case 's':
      return String(Math.floor(date.getTime() / 1000));
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case '%':
      return '%';
    default:
      throw new DateFormatError(`%${spec.name} is no date specifier`);
  }
}

/** @throws DateFormatError */
export function formatDate(nanoseconds: bigint, format: string): string {
  const date = new Date(splitNanoseconds(nanoseconds).ms);
  return split(format)
    .map((part) => (typeof part === 'string' ? part : writeOne(part, date, nanoseconds)))
    .join('');
}

interface Fields {
  year?: number;
  century?: number;
  year2?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  weekday?: number;
  isoYear?: number;
  isoWeek?: number;
  hour?: number;
  hour12?: number;
  afternoon?: boolean;
  minute?: number;
  second?: number;
  nanos?: number;
  offsetSeconds?: number;
  timestamp?: number;
}

/** Reads a text piece by piece. */
class TextReader {
  text: string;
  failed = false;
  constructor(text: string) {
    this.text = text;
  }

  take(pattern: RegExp): string {
    const found = pattern.exec(this.text);
    if (found === null || found.index !== 0) {
      this.failed = true;
      return '';
    }
    this.text = this.text.slice(found[0].length);
    return found[0];
  }

  /** A number of at most so many digits; chrono lets blanks stand before it. */
  number(width: number, signed = false): number {
    this.text = this.text.trimStart();
    return Number(this.take(new RegExp(`^${signed ? '[+-]?' : ''}[0-9]{1,${width}}`)));
  }

  name(names: readonly string[], long: boolean): number {
    const lower = this.text.toLowerCase();
    const index = names.findIndex((name) => lower.startsWith(name.slice(0, 3).toLowerCase()));
    if (index < 0) {
      this.failed = true;
      return 0;
    }
    const name = names[index] ?? '';
    this.text = this.text.slice(long && lower.startsWith(name.toLowerCase()) ? name.length : 3);
    return index;
  }

  offset(pattern: RegExp): number {
    const text = this.take(pattern);
    const found = /^([+-])(\d\d):?(\d\d)?(?::?(\d\d))?$/.exec(text.trim());
    if (found === null) return 0;
    const seconds = Number(found[2]) * 3600 + Number(found[3] ?? 0) * 60 + Number(found[4] ?? 0);
    return found[1] === '-' ? -seconds : seconds;
  }
}

function fractionOf(digits: string): number {
  return Number(digits.padEnd(9, '0').slice(0, 9));
}

function readOne(spec: Specifier, reader: TextReader, fields: Fields): void {
  switch (spec.name) {
    case 'Y':
      fields.year = reader.number(/^\s*[+-]/.test(reader.text) ? 9 : 4, true);
      break;
    case 'G':
      fields.isoYear = reader.number(4, true);
      break;
    case 'C':
      fields.century = reader.number(2);
      break;
    case 'y':
      fields.year2 = reader.number(2);
      break;
    case 'm':
      fields.month = reader.number(2);
      break;
    case 'b':
    case 'h':
      fields.month = reader.name(MONTHS, false) + 1;
      break;
    case 'B':
      fields.month = reader.name(MONTHS, true) + 1;
      break;
    case 'd':
    case 'e':
      fields.day = reader.number(2);
      break;
    case 'a':
      fields.weekday = reader.name(DAYS, false);
      break;
    case 'A':
      fields.weekday = reader.name(DAYS, true);
      break;
    case 'w':
      fields.weekday = reader.number(1);
      break;
    case 'u':
      fields.weekday = reader.number(1) % 7;
      break;
    case 'U':
    case 'W':
    case 'g':
      reader.number(2);
      break;
    case 'q':
      reader.number(1);
      break;
    case 'V':
      fields.isoWeek = reader.number(2);
      break;
    case 'j':
      fields.dayOfYear = reader.number(3);
      break;
    case 'H':
    case 'k':
      fields.hour = reader.number(2);
      break;
    case 'I':
    case 'l':
      fields.hour12 = reader.number(2);
      break;
    case 'P':
    case 'p':
      fields.afternoon = reader.take(/^[ap]m/i).toLowerCase() === 'pm';
      break;
    case 'M':
      fields.minute = reader.number(2);
      break;
    case 'S':
      fields.second = reader.number(2);
      break;
    case 'f':
      fields.nanos = reader.number(9);
      break;
    case '.f':
    case '.3f':
    case '.6f':
    case '.9f':
      if (reader.text.startsWith('.')) fields.nanos = fractionOf(reader.take(/^\.[0-9]+/).slice(1));
      break;
    case '3f':
    case '6f':
    case '9f':
      fields.nanos = fractionOf(reader.take(new RegExp(`^[0-9]{${spec.name[0]}}`)));
      break;
    case 'Z':
      reader.take(/^\S*/);
      break;
    case 'z':
    case ':z':
    case '::z':
    case ':::z':
      fields.offsetSeconds = reader.offset(/^\s*[+-]\d\d:?\d\d(?::\d\d)?/);
      break;
    case '#z':
      fields.offsetSeconds = /^\s*z/i.test(reader.text) ? Number(reader.take(/^\s*z/i) === '') : reader.offset(/^\s*[+-]\d\d(?::?\d\d)?/);
      break;
    case '+': {
      for (const part of split('%Y-%m-%d')) readPart(part, reader, fields);
      reader.take(/^[Tt ]/);
      for (const part of split('%H:%M:%S%.f')) readPart(part, reader, fields);
      fields.offsetSeconds = /^z/i.test(reader.text) ? Number(reader.take(/^z/i) === '') : reader.offset(/^[+-]\d\d:?\d\d/);
      break;
    }
    case 's':
      fields.timestamp = Number(reader.take(/^\s*[+-]?[0-9]+/));
      break;
    case 't':
    case 'n':
      reader.take(/^\s*/);
      break;
    case '%':
      reader.take(/^%/);
      break;
    default:
      reader.failed = true;
  }
}

function readPart(part: string | Specifier, reader: TextReader, fields: Fields): void {
  if (reader.failed) return;
  if (typeof part !== 'string') return readOne(part, reader, fields);
  for (const piece of part.match(/\s+|\S+/g) ?? []) {
    // White space in the format stands for any white space.
    if (/^\s/.test(piece)) reader.take(/^\s*/);
    else if (reader.text.startsWith(piece)) reader.text = reader.text.slice(piece.length);
    else reader.failed = true;
  }
}

function yearOf(fields: Fields): number | undefined {
  if (fields.year !== undefined) return fields.year;
  if (fields.year2 === undefined) return undefined;
  if (fields.century !== undefined) return fields.century * 100 + fields.year2;
  return fields.year2 + (fields.year2 < 70 ? 2000 : 1900);
}

/** Milliseconds of the day's beginning. @returns undefined when the fields name no day, or one that does not exist */
function dayOf(fields: Fields): number | undefined {
  const year = yearOf(fields);
  const date = new Date(0);
  if (year !== undefined && fields.month !== undefined && fields.day !== undefined) {
    date.setUTCFullYear(year, fields.month - 1, fields.day);
    if (date.getUTCMonth() !== fields.month - 1 || date.getUTCDate() !== fields.day) return undefined;
  } else if (year !== undefined && fields.dayOfYear !== undefined) {
    date.setUTCFullYear(year, 0, fields.dayOfYear);
    if (date.getUTCFullYear() !== year) return undefined;
  } else if (fields.isoYear !== undefined && fields.isoWeek !== undefined && fields.weekday !== undefined) {
    date.setUTCFullYear(fields.isoYear, 0, 4);
    date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7) + (fields.isoWeek - 1) * 7 + ((fields.weekday + 6) % 7));
  } else return undefined;
  if (fields.weekday !== undefined && date.getUTCDay() !== fields.weekday) return undefined;
  return date.getTime();
}

/** Seconds of the day. @returns undefined when the fields name no time; 0 when they have none at all */
function timeOf(fields: Fields): number | undefined {
  const { hour, hour12, minute, second } = fields;
  if (hour === undefined && hour12 === undefined) return minute === undefined && second === undefined ? 0 : undefined;
  let hours = hour;
  if (hours === undefined) {
    if (hour12 === undefined || fields.afternoon === undefined || hour12 < 1 || hour12 > 12) return undefined;
    hours = (hour12 % 12) + (fields.afternoon ? 12 : 0);
  }
  if (minute === undefined || hours > 23 || minute > 59 || (second ?? 0) > 60) return undefined;
  return hours * 3600 + minute * 60 + (second ?? 0);
}

/**
 * Reads a date; without time it is midnight, without offset UTC.
 * @returns nanoseconds since 1970, or undefined when text or format do not fit
 */
export function parseDate(text: string, format: string): bigint | undefined {
  const reader = new TextReader(text);
  const fields: Fields = {};
  try {
    for (const part of split(format)) readPart(part, reader, fields);
  } catch (error) {
    if (error instanceof DateFormatError) return undefined;
    throw error;
  }
  if (reader.failed || reader.text !== '') return undefined;
  const nanos = BigInt(fields.nanos ?? 0);
  if (fields.timestamp !== undefined) return BigInt(fields.timestamp) * 1_000_000_000n + nanos;
  const day = dayOf(fields);
  const seconds = timeOf(fields);
  if (day === undefined || seconds === undefined) return undefined;
  return BigInt(day) * 1_000_000n + BigInt(seconds - (fields.offsetSeconds ?? 0)) * 1_000_000_000n + nanos;
}
