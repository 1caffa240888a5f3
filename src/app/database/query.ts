// What a learner's query becomes before it is sent, and what its answer becomes before it is shown: bounded, with the place of an error.
import type { PostgresError, QueryOutcome, StatementResult } from '../../container/postgres/client.ts';
import { lineOf, statementsOf } from '../../container/postgres/statements.ts';
import { CELL_CHARACTERS } from './tables.ts';

/** Rows that are shown of all results of a query together. */
export const SHOWN_ROWS = 500;
/** Statements whose results are shown. */
export const SHOWN_RESULTS = 50;

/** A part of a text, in UTF-16 units as text fields count. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** of its start, from 1 */
  readonly line: number;
  /** of its start, in characters from 1 */
  readonly column: number;
}

export interface QueryError {
  /** SQLSTATE */
  readonly code: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** where in the query */
  readonly span: Span | null;
}

export interface ShownResult {
  /** null where the statement gives no rows */
  readonly columns: readonly string[] | null;
  /** null is NULL; a cut value ends in … */
  readonly rows: readonly (readonly (string | null)[])[];
  /** how many rows there were */
  readonly rowCount: number;
  /** for example `INSERT 0 1` */
  readonly tag: string;
  /** the lines of a plan, in place of rows */
  readonly plan: string | null;
}

/** What came of a query. */
export interface Answer {
  /** the query as it stood; the place of an error holds for this text only */
  readonly sql: string;
  readonly results: readonly ShownResult[];
  /** how many results there were */
  readonly resultCount: number;
  readonly notices: readonly string[];
  readonly error: QueryError | null;
  /** some value is cut */
  readonly isCut: boolean;
  /** a transaction was open at its end */
  readonly isRolledBack: boolean;
  readonly milliseconds: number;
}

const EXPLAIN = 'EXPLAIN ';

/**
 * A query as one that asks for its plan.
 * @returns null where it is not one statement: EXPLAIN would explain the first, and the others would run. `shift`: characters that stand before the query
 */
export function explained(sql: string): { readonly sql: string; readonly shift: number } | null {
  const [statement, another] = statementsOf(sql);
  if (statement === undefined || another !== undefined) return null;
  return /^explain\b/i.test(statement.skeleton) ? { sql, shift: 0 } : { sql: EXPLAIN + sql, shift: EXPLAIN.length };
}

/** A name, a number, a string, or a single sign. */
const TOKEN = /[\p{L}\p{N}_$]+|"(?:[^"]|"")*"|'(?:[^']|'')*'|\S/uy;

/** The word at a position that Postgres has told. @param position in characters from 1; one after the last is the end of the text */
export function spanAt(sql: string, position: number): Span {
  const before = [...sql].slice(0, Math.max(0, position - 1));
  const start = before.join('').length;
  TOKEN.lastIndex = start;
  const end = TOKEN.test(sql) ? TOKEN.lastIndex : start;
  const lineBegin = before.lastIndexOf('\n') + 1;
  return { start, end, line: lineOf(sql, position), column: before.length - lineBegin + 1 };
}

/** @param sql as the learner has written it @param shift characters that stood before it when it was sent */
export function errorOf({ code, message, detail, hint, position }: Pick<PostgresError, 'code' | 'message' | 'detail' | 'hint' | 'position'>, sql: string, shift: number): QueryError {
  return { code, message, detail: detail ?? null, hint: hint ?? null, span: position === undefined || position <= shift ? null : spanAt(sql, position - shift) };
}

/** Whether a value is longer than what is shown, be it whole or cut already: the ellipsis counts. */
export const isCut = (value: string | null): value is string => value !== null && value.length > CELL_CHARACTERS;

/** A value that is longer than what is shown ends in an ellipsis. */
export function cutValue(value: string | null): string | null {
  return isCut(value) ? `${value.slice(0, CELL_CHARACTERS)}…` : value;
}

/** What is shown of an outcome. @param shift characters that stood before the query when it was sent */
export function answerOf(outcome: QueryOutcome, sql: string, shift: number, milliseconds: number): Answer {
  let left = SHOWN_ROWS;
  let anyCut = false;
  const shown = (result: StatementResult): ShownResult => {
    const columns = result.columns?.map(({ name }) => name) ?? null;
    if (columns?.length === 1 && result.tag === 'EXPLAIN') {
      return { columns, rows: [], rowCount: result.rowCount, tag: result.tag, plan: result.rows.map(([line]) => line ?? '').join('\n') };
    }
    const kept = result.rows.slice(0, left);
    left -= kept.length;
    anyCut ||= kept.some((row) => row.some(isCut));
    return { columns, rows: kept.map((row) => row.map(cutValue)), rowCount: result.rowCount, tag: result.tag, plan: null };
  };
  return {
    sql,
    results: outcome.results.slice(0, SHOWN_RESULTS).map(shown),
    resultCount: outcome.results.length,
    notices: outcome.notices,
    error: outcome.error === null ? null : errorOf(outcome.error, sql, shift),
    isCut: anyCut,
    isRolledBack: outcome.isInTransaction,
    milliseconds,
  };
}
