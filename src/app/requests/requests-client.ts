// The state of the Requests panel without React: the request that is composed, what came back, what was sent before, what was saved. Each
// lesson has its own.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { CookieJar } from '../../checks/hurl/cookies.ts';
import { RequestError, type Container } from '../../container/container.ts';
import type { Exchange, RecordedResponse } from '../../container/exchange.ts';
import { HISTORY_LENGTH, readRequests, type Draft, type NamedRequest, type RequestsKey, type RequestsRecord, type SentRequest } from '../../lesson/saved-requests.ts';
import type { LearnerDatabase } from '../../lesson/saved-work-database.ts';
import type { AnswerDifference } from './compare-answers.ts';
import { DraftError, emptyDraft, toWire, urlOf } from './draft.ts';
import type { SolutionServer } from './solution-server.ts';

/** Why no (whole) response came. */
export interface SendProblem {
  readonly kind: 'draft' | 'not-running' | 'refused' | 'broken' | 'cancelled' | 'lost';
  readonly message: string;
}

/** What the lesson's solution answers to the request that was sent last, held against the learner's answer. */
type SolutionAnswer =
  | { readonly kind: 'asking' }
  /** none differ: it answers the same */
  | { readonly kind: 'compared'; readonly differences: readonly AnswerDifference[] }
  | { readonly kind: 'failed'; readonly message: string };

export interface RequestsState {
  /** null until a lesson has been opened */
  readonly key: RequestsKey | null;
  readonly draft: Draft;
  /** the exchange that was sent last; it fills while it happens */
  readonly exchange: Exchange | null;
  /** goes up while the exchange changes */
  readonly revision: number;
  readonly sending: boolean;
  readonly problem: SendProblem | null;
  /** whether what is sent goes to the lesson's solution too */
  readonly askSolution: boolean;
  /** null: it was not asked, or there is no answer of the learner's to compare with */
  readonly solution: SolutionAnswer | null;
  /** newest first */
  readonly history: readonly SentRequest[];
  readonly saved: readonly NamedRequest[];
  /** how many cookies the jar holds */
  readonly cookies: number;
}

export interface RequestsOptions {
  readonly database: LearnerDatabase;
  /** the container, where it is booted */
  readonly container: () => Container | null;
  /** the lesson's solution as a server of its own */
  readonly solution?: Pick<SolutionServer, 'ask' | 'close'>;
  /** runs a function soon; a frame in the page, at once in tests */
  readonly schedule: (run: () => void) => void;
  readonly now?: () => number;
}

/** Bytes of a response that are kept; the rest is counted. */
const KEPT_RESPONSE = 8 * 1024 * 1024;
/** Milliseconds from a change to its being written. */
const SAVE_DELAY = 400;

export class RequestsClient {
  readonly state: StoreApi<RequestsState>;
  private readonly options: RequestsOptions;
  private readonly now: () => number;
  private readonly jar = new CookieJar();
  private abort: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private scheduled = false;
  /** goes up with each opening; answers for an older one are dropped */
  private opening = 0;
  /** what is stored is of a newer Backlot and must not be written over */
  private frozen = false;
  /** what a lesson's first request is composed from; nobody has touched it as long as it is the draft */
  private blank: Draft | null = null;
  /** ids that were removed here, so that another tab's writing does not bring them back */
  private readonly removed = new Set<string>();

  constructor(options: RequestsOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.state = createStore<RequestsState>(() => ({
      key: null, draft: emptyDraft(3000), exchange: null, revision: 0, sending: false, problem: null, askSolution: false, solution: null, history: [], saved: [], cookies: 0,
    }));
  }

  /** Opens a lesson's requests. What is under way ends; what is composed is saved. */
  async open(key: RequestsKey, port: number): Promise<void> {
    const { key: before } = this.state.getState();
    if (before?.course === key.course && before.lesson === key.lesson) return;
    const turn = ++this.opening;
    this.cancel();
    await this.flush();
    if (turn !== this.opening) return;
    let record: RequestsRecord | null = null;
    this.frozen = false;
    try {
      const stored = await this.options.database.getRequests(key);
      record = stored === undefined ? null : readRequests(stored);
    } catch {
      this.frozen = true;
    }
    if (turn !== this.opening) return;
    this.jar.clear();
    this.blank = record === null ? emptyDraft(port) : null;
    this.state.setState({
      key, draft: record?.draft ?? this.blank ?? emptyDraft(port), history: record?.history ?? [], saved: record?.saved ?? [], exchange: null, problem: null, solution: null, sending: false, cookies: 0,
    });
  }

  /** Storage was written by something else: reads the open lesson's requests anew. */
  async reload(): Promise<void> {
    const { key, draft } = this.state.getState();
    if (key === null) return;
    this.state.setState({ key: null });
    await this.open(key, draft.port);
  }

  edit(changes: Partial<Draft>): void {
    this.state.setState(({ draft }) => ({ draft: { ...draft, ...changes } }));
    this.scheduleSave();
  }

  /** Begins with a request that makes sense in the lesson, where nothing has been composed yet. */
  suggest(draft: Draft): void {
    if (this.state.getState().draft === this.blank) this.state.setState({ draft });
    this.blank = null;
  }

  /** Puts another request into the composer. */
  load(draft: Draft): void {
    this.state.setState({ draft, problem: null });
    this.scheduleSave();
  }

  /** Sends what is composed. Ends when the response is complete, or why it is not is known. */
  async send(): Promise<void> {
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    const { draft, key } = this.state.getState();
    const isCurrent = (): boolean => this.abort === abort && this.state.getState().key === key;
    const url = urlOf(draft);
    let wire;
    try {
      wire = await toWire(draft, this.jar.matching(url, this.now()));
    } catch (error) {
      if (!(error instanceof DraftError)) throw error;
      if (isCurrent()) this.state.setState({ problem: { kind: 'draft', message: error.message }, sending: false });
      return;
    }
    const container = this.options.container();
    if (container === null) {
      if (isCurrent()) this.state.setState({ problem: { kind: 'not-running', message: '' }, exchange: null, sending: false });
      return;
    }
    const asked = this.state.getState().askSolution ? (this.options.solution?.ask(draft) ?? null) : null;
    // What is wrong with it is told when there is something to compare it with.
    asked?.catch(() => undefined);
    this.state.setState({ sending: true, problem: null, exchange: null, solution: asked === null ? null : { kind: 'asking' } });
    let status: number | null = null;
    let own: Exchange | null = null;
    try {
      const response = await container.request(draft.port, { ...wire, signal: abort.signal }, {
        sender: 'requests',
        keep: KEPT_RESPONSE,
        onExchange: (exchange) => {
          own = exchange;
          if (!isCurrent()) return;
          if (this.state.getState().exchange !== exchange) this.state.setState({ exchange });
          this.touch();
        },
      });
      status = response.status;
      const cookies = response.headers.flatMap(([name, value]) => (name.toLowerCase() === 'set-cookie' ? [value] : []));
      if (cookies.length > 0) {
        this.jar.store(url, cookies, this.now());
        this.state.setState({ cookies: this.jar.all.length });
      }
      // The record keeps what is shown; reading to the end is what lets the server go on.
      const reader = response.body.getReader();
      while (!(await reader.read()).done);
    } catch (error) {
      if (isCurrent()) this.state.setState({ problem: problemOf(error) });
    } finally {
      if (isCurrent()) {
        this.abort = null;
        this.state.setState({ sending: false });
      }
      if (this.state.getState().key === key) this.remember(draft, status);
    }
    if (asked !== null) await this.compare(own, asked);
  }

  /** Whether what is sent goes to the lesson's solution too. Turned off, the solution ends. */
  setAskSolution(on: boolean): void {
    this.state.setState({ askSolution: on, ...(on ? {} : { solution: null }) });
    if (!on) void this.options.solution?.close();
  }

  /** Holds the learner's answer against the solution's. */
  private async compare(own: Exchange | null, asked: Promise<RecordedResponse>): Promise<void> {
    // Nothing that is no longer shown is told.
    const tell = (solution: SolutionAnswer | null): void => {
      const { exchange, askSolution } = this.state.getState();
      if (exchange === own && askSolution) this.state.setState({ solution });
    };
    const response = own?.response ?? null;
    if (response === null || this.state.getState().problem !== null) return tell(null);
    try {
      const theirs = await asked;
      const { compareAnswers } = await import('./compare-answers.ts');
      tell({ kind: 'compared', differences: await compareAnswers(response, theirs) });
    } catch (error) {
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Ends what is under way; what came so far stays. */
  cancel(): void {
    this.abort?.abort();
  }

  /** Keeps what is composed under a name. One of the same name is replaced. */
  save(name: string): void {
    const { draft, saved } = this.state.getState();
    const same = saved.find((other) => other.name === name);
    const entry: NamedRequest = { id: same?.id ?? crypto.randomUUID(), name, draft };
    this.state.setState({ saved: same === undefined ? [...saved, entry] : saved.map((other) => (other === same ? entry : other)) });
    this.scheduleSave();
  }

  removeSaved(id: string): void {
    this.removed.add(id);
    this.state.setState(({ saved }) => ({ saved: saved.filter((other) => other.id !== id) }));
    this.scheduleSave();
  }

  /** Takes a removed request back. */
  restoreSaved(entry: NamedRequest): void {
    this.removed.delete(entry.id);
    this.state.setState(({ saved }) => ({ saved: [...saved, entry] }));
    this.scheduleSave();
  }

  clearHistory(): void {
    for (const { id } of this.state.getState().history) this.removed.add(id);
    this.state.setState({ history: [] });
    this.scheduleSave();
  }

  clearCookies(): void {
    this.jar.clear();
    this.state.setState({ cookies: 0 });
  }

  /** Writes what is not yet written. */
  async flush(): Promise<void> {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
    const { key, draft } = this.state.getState();
    if (key === null || this.frozen) return;
    try {
      const stored = await this.options.database.getRequests(key);
      // Another tab may have sent and saved requests of the same lesson: theirs stay.
      const theirs = stored === undefined ? null : readRequests(stored);
      const now = this.state.getState();
      if (now.key !== key) return;
      const union = <T extends { readonly id: string }>(ours: readonly T[], others: readonly T[] = []): readonly T[] => [
        ...ours, ...others.filter(({ id }) => !this.removed.has(id) && !ours.some((own) => own.id === id)),
      ];
      const history = union(now.history, theirs?.history).toSorted((a, b) => b.at - a.at).slice(0, HISTORY_LENGTH);
      await this.options.database.putRequests({ version: 1, ...key, draft: now.draft, history, saved: union(now.saved, theirs?.saved), updatedAt: this.now() });
    } catch {
      // Full, denied, or of a newer Backlot: the workspace tells of storage; requests last as long as the tab.
      if (this.state.getState().draft !== draft) this.scheduleSave();
    }
  }

  private remember(draft: Draft, status: number | null): void {
    const sent: SentRequest = { id: crypto.randomUUID(), at: this.now(), draft: withoutFiles(draft), status };
    this.state.setState(({ history }) => ({ history: [sent, ...history].slice(0, HISTORY_LENGTH) }));
    this.scheduleSave();
  }

  private touch(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.options.schedule(() => {
      this.scheduled = false;
      this.state.setState(({ revision }) => ({ revision: revision + 1 }));
    });
  }

  private scheduleSave(): void {
    this.timer ??= setTimeout(() => void this.flush(), SAVE_DELAY);
  }
}

/** Files of sent requests would fill the storage: the history keeps their names. */
function withoutFiles(draft: Draft): Draft {
  const { body } = draft;
  return { ...draft, body: { ...body, file: null, parts: body.parts.map((part) => (part.file === null ? part : { ...part, file: null, value: part.file.name, enabled: false })) } };
}

function problemOf(error: unknown): SendProblem {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof RequestError)) return { kind: 'broken', message };
  if (error.code === 'ECONNREFUSED') return { kind: 'refused', message };
  if (error.code === 'ABORTED') return { kind: 'cancelled', message };
  return { kind: error.code === 'CONTAINER_LOST' ? 'lost' : 'broken', message };
}
