// The Requests panel: an HTTP client for the learner's server and every other port of the container.
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { BookMarked, Braces, ClipboardPaste, Copy, History, ListChecks, Play, Save, Send, Square, Trash2, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { ExampleRequest } from '../../checks/example-requests.ts';
import type { BodyKind, Draft, DraftAuth, DraftFile } from '../../lesson/saved-requests.ts';
import { useApp, type App } from '../app-context.ts';
import { asCurl } from '../checks/curl.ts';
import { commandOf, listCommands } from '../commands/commands.ts';
import { keysOf } from '../commands/shortcut.ts';
import { Button, IconButton, Keys } from '../controls/button.tsx';
import { Choice } from '../controls/choice.tsx';
import { copyText } from '../controls/clipboard.ts';
import { LoadBoundary, Loading } from '../controls/loading.tsx';
import { MenuButton, type MenuEntry } from '../controls/menu.tsx';
import { curlRecordOf } from '../network/curl-record.ts';
import { ExchangeView } from '../network/exchange-view.tsx';
import { PanelTools } from '../shell/panel-frame.tsx';
import { strings } from '../strings.ts';
import { bodyKinds, commonMethods, draftOf, DraftError, indented, MAX_FILE, queryRows, toWire, withQueryRows } from './draft.ts';
import { inferSchema } from './infer-schema.ts';
import { blankPair, blankPart, FileButton, PairRows } from './pair-rows.tsx';
import smallTabs from '../controls/small-tabs.module.css';
import styles from './requests-panel.module.css';

const JsonEditor = lazy(() => import('./json-editor.tsx'));

const text = strings.requestsPanel;

/** Names of headers that people send; any other can be typed. */
const headerNames = [
  'Accept', 'Accept-Encoding', 'Accept-Language', 'Authorization', 'Cache-Control', 'Content-Type', 'Cookie', 'Host', 'If-Match', 'If-Modified-Since', 'If-None-Match',
  'Idempotency-Key', 'Last-Event-ID', 'Origin', 'Prefer', 'Range', 'Referer', 'User-Agent', 'X-Forwarded-For', 'X-Request-Id',
];

export default function RequestsPanel(): ReactNode {
  const app = useApp();
  const { requests } = app;
  const draft = useStore(requests.state, (state) => state.draft);
  const sending = useStore(requests.state, (state) => state.sending);
  const examples = useExamples(app);
  const lesson = useStore(app.playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson.id : null));
  const opened = useStore(requests.state, (state) => state.key?.lesson ?? null);
  useEffect(() => {
    const first = examples === null || opened !== lesson ? null : suggestionOf(examples);
    if (first) requests.suggest(first);
  }, [examples, opened, lesson, requests]);
  const send = commandOf(listCommands(app), 'send-request');
  const edit = (changes: Partial<Draft>): void => requests.edit(changes);

  return (
    <div className={styles.panel}>
      <PanelTools>
        <Tools examples={examples} />
      </PanelTools>
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault();
          void requests.send();
        }}
      >
        <input className={styles.method} aria-label={text.method} list="backlot-methods" value={draft.method} spellCheck="false" autoComplete="off" autoCapitalize="characters" onChange={(event) => edit({ method: event.target.value.toUpperCase() })} />
        <datalist id="backlot-methods">{commonMethods.map((method) => <option key={method} value={method} />)}</datalist>
        <span className={styles.host} aria-hidden="true">:</span>
        <input className={styles.port} aria-label={text.port} type="number" min={1} max={65_535} value={draft.port} onChange={(event) => edit({ port: Math.min(65_535, Math.max(1, Math.trunc(Number(event.target.value)) || 1)) })} />
        <input className={styles.target} aria-label={text.target} value={draft.target} spellCheck="false" autoComplete="off" onChange={(event) => edit({ target: event.target.value })} />
        {sending ? (
          <Button variant="primary" icon={<Square />} onPress={() => requests.cancel()}>{text.cancel}</Button>
        ) : (
          <Button variant="primary" type="submit" icon={<Send />} hint={<>{text.sendHint}{send.shortcut ? <Keys keys={keysOf(send.shortcut)} /> : null}</>}>{text.send}</Button>
        )}
      </form>
      <Composer draft={draft} examples={examples} onChange={edit} />
      <Answer />
    </div>
  );
}

/** The requests of the lesson's checks, once the Hurl reader has come. */
function useExamples({ playground }: App): readonly ExampleRequest[] | null {
  const lesson = useStore(playground.state, (state) => (state.lesson.kind === 'open' ? state.lesson.lesson : null));
  const [found, setFound] = useState<{ readonly lesson: string; readonly examples: readonly ExampleRequest[] } | null>(null);
  useEffect(() => {
    if (!lesson) return;
    let stale = false;
    void (async () => {
      const { exampleRequests } = await import('../../checks/example-requests.ts');
      const variables = { host: `http://localhost:${lesson.port}`, uid: crypto.randomUUID().slice(0, 8) };
      const files = lesson.checks.filter((file) => file.kind === 'hurl');
      const examples = (await Promise.all(files.map((file) => exampleRequests(file.source, file.path, variables)))).flat();
      if (!stale) setFound({ lesson: lesson.id, examples });
    })();
    return () => {
      stale = true;
    };
  }, [lesson]);
  return found?.lesson === lesson?.id ? (found?.examples ?? null) : null;
}

/** The request to begin with: the lesson's first one that only reads. @returns null where a GET of / is as good, or there is none */
function suggestionOf(examples: readonly ExampleRequest[]): Draft | null {
  const reading = examples.filter(({ method, open }) => method === 'GET' && open.length === 0);
  const [first] = reading;
  return first === undefined || reading.some(({ url }) => targetOf(url).target === '/') ? null : draftOfExample(first);
}

function draftOfExample(example: ExampleRequest): Draft {
  const { port, target } = targetOf(example.url);
  return draftOf({ method: example.method, target, headers: example.headers, body: example.body }, port);
}

function targetOf(url: string): { readonly port: number; readonly target: string } {
  const { port, host } = new URL(url);
  return { port: port === '' ? 80 : Number(port), target: url.slice(url.indexOf(host) + host.length) || '/' };
}

function Tools({ examples }: { readonly examples: readonly ExampleRequest[] | null }): ReactNode {
  const { requests, ui } = useApp();
  const saved = useStore(requests.state, (state) => state.saved);
  const history = useStore(requests.state, (state) => state.history);
  const loadExample = (example: ExampleRequest): void => {
    requests.load(draftOfExample(example));
    if (example.open.length > 0) ui.notify(text.openVariables(example.open));
  };
  const copyCurl = async (): Promise<void> => {
    try {
      const { draft } = requests.state.getState();
      const wire = await toWire(draft);
      const body = wire.body instanceof Uint8Array ? wire.body : null;
      const host = `localhost:${draft.port}`;
      const record = curlRecordOf({ host, request: { method: wire.method, target: wire.target, headers: wire.headers ?? [], body: { pieces: body ? [body] : [], size: body?.length ?? 0, dropped: false } } });
      const command = asCurl(record);
      if (command === null) ui.notify(strings.networkPanel.noCurl);
      else ui.notify((await copyText(command)) ? strings.networkPanel.curlCopied : strings.networkPanel.notCopied);
    } catch (error) {
      if (!(error instanceof DraftError)) throw error;
      ui.notify(error.message);
    }
  };
  const exampleEntries = (examples ?? []).map((example, index): MenuEntry => ({
    id: String(index), label: `${example.method} ${targetOf(example.url).target}`, description: example.title, perform: () => loadExample(example),
  }));
  const savedEntries = [
    ...saved.map((entry): MenuEntry => ({ id: entry.id, label: entry.name, description: `${entry.draft.method} ${entry.draft.target}`, perform: () => requests.load(entry.draft) })),
    ...saved.map((entry, index): MenuEntry => ({
      id: `remove-${entry.id}`, label: text.removeSaved(entry.name), icon: <Trash2 />, beginsGroup: index === 0,
      perform: () => {
        requests.removeSaved(entry.id);
        ui.notify(text.removed(entry.name), { label: strings.undo, perform: () => requests.restoreSaved(entry) });
      },
    })),
  ];
  const historyEntries = [
    ...history.map((sent): MenuEntry => ({
      id: sent.id, label: `${sent.draft.method} ${sent.draft.target}`, description: `${sent.status ?? text.noResponse} · ${new Date(sent.at).toLocaleTimeString()}`, perform: () => requests.load(sent.draft),
    })),
    ...(history.length > 0 ? [{ id: 'clear', label: text.clearHistory, icon: <Trash2 />, beginsGroup: true, perform: () => requests.clearHistory() }] : []),
  ];
  const nothing = (label: string): readonly MenuEntry[] => [{ id: 'none', label, disabled: true, perform: () => undefined }];
  return (
    <>
      <MenuButton label={text.examplesOf} entries={exampleEntries.length > 0 ? exampleEntries : nothing(text.noExamples)}>
        <Button size="small" variant="quiet" icon={<ListChecks />}>{text.examples}</Button>
      </MenuButton>
      <MenuButton label={text.saved} entries={savedEntries.length > 0 ? savedEntries : nothing(text.noneSaved)}>
        <Button size="small" variant="quiet" icon={<BookMarked />}>{text.saved}</Button>
      </MenuButton>
      <MenuButton label={text.history} entries={historyEntries.length > 0 ? historyEntries : nothing(text.noHistory)}>
        <Button size="small" variant="quiet" icon={<History />}>{text.history}</Button>
      </MenuButton>
      <span className={styles.spring} />
      <IconButton size="small" label={text.saveAs} onPress={() => ui.open({ kind: 'save-request' })}><Save /></IconButton>
      <IconButton size="small" label={text.fromCurl} onPress={() => ui.open({ kind: 'from-curl' })}><ClipboardPaste /></IconButton>
      <IconButton size="small" label={strings.copyAsCurl} onPress={() => void copyCurl()}><Copy /></IconButton>
    </>
  );
}

interface ComposerProps {
  readonly draft: Draft;
  readonly examples: readonly ExampleRequest[] | null;
  readonly onChange: (changes: Partial<Draft>) => void;
}

function Composer({ draft, examples, onChange }: ComposerProps): ReactNode {
  const [part, setPart] = useState<string>('body');
  const query = queryRows(draft);
  const counted = (rows: readonly { readonly enabled: boolean; readonly name: string }[]): ReactNode => {
    const count = rows.filter((row) => row.enabled && row.name !== '').length;
    return count > 0 ? <span className={smallTabs.count}>{count}</span> : null;
  };
  return (
    <Tabs className={styles.composer ?? ''} selectedKey={part} onSelectionChange={(key) => setPart(String(key))}>
      <TabList aria-label={text.parts} className={smallTabs.tabs ?? ''}>
        <Tab id="query" className={smallTabs.tab ?? ''}>{text.query}{counted(query)}</Tab>
        <Tab id="headers" className={smallTabs.tab ?? ''}>{text.headers}{counted(draft.headers)}</Tab>
        <Tab id="auth" className={smallTabs.tab ?? ''}>{text.auth}{draft.auth.kind === 'none' ? null : <span className={smallTabs.count}>{text.authKinds[draft.auth.kind]}</span>}</Tab>
        <Tab id="body" className={smallTabs.tab ?? ''}>{text.body}{draft.body.kind === 'none' ? null : <span className={smallTabs.count}>{text.bodyKinds[draft.body.kind]}</span>}</Tab>
      </TabList>
      <TabPanel id="query" className={styles.part ?? ''}>
        <PairRows label={text.query} rows={query} blank={blankPair} onChange={(rows) => {
          const { target, spareQuery } = withQueryRows(draft, rows);
          onChange({ target, spareQuery });
        }} />
      </TabPanel>
      <TabPanel id="headers" className={styles.part ?? ''}>
        <PairRows label={text.headers} rows={draft.headers} blank={blankPair} names={headerNames} onChange={(headers) => onChange({ headers })} />
        <Cookies draft={draft} onChange={onChange} />
      </TabPanel>
      <TabPanel id="auth" className={styles.part ?? ''}>
        <Auth auth={draft.auth} onChange={(auth) => onChange({ auth })} />
      </TabPanel>
      <TabPanel id="body" className={styles.part ?? ''}>
        <BodyEditor draft={draft} examples={examples} onChange={onChange} />
      </TabPanel>
    </Tabs>
  );
}

function Cookies({ draft, onChange }: Pick<ComposerProps, 'draft' | 'onChange'>): ReactNode {
  const { requests } = useApp();
  const count = useStore(requests.state, (state) => state.cookies);
  return (
    <div className={styles.option}>
      <label>
        <input type="checkbox" checked={draft.useCookies} onChange={(event) => onChange({ useCookies: event.target.checked })} />
        {text.useCookies}
      </label>
      {count > 0 ? <Button size="small" variant="quiet" onPress={() => requests.clearCookies()}>{text.clearCookies(count)}</Button> : null}
    </div>
  );
}

function Auth({ auth, onChange }: { readonly auth: DraftAuth; readonly onChange: (auth: DraftAuth) => void }): ReactNode {
  const field = (label: string, name: 'username' | 'password' | 'token', type = 'text'): ReactNode => (
    <label className={styles.labelled}>
      {label}
      <input className={styles.field} type={type} value={auth[name]} spellCheck="false" autoComplete="off" onChange={(event) => onChange({ ...auth, [name]: event.target.value })} />
    </label>
  );
  return (
    <div className={styles.stack}>
      <Choice label={text.authKind} value={auth.kind} options={(['none', 'basic', 'bearer'] as const).map((kind) => [kind, text.authKinds[kind]] as const)} onChange={(kind) => onChange({ ...auth, kind: kind as DraftAuth['kind'] })} />
      {auth.kind === 'basic' ? <>{field(text.username, 'username')}{field(text.password, 'password', 'password')}</> : null}
      {auth.kind === 'bearer' ? field(text.token, 'token') : null}
      {auth.kind === 'none' ? null : <p className={styles.note}>{text.authHint}</p>}
    </div>
  );
}

function BodyEditor({ draft, examples, onChange }: ComposerProps): ReactNode {
  const { ui } = useApp();
  const { body } = draft;
  const change = (changes: Partial<Draft['body']>): void => onChange({ body: { ...body, ...changes } });
  const readFile = async (file: File): Promise<DraftFile | null> => {
    if (file.size > MAX_FILE) {
      ui.notify(text.fileTooLarge(file.name, MAX_FILE / 1024 / 1024));
      return null;
    }
    return { name: file.name, type: file.type, data: new Uint8Array(await file.arrayBuffer()) };
  };
  return (
    <div className={styles.stack}>
      <div className={styles.option}>
        <Choice label={text.bodyKind} value={body.kind} options={bodyKinds.map((kind) => [kind, text.bodyKinds[kind]] as const)} onChange={(kind) => change({ kind: kind as BodyKind })} />
        {body.kind === 'json' ? <Button size="small" variant="quiet" icon={<Braces />} onPress={() => change({ json: indented(body.json) })}>{text.format}</Button> : null}
      </div>
      {body.kind === 'json' ? <JsonBody value={body.json} examples={examples} onChange={(json) => change({ json })} /> : null}
      {body.kind === 'text' ? <textarea className={styles.textarea} aria-label={text.textBody} value={body.text} spellCheck="false" rows={6} onChange={(event) => change({ text: event.target.value })} /> : null}
      {body.kind === 'form' ? <PairRows label={text.bodyKinds.form} rows={body.form} blank={blankPair} onChange={(form) => change({ form })} /> : null}
      {body.kind === 'multipart' ? (
        <PairRows
          label={text.bodyKinds.multipart} rows={body.parts} blank={blankPart} onChange={(parts) => change({ parts })}
          renderValue={(row, changeRow) => (
            <span className={styles.fileCell}>
              {row.file === null ? (
                <input className={styles.field} aria-label={`${text.value}, ${row.name}`} placeholder={text.value} value={row.value} spellCheck="false" onChange={(event) => changeRow({ value: event.target.value })} />
              ) : (
                <FileChip file={row.file} onRemove={() => changeRow({ file: null })} />
              )}
              <FileButton label={text.chooseFileFor(row.name)} onFile={(file) => void readFile(file).then((read) => read && changeRow({ file: read }))} />
            </span>
          )}
        />
      ) : null}
      {body.kind === 'file' ? (
        <div className={styles.option}>
          {body.file === null ? <span className={styles.note}>{text.noFile}</span> : <FileChip file={body.file} onRemove={() => change({ file: null })} />}
          <FileButton label={text.chooseFile} onFile={(file) => void readFile(file).then((read) => read && change({ file: read }))} />
        </div>
      ) : null}
    </div>
  );
}

function FileChip({ file, onRemove }: { readonly file: DraftFile; readonly onRemove: () => void }): ReactNode {
  return (
    <span className={styles.chip}>
      <span className={styles.chipName}>{file.name}</span>
      <span className={styles.note}>{strings.exchangeView.bytes(file.data.length)}</span>
      <IconButton size="small" label={text.removeFile(file.name)} onPress={onRemove}><X /></IconButton>
    </span>
  );
}

function JsonBody({ value, examples, onChange }: { readonly value: string; readonly examples: readonly ExampleRequest[] | null; readonly onChange: (value: string) => void }): ReactNode {
  const schema = useMemo(() => inferSchema((examples ?? []).flatMap(({ body }) => (body === null ? [] : jsonOf(new TextDecoder().decode(body))))), [examples]);
  const problem = value.trim() === '' ? null : jsonProblem(value);
  return (
    <>
      <LoadBoundary what={text.jsonBody}>
        <Suspense fallback={<Loading what={text.jsonBody} />}>
          <JsonEditor value={value} onChange={onChange} schema={schema} />
        </Suspense>
      </LoadBoundary>
      <p className={styles.note} data-problem={problem === null ? undefined : ''}>{problem === null ? '' : text.jsonProblem(problem)}</p>
    </>
  );
}

function jsonOf(source: string): unknown[] {
  try {
    return [JSON.parse(source)];
  } catch {
    return [];
  }
}

function jsonProblem(source: string): string | null {
  try {
    JSON.parse(source);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What came back, or why nothing did. */
function Answer(): ReactNode {
  const app = useApp();
  const { requests, playground, ui } = app;
  const { exchange, problem, sending, revision, draft } = useStore(requests.state);
  const announced = useRef<unknown>(null);
  useEffect(() => {
    if (sending || exchange?.response == null || exchange.duration === null || announced.current === exchange) return;
    announced.current = exchange;
    ui.announce(text.announceResponse(exchange.response.status, strings.milliseconds(exchange.duration)));
  }, [exchange, sending, ui]);

  const message = problem === null ? null
    : problem.kind === 'refused' ? text.problems.refused(draft.port)
    : problem.kind === 'draft' || problem.kind === 'broken' ? problem.message
    : text.problems[problem.kind];
  const canRun = problem !== null && ['not-running', 'refused', 'lost'].includes(problem.kind);
  return (
    <section className={styles.answer} aria-label={text.response}>
      {message === null ? null : (
        <div className={styles.problem} role={problem?.kind === 'cancelled' ? 'status' : 'alert'}>
          <span>{message}</span>
          {canRun ? (
            <Button size="small" icon={<Play />} onPress={() => void playground.run().then((outcome) => (outcome.kind === 'listening' ? requests.send() : undefined))}>{strings.run}</Button>
          ) : null}
        </div>
      )}
      <div className={styles.status}>
        {exchange === null || (exchange.response === null && problem !== null) ? null : (
          <>
            {exchange.response ? <strong data-class={Math.floor(exchange.response.status / 100)}>{exchange.response.status} {exchange.response.statusText}</strong> : <span>{strings.exchangeView.waitingForResponse}</span>}
            {exchange.duration === null ? null : <span>{strings.milliseconds(exchange.duration)}</span>}
            {exchange.response ? <span>{strings.exchangeView.bytes(exchange.response.body.size)}</span> : null}
          </>
        )}
        <AskSolution />
      </div>
      <SolutionAnswer />
      {exchange === null ? (
        message === null ? <p className={styles.empty}>{sending ? strings.exchangeView.waitingForResponse : text.empty}</p> : null
      ) : exchange.response === null && problem !== null ? null : (
        <div className={styles.view}><ExchangeView exchange={exchange} revision={revision} /></div>
      )}
    </section>
  );
}

function AskSolution(): ReactNode {
  const { requests } = useApp();
  const isOn = useStore(requests.state, (state) => state.askSolution);
  return (
    <label className={styles.ask} title={text.askSolutionHint}>
      <input type="checkbox" checked={isOn} onChange={(event) => requests.setAskSolution(event.target.checked)} />
      {text.askSolution}
    </label>
  );
}

/** Where the solution's answer differs. */
function SolutionAnswer(): ReactNode {
  const { requests } = useApp();
  const solution = useStore(requests.state, (state) => state.solution);
  if (solution === null) return null;
  const differences = solution.kind === 'compared' ? solution.differences : [];
  return (
    <div className={styles.solution} data-kind={solution.kind} {...(differences.length > 0 ? { tabIndex: 0, role: 'group', 'aria-label': text.solution.different } : {})}>
      <p role="status">
        {solution.kind === 'asking' ? text.solution.asking
          : solution.kind === 'failed' ? text.solution.failed(solution.message)
          : differences.length === 0 ? text.solution.same
          : text.solution.different}
      </p>
      {differences.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th scope="col"><span className="visually-hidden">{text.solution.what}</span></th>
              <th scope="col">{text.solution.own}</th>
              <th scope="col">{text.solution.theirs}</th>
            </tr>
          </thead>
          <tbody translate="no">
            {differences.map(({ what, own, solution: theirs }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{own ?? text.solution.none}</td>
                <td>{theirs ?? text.solution.none}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
