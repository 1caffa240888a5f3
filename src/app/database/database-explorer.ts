// The state of the Database panel: the tables of the lesson's Postgres, a page of one of them, and the query that the learner writes.
// Each reading and each query has a connection of its own, so that nothing of it stays: an open transaction would hold the program up.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PostgresClient } from '../../container/postgres/client.ts';
import { strings } from '../strings.ts';
import { answerOf, cutValue, explained, SHOWN_ROWS, type Answer } from './query.ts';
import { countRows, firstQuery, LIST_TABLES, pagesOf, rowsOfPage, titleOfTable, type TableInfo } from './tables.ts';

export interface CountedTable extends TableInfo {
  /** MOST_COUNTED + 1: more than that; null: Postgres can't tell, a view may fail */
  readonly count: number | null;
}

export interface ExplorerState {
  /** which part of the panel is shown */
  readonly part: 'tables' | 'query';
  /** null: not read yet */
  readonly tables: readonly CountedTable[] | null;
  /** title of the table that is shown */
  readonly selected: string | null;
  /** from 0 */
  readonly page: number;
  /** of that table and page; null while they are read */
  readonly rows: readonly (readonly (string | null)[])[] | null;
  /** why what is shown could not be read again */
  readonly problem: string | null;
  readonly query: string;
  readonly isRunning: boolean;
  readonly answer: Answer | null;
  /** why the query could not be asked at all */
  readonly queryProblem: string | null;
}

/** What the explorer does with a connection. */
export type ExplorerConnection = Pick<PostgresClient, 'query' | 'end'>;

export interface ExplorerOptions {
  /** @throws when there is no Postgres */
  connect(use: 'read' | 'change'): Promise<ExplorerConnection>;
  /** milliseconds of a clock that never goes back */
  now(): number;
  /** tells screen readers */
  announce(text: string): void;
}

const nothing: ExplorerState = { part: 'tables', tables: null, selected: null, page: 0, rows: null, problem: null, query: '', isRunning: false, answer: null, queryProblem: null };

export class DatabaseExplorer {
  readonly state: StoreApi<ExplorerState>;
  private readonly options: ExplorerOptions;
  /** goes up with each lesson; answers for an older one are dropped */
  private turn = 0;
  private reading: Promise<void> | null = null;
  private isOutdated = false;

  constructor(options: ExplorerOptions) {
    this.options = options;
    this.state = createStore<ExplorerState>(() => nothing);
  }

  /** Another lesson was opened. */
  forget(): void {
    this.turn++;
    this.state.setState(nothing);
  }

  /** Reads the tables and the page that is shown; once more where it is asked for meanwhile. */
  refresh(): Promise<void> {
    this.isOutdated = true;
    this.reading ??= this.readWhileOutdated().finally(() => (this.reading = null));
    return this.reading;
  }

  /** Shows a table from its first row on. */
  select(selected: string): void {
    if (selected !== this.state.getState().selected) this.state.setState({ selected, page: 0, rows: null });
    void this.refresh();
  }

  /** @param page from 0 */
  turnTo(page: number): void {
    this.state.setState({ page });
    void this.refresh();
  }

  showPart(part: ExplorerState['part']): void {
    this.state.setState({ part });
  }

  write(query: string): void {
    this.state.setState({ query });
  }

  /** Puts a query for a table in the place of the learner's, and shows it. */
  writeFirstQuery(table: TableInfo): void {
    this.state.setState({ part: 'query', query: firstQuery(table), answer: null, queryProblem: null });
  }

  /** Runs the query, or asks for its plan, which does not run it. */
  async run(how: 'run' | 'explain'): Promise<void> {
    const { query, isRunning } = this.state.getState();
    this.state.setState({ part: 'query' });
    if (isRunning || query.trim() === '') return;
    const asked = how === 'run' ? { sql: query, shift: 0 } : explained(query);
    if (asked === null) {
      this.state.setState({ answer: null, queryProblem: strings.databasePanel.oneStatement });
      return;
    }
    const { turn } = this;
    const begun = this.options.now();
    this.state.setState({ isRunning: true, answer: null, queryProblem: null });
    try {
      const answer = await this.with(asked.shift === 0 ? 'change' : 'read', async (connection) => answerOf(await connection.query(asked.sql, SHOWN_ROWS), query, asked.shift, this.options.now() - begun));
      if (turn !== this.turn) return;
      this.state.setState({ isRunning: false, answer });
      this.announce(answer);
    } catch (error) {
      if (turn === this.turn) this.state.setState({ isRunning: false, queryProblem: messageOf(error) });
    }
    if (turn === this.turn) await this.refresh();
  }

  private announce({ error, results, milliseconds }: Answer): void {
    const time = strings.milliseconds(milliseconds);
    // An error is told by its alert.
    if (error === null) this.options.announce(strings.databasePanel.announceRows(results.at(-1)?.rowCount ?? 0, time));
  }

  private async with<T>(use: 'read' | 'change', action: (connection: ExplorerConnection) => Promise<T>): Promise<T> {
    const connection = await this.options.connect(use);
    try {
      return await action(connection);
    } finally {
      await connection.end();
    }
  }

  private async readWhileOutdated(): Promise<void> {
    while (this.isOutdated) {
      this.isOutdated = false;
      const { turn } = this;
      try {
        await this.with('read', (connection) => this.read(connection, turn));
      } catch (error) {
        if (turn === this.turn) this.state.setState({ problem: messageOf(error) });
      }
    }
  }

  private async read(connection: ExplorerConnection, turn: number): Promise<void> {
    const tables: CountedTable[] = [];
    for (const table of JSON.parse(await valueOf(connection, LIST_TABLES)) as TableInfo[]) {
      const count = await valueOf(connection, countRows(table)).then(Number, () => null);
      tables.push({ ...table, count });
    }
    const { selected, page } = this.state.getState();
    const shown = tables.find((table) => titleOfTable(table) === selected) ?? tables[0];
    if (shown === undefined) {
      if (turn === this.turn) this.state.setState({ tables, selected: null, page: 0, rows: null, problem: null });
      return;
    }
    const title = titleOfTable(shown);
    const present = title === selected ? Math.min(page, pagesOf(shown.count ?? 0) - 1) : 0;
    const { results, error } = await connection.query(rowsOfPage(shown, present));
    if (turn !== this.turn) return;
    const now = this.state.getState();
    // Another table or page was asked for meanwhile: it is read next.
    if (now.selected !== selected || now.page !== page) return this.state.setState({ tables });
    this.state.setState({ tables, selected: title, page: present, rows: results[0]?.rows.map((row) => row.map(cutValue)) ?? [], problem: error?.message ?? null });
  }
}

/** The one value of a query's one row. @throws what Postgres says */
async function valueOf(connection: ExplorerConnection, sql: string): Promise<string> {
  const { results, error } = await connection.query(sql);
  if (error !== null) throw error;
  return results[0]?.rows[0]?.[0] ?? '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
