// The Database panel, where a lesson has Postgres: its tables with their columns and rows, and a box for queries.
import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { ChevronLeft, ChevronRight, DatabaseZap, ListTree, Play, RefreshCw, SquareTerminal } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { useStore } from 'zustand';
import { useApp } from '../app-context.ts';
import { commandOf, listCommands } from '../commands/commands.ts';
import { keysOf } from '../commands/shortcut.ts';
import { Button, IconButton, Keys } from '../controls/button.tsx';
import { PanelTools } from '../shell/panel-frame.tsx';
import { strings } from '../strings.ts';
import type { CountedTable, ExplorerState } from './database-explorer.ts';
import { isCut, SHOWN_RESULTS, type Answer, type QueryError, type ShownResult, type Span } from './query.ts';
import { CELL_CHARACTERS, MOST_COUNTED, PAGE_ROWS, pagesOf, titleOfTable, type TableColumn, type TableConstraint } from './tables.ts';
import smallTabs from '../controls/small-tabs.module.css';
import styles from './database-panel.module.css';

const text = strings.databasePanel;

/** Milliseconds in which many requests of a program make one reading of the tables. */
const CALM = 400;

export default function DatabasePanel(): ReactNode {
  const { session, explorer, ui } = useApp();
  const database = useStore(session.state, (state) => state.database);
  const part = useStore(explorer.state, (state) => state.part);
  const panel = useRef<HTMLDivElement>(null);
  useRefresh(panel);
  const isRunning = database.kind === 'running';
  return (
    <div ref={panel} className={styles.panel}>
      <PanelTools>
        <span className={styles.spring} />
        <Button size="small" variant="quiet" icon={<DatabaseZap />} isDisabled={database.kind === 'starting'} onPress={() => ui.open({ kind: 'reset-database' })}>{text.reset}</Button>
        <IconButton size="small" label={text.refresh} isDisabled={!isRunning} onPress={() => void explorer.refresh().then(() => ui.announce(text.refreshed))}><RefreshCw /></IconButton>
      </PanelTools>
      <NotRunning />
      <Tabs className={styles.parts ?? ''} selectedKey={part} onSelectionChange={(key) => explorer.showPart(key as ExplorerState['part'])}>
        <TabList aria-label={text.parts} className={smallTabs.tabs ?? ''}>
          <Tab id="tables" className={smallTabs.tab ?? ''}>{text.tables}</Tab>
          <Tab id="query" className={smallTabs.tab ?? ''}>{text.query}</Tab>
        </TabList>
        <TabPanel id="tables" className={styles.part ?? ''}>
          {isRunning ? <Tables /> : null}
        </TabPanel>
        <TabPanel id="query" className={styles.part ?? ''}>
          <Query canRun={isRunning} />
        </TabPanel>
      </Tabs>
    </div>
  );
}

/** Has the tables read when the panel is shown, and as long as it is: after each run, each reset, and what requests may have changed. */
function useRefresh(panel: RefObject<HTMLDivElement | null>): void {
  const { session, explorer, exchanges } = useApp();
  useEffect(() => {
    const element = panel.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isShown = false;
    const isWanted = (): boolean => isShown && session.state.getState().database.kind === 'running';
    const soon = (): void => {
      if (!isWanted()) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        if (isWanted()) void explorer.refresh();
      }, CALM);
    };
    const observer = new IntersectionObserver((entries) => {
      const wasShown = isShown;
      isShown = entries.at(-1)?.isIntersecting ?? false;
      if (!wasShown && isWanted()) void explorer.refresh();
    });
    observer.observe(element);
    const unfollow = [
      session.state.subscribe((now, before) => {
        if (now.database !== before.database || now.program.kind !== before.program.kind) soon();
      }),
      exchanges.subscribe(soon),
    ];
    return () => {
      observer.disconnect();
      clearTimeout(timer);
      for (const stop of unfollow) stop();
    };
  }, [panel, session, explorer, exchanges]);
}

/** What is to be known, and done, while there is no Postgres to ask. */
function NotRunning(): ReactNode {
  const { session, playground } = useApp();
  const database = useStore(session.state, (state) => state.database);
  if (database.kind === 'running') return null;
  const start = <Button size="small" icon={<Play />} onPress={() => void playground.startDatabase()}>{text.start}</Button>;
  if (database.kind === 'starting') return <p className={styles.state} role="status">{database.message}…</p>;
  if (database.kind === 'stopped') return <div className={styles.state}><p>{text.stopped}</p>{start}</div>;
  return <div className={styles.state} data-problem=""><p role="alert">{database.message}</p>{start}</div>;
}

function Tables(): ReactNode {
  const { explorer } = useApp();
  const tables = useStore(explorer.state, (state) => state.tables);
  const selected = useStore(explorer.state, (state) => state.selected);
  const problem = useStore(explorer.state, (state) => state.problem);
  const shown = tables?.find((table) => titleOfTable(table) === selected);
  return (
    <>
      {problem === null ? null : <p className={styles.problem} role="alert">{text.notRead(problem)}</p>}
      {tables === null && problem === null ? <p className={styles.late} role="status">{text.reading}</p> : null}
      {tables?.length === 0 ? <p className={styles.note}>{text.noTables}</p> : null}
      {tables === null || tables.length === 0 ? null : (
        <ul className={styles.list} aria-label={text.list}>
          {tables.map((table) => {
            const title = titleOfTable(table);
            return (
              <li key={title}>
                <button type="button" className={styles.table} aria-current={title === selected ? 'true' : undefined} onClick={() => explorer.select(title)}>
                  <span className={styles.name}>{title}</span>
                  {table.kind === 'table' ? null : <span className={styles.kind}>{text.kinds[table.kind]}</span>}
                  <span className={styles.count}>{table.count === null ? text.notCounted : text.rowCount(Math.min(table.count, MOST_COUNTED), table.count > MOST_COUNTED)}</span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {shown === undefined ? null : <Table key={selected} table={shown} />}
    </>
  );
}

function Table({ table }: { readonly table: CountedTable }): ReactNode {
  const { explorer } = useApp();
  const rows = useStore(explorer.state, (state) => state.rows);
  const page = useStore(explorer.state, (state) => state.page);
  const title = titleOfTable(table);
  const { columns, constraints } = table;
  return (
    <section className={styles.details} aria-label={title}>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <Button size="small" variant="quiet" icon={<SquareTerminal />} onPress={() => explorer.writeFirstQuery(table)}>{text.queryTable(title)}</Button>
      </div>
      <details className={styles.fold} open>
        <summary>{text.columns(columns.length)}</summary>
        <Scrollable label={text.columnsOf(title)}>
          <table className={styles.grid}>
            <thead>
              <tr>{[text.column, text.type, text.nullable, text.keys, text.defaultValue].map((head) => <th key={head} scope="col">{head}</th>)}</tr>
            </thead>
            <tbody>
              {columns.map((column) => (
                <tr key={column.name}>
                  <th scope="row">{column.name}</th>
                  <td>{column.type}</td>
                  <td>{column.isNullable ? text.nullableYes : text.nullableNo}</td>
                  <td>{keysOfColumn(column, constraints).map((key) => <span key={key} className={styles.key}>{key}</span>)}</td>
                  <td>{column.default ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      </details>
      {constraints.length === 0 ? null : (
        <details className={styles.fold}>
          <summary>{text.constraints(constraints.length)}</summary>
          <dl className={styles.constraints}>
            {constraints.map(({ name, definition }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{definition}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {rows === null ? null : rows.length === 0 ? <p className={styles.note}>{text.noRows}</p> : (
        <>
          <Pages page={page} shown={rows.length} count={table.count} />
          <Grid label={text.rowsOf(title)} columns={columns.map(({ name }) => name)} rows={rows} />
          {rows.some((row) => row.some(isCut)) ? <p className={styles.note}>{text.cut(CELL_CHARACTERS)}</p> : null}
        </>
      )}
    </section>
  );
}

/** What the constraints of a table say about one column, in words. */
function keysOfColumn({ name }: TableColumn, constraints: readonly TableConstraint[]): readonly string[] {
  return constraints.flatMap(({ kind, columns, target }) => {
    const at = columns.indexOf(name);
    if (at < 0) return [];
    if (kind === 'primary') return [text.primaryKey];
    if (kind === 'unique') return [columns.length === 1 ? text.unique : text.uniqueWith(columns.filter((other) => other !== name))];
    return kind === 'foreign' && target !== null ? [text.references(`${titleOfTable({ schema: target.schema, name: target.table })} (${target.columns[at] ?? ''})`)] : [];
  });
}

function Pages({ page, shown, count }: { readonly page: number; readonly shown: number; readonly count: number | null }): ReactNode {
  const { explorer } = useApp();
  const known = count ?? shown;
  if (known <= PAGE_ROWS) return null;
  const first = page * PAGE_ROWS + 1;
  return (
    <div className={styles.pages}>
      <span role="status">{text.pages(first, first + shown - 1, Math.min(known, MOST_COUNTED), known > MOST_COUNTED)}</span>
      <IconButton size="small" label={text.previousPage} isDisabled={page === 0} onPress={() => explorer.turnTo(page - 1)}><ChevronLeft /></IconButton>
      <IconButton size="small" label={text.nextPage} isDisabled={page >= pagesOf(known) - 1} onPress={() => explorer.turnTo(page + 1)}><ChevronRight /></IconButton>
    </div>
  );
}

/** Scrolls by itself, also with the keyboard. */
function Scrollable({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return <div className={styles.scroll} role="group" aria-label={label} tabIndex={0}>{children}</div>;
}

interface GridProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: ShownResult['rows'];
}

function Grid({ label, columns, rows }: GridProps): ReactNode {
  return (
    <Scrollable label={label}>
      <table className={styles.grid} aria-label={label}>
        <thead>
          <tr>{columns.map((column, index) => <th key={index} scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, at) => <td key={at}>{value === null ? <span className={styles.null}>NULL</span> : value}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

function Query({ canRun }: { readonly canRun: boolean }): ReactNode {
  const app = useApp();
  const { explorer } = app;
  const query = useStore(explorer.state, (state) => state.query);
  const isRunning = useStore(explorer.state, (state) => state.isRunning);
  const answer = useStore(explorer.state, (state) => state.answer);
  const problem = useStore(explorer.state, (state) => state.queryProblem);
  const field = useRef<HTMLTextAreaElement>(null);
  const { shortcut } = commandOf(listCommands(app), 'run-query');
  const isDisabled = !canRun || isRunning || query.trim() === '';
  // What was wrong with another text is not marked in this one.
  const span = answer?.sql === query ? (answer.error?.span ?? null) : null;
  const goTo = ({ start, end }: Span): void => {
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
  };
  return (
    <>
      <SqlField field={field} query={query} span={span} onChange={(sql) => explorer.write(sql)} />
      <div className={styles.actions}>
        <Button size="small" variant="primary" icon={<Play />} isDisabled={isDisabled} hint={<>{text.run}{shortcut ? <Keys keys={keysOf(shortcut)} /> : null}</>} onPress={() => void explorer.run('run')}>{text.run}</Button>
        <Button size="small" icon={<ListTree />} isDisabled={isDisabled} hint={text.explainHint} onPress={() => void explorer.run('explain')}>{text.explain}</Button>
        {isRunning ? <span className={styles.late} role="status">{text.running} {text.runningLong}</span> : null}
      </div>
      {problem === null ? null : <p className={styles.problem} role="alert">{problem}</p>}
      {answer === null ? null : <AnswerView answer={answer} goTo={span === null ? null : goTo} />}
    </>
  );
}

interface SqlFieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly query: string;
  /** what is marked as wrong */
  readonly span: Span | null;
  readonly onChange: (query: string) => void;
}

/** A text field over the same text, in which the mistake is marked: a text field itself cannot mark anything. */
function SqlField({ field, query, span, onChange }: SqlFieldProps): ReactNode {
  const under = useRef<HTMLDivElement>(null);
  return (
    <div className={styles.sql}>
      <div ref={under} className={styles.under} aria-hidden="true">
        {span === null ? null : <>{query.slice(0, span.start)}<mark className={styles.mark}>{query.slice(span.start, span.end) || ' '}</mark>{query.slice(span.end)}{'\n'}</>}
      </div>
      <textarea
        ref={field}
        aria-label={text.sql}
        aria-invalid={span === null ? undefined : true}
        aria-errormessage={span === null ? undefined : 'query-error'}
        value={query}
        placeholder={text.placeholder}
        rows={6}
        spellCheck="false"
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => {
          const { scrollTop, scrollLeft } = event.currentTarget;
          under.current?.scrollTo({ top: scrollTop, left: scrollLeft, behavior: 'instant' });
        }}
      />
    </div>
  );
}

function AnswerView({ answer, goTo }: { readonly answer: Answer; readonly goTo: ((span: Span) => void) | null }): ReactNode {
  const { results, resultCount, notices, error, milliseconds } = answer;
  const time = strings.milliseconds(milliseconds);
  return (
    <section className={styles.answer} aria-label={text.answer}>
      {error === null ? null : <ErrorView error={error} goTo={goTo} undoes={resultCount > 0} />}
      <p className={styles.note}>{error === null ? text.done(time) : text.failedAfter(time)}</p>
      {answer.isRolledBack ? <p className={styles.note}>{text.rolledBack}</p> : null}
      {notices.map((notice, index) => <p key={index} className={styles.notice}>{notice}</p>)}
      {results.map((result, index) => <ResultView key={index} result={result} title={text.resultOf(index + 1, results.length)} />)}
      {resultCount > SHOWN_RESULTS ? <p className={styles.note}>{text.moreResults(SHOWN_RESULTS, resultCount)}</p> : null}
      {answer.isCut ? <p className={styles.note}>{text.cut(CELL_CHARACTERS)}</p> : null}
    </section>
  );
}

interface ErrorViewProps {
  readonly error: QueryError;
  /** shows the place in the query; null: the query has changed since */
  readonly goTo: ((span: Span) => void) | null;
  /** statements before it are undone by it */
  readonly undoes: boolean;
}

function ErrorView({ error: { code, message, detail, hint, span }, goTo, undoes }: ErrorViewProps): ReactNode {
  return (
    <div className={styles.problem}>
      <div id="query-error" role="alert">
        <p className={styles.message}>{text.error(code, message)}</p>
        {detail === null ? null : <p>{text.detail(detail)}</p>}
        {hint === null ? null : <p>{text.hint(hint)}</p>}
        {undoes ? <p>{text.undone}</p> : null}
      </div>
      {span === null || goTo === null ? null : <Button size="small" onPress={() => goTo(span)}>{text.goTo(span.line, span.column)}</Button>}
    </div>
  );
}

function ResultView({ result: { columns, rows, rowCount, tag, plan }, title }: { readonly result: ShownResult; readonly title: string }): ReactNode {
  return (
    <div className={styles.result}>
      <p className={styles.tag}>{tag}</p>
      {plan === null ? null : <pre className={styles.plan} role="group" aria-label={text.plan} tabIndex={0}>{plan}</pre>}
      {columns === null || plan !== null ? null : rowCount === 0 ? <p className={styles.note}>{text.noRows}</p> : rows.length === 0 ? null : <Grid label={title} columns={columns} rows={rows} />}
      {plan === null && rowCount > rows.length ? <p className={styles.note}>{text.moreRows(rows.length, rowCount)}</p> : null}
    </div>
  );
}
