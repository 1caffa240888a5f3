// What was typed into shells, kept for the next visit: the shells of a container share a file, and the page keeps that file's text in local storage.
import type { Container } from '../../container/container.ts';

const FOLDER = '/home/learner';
const FILE = '.sh_history';
/** What the shells are told in HISTFILE. */
export const HISTORY_FILE = `${FOLDER}/${FILE}`;

/** Characters that are kept; older lines go first. */
const LIMIT = 64 * 1024;

/** Where the text is kept between visits. */
export interface HistoryStore {
  read(): string;
  write(text: string): void;
}

const NAME = 'backlot.shell-history';

/** Local storage; nothing is kept where the browser denies it. */
const localHistory: HistoryStore = {
  read() {
    try {
      return localStorage.getItem(NAME) ?? '';
    } catch {
      return '';
    }
  },
  write(text) {
    try {
      localStorage.setItem(NAME, text);
    } catch {
      // Denied or full: the history lasts as long as the container.
    }
  },
};

/** The newest whole lines of a history. */
export function newestLines(text: string, limit = LIMIT): string {
  if (text.length <= limit) return text;
  const end = text.slice(-limit);
  return end.slice(end.indexOf('\n') + 1);
}

export class ShellHistory {
  readonly #store: HistoryStore;
  readonly #followed = new WeakSet<Container>();

  constructor(store: HistoryStore = localHistory) {
    this.#store = store;
  }

  /** Puts the history into a container and keeps what is added there. Each container needs it once; more often does no harm. */
  async follow(container: Container): Promise<void> {
    if (this.#followed.has(container)) return;
    this.#followed.add(container);
    try {
      const kept = this.#store.read();
      if (kept !== '') await container.fs.writeFile(HISTORY_FILE, kept);
      container.fs.watch(FOLDER, {}, (_, file) => {
        if (file === FILE) void container.fs.readFile(HISTORY_FILE, 'utf-8').then((text) => this.#store.write(newestLines(text)), () => undefined);
      });
    } catch {
      // A container whose home can't be written keeps no history between visits.
    }
  }
}
