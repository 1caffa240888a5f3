// The lesson's solution as a server beside the learner's: in a container of its own, so that both may listen on the same port. It is booted by the
// first request to it, begins anew whenever the learner's program does, and is gone when nobody asks it any more.
import { CookieJar } from '../../checks/hurl/cookies.ts';
import type { Container } from '../../container/container.ts';
import type { Exchange, RecordedResponse } from '../../container/exchange.ts';
import type { Draft } from '../../lesson/saved-requests.ts';
import { ConsoleLog } from '../console/console-log.ts';
import { describeProblem, Session, type FilesSnapshot, type Program, type SessionOptions } from '../session.ts';
import { strings } from '../strings.ts';
import { toWire, urlOf } from './draft.ts';

/** The solution of the open lesson in the open stack. */
export interface SolutionProgram {
  readonly program: Program;
  readonly files: FilesSnapshot['files'];
}

interface SolutionServerOptions {
  readonly boot: SessionOptions['boot'];
  /** null where no lesson is open */
  readonly solution: () => SolutionProgram | null;
  /** it begins anew */
  readonly onStart?: () => void;
}

/** Bytes of an answer that are kept to be compared. */
const KEPT = 8 * 1024 * 1024;
/** Milliseconds that an answer may take. */
const PATIENCE = 10_000;

export class SolutionServer {
  private readonly options: SolutionServerOptions;
  private readonly session: Session;
  private readonly jar = new CookieJar();
  /** goes up when it must begin anew */
  private version = 1;
  private startedVersion = 0;
  /** requests go one after another, as they came: a later one may need what an earlier one has made */
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: SolutionServerOptions) {
    this.options = options;
    this.session = new Session({ boot: options.boot, console: new ConsoleLog((run) => run()) });
  }

  /**
   * Sends a request to the solution, starting it where it is needed.
   * @throws Error with why there is no whole answer, in words for people
   */
  ask(draft: Draft): Promise<RecordedResponse> {
    const asked = this.last.then(() => this.askNow(draft));
    this.last = asked.catch(() => undefined);
    return asked;
  }

  /** The learner's program begins anew: so does the solution, with the next request. */
  renew(): void {
    this.version++;
    this.jar.clear();
  }

  /** Ends it and gives its container back. */
  async close(): Promise<void> {
    this.renew();
    await this.session.changeContainer();
  }

  private async askNow(draft: Draft): Promise<RecordedResponse> {
    const solution = this.options.solution();
    if (solution === null) throw new Error(strings.noLessonOpen);
    if (this.startedVersion !== this.version) this.options.onStart?.();
    this.startedVersion = this.version;
    const outcome = await this.session.ensureListening(solution.program, { version: this.version, files: solution.files });
    if (outcome.kind === 'problem') throw new Error(describeProblem(outcome.problem));
    const container: Container | null = this.session.booted;
    if (outcome.kind === 'superseded' || container === null) throw new Error(strings.containerNotStarted);
    const url = urlOf(draft);
    const wire = await toWire(draft, this.jar.matching(url, Date.now()));
    const seen: { exchange?: Exchange } = {};
    const response = await container.request(draft.port, { ...wire, signal: AbortSignal.timeout(PATIENCE) }, { sender: 'requests', keep: KEPT, onExchange: (exchange) => (seen.exchange = exchange) });
    this.jar.store(url, response.headers.flatMap(([name, value]) => (name.toLowerCase() === 'set-cookie' ? [value] : [])), Date.now());
    const reader = response.body.getReader();
    while (!(await reader.read()).done);
    const recorded = seen.exchange?.response;
    if (!recorded) throw new Error(strings.noResponse);
    return recorded;
  }
}
