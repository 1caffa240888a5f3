// A terminal's screen: xterm.js with the colours of the page's tokens. It stands in an element of its own, which the panel
// shows wherever it is.
import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { copyText } from '../controls/clipboard.ts';
import { settings } from '../settings.ts';
import { strings } from '../strings.ts';
import type { Screen } from './terminals.ts';

const SCROLLBACK = 5_000;
const FONT_SIZE = 12.5;

/** ANSI colours that can be read on the work surface, at 4.5:1. Bright ones are for bold text. */
const LIGHT: ITheme = {
  black: '#1a1d24', red: '#bd2431', green: '#14743c', yellow: '#8a5300', blue: '#2f55c9', magenta: '#8a3a9e', cyan: '#0b6b7a', white: '#565d6b',
  brightBlack: '#6b7280', brightRed: '#a81d2a', brightGreen: '#0f6433', brightYellow: '#7a4900', brightBlue: '#3b40bd', brightMagenta: '#7a2f8e', brightCyan: '#085a67', brightWhite: '#1a1d24',
};
const DARK: ITheme = {
  black: '#727a89', red: '#ff8a8f', green: '#57c785', yellow: '#e9b45c', blue: '#8fb0ff', magenta: '#d79be8', cyan: '#62c9d6', white: '#e6e8ee',
  brightBlack: '#8f97a6', brightRed: '#ffa3a7', brightGreen: '#7bd8a0', brightYellow: '#f2c980', brightBlue: '#a9c2ff', brightMagenta: '#e3b5f0', brightCyan: '#86d8e2', brightWhite: '#ffffff',
};

function themeNow(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ...(document.documentElement.dataset['theme'] === 'dark' ? DARK : LIGHT),
    background: token('--surface-work'),
    foreground: token('--ink'),
    cursor: token('--ink'),
    cursorAccent: token('--surface-work'),
    selectionBackground: token('--accent-soft'),
  };
}

export class XtermScreen implements Screen {
  /** stands in the panel while this terminal is shown */
  readonly element: HTMLElement;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #themes: MutationObserver;
  readonly #unsubscribe: () => void;
  /** Escape was the last key: Tab leaves the terminal then */
  #leaving = false;

  /** @param openLink follows an address that was printed */
  constructor(openLink: (address: string) => void) {
    this.element = document.createElement('div');
    this.element.style.height = '100%';
    this.#terminal = new Terminal({
      scrollback: SCROLLBACK,
      fontSize: FONT_SIZE,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim(),
      theme: themeNow(),
      minimumContrastRatio: 4.5,
      screenReaderMode: settings.getState().screenReader,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      // Text that a program marks as a link is treated as printed addresses are.
      linkHandler: { activate: (_, address) => openLink(address) },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(new WebLinksAddon((_, address) => openLink(address)));
    this.#terminal.attachCustomKeyEventHandler((event) => this.#key(event));
    this.#themes = new MutationObserver(() => (this.#terminal.options.theme = themeNow()));
    this.#themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.#unsubscribe = settings.subscribe(({ screenReader }) => (this.#terminal.options.screenReaderMode = screenReader));
  }

  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** Shows it in an element of the page. @returns takes it out again */
  attach(parent: HTMLElement): () => void {
    parent.append(this.element);
    if (this.#terminal.element === undefined) {
      this.#terminal.open(this.element);
      this.#terminal.textarea?.setAttribute('aria-label', strings.terminalInput);
    }
    const resize = new ResizeObserver(() => this.#resize());
    resize.observe(parent);
    this.#resize();
    return () => {
      resize.disconnect();
      this.element.remove();
    };
  }

  #resize(): void {
    // Without a size (another tab is in front) there is nothing to fit.
    if (this.element.clientWidth > 0 && this.element.clientHeight > 0) this.#fit.fit();
  }

  focus(): void {
    this.#terminal.focus();
  }

  clear(): void {
    this.#terminal.clear();
  }

  write(text: string): void {
    this.#terminal.write(text);
  }

  reset(): void {
    this.#terminal.reset();
  }

  onInput(listener: (text: string) => void): void {
    this.#terminal.onData(listener);
  }

  onResize(listener: (size: { cols: number; rows: number }) => void): void {
    this.#terminal.onResize(listener);
  }

  dispose(): void {
    this.#themes.disconnect();
    this.#unsubscribe();
    this.#terminal.dispose();
    this.element.remove();
  }

  /** @returns false for keys that are the browser's and not the program's */
  #key(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    const { key, ctrlKey, metaKey, altKey } = event;
    const leaving = this.#leaving;
    if (key === 'Shift' && leaving) return true;
    this.#leaving = key === 'Escape';
    if (key === 'Tab' && leaving) return false;
    const letter = key.toLowerCase();
    const chord = (ctrlKey || metaKey) && !altKey;
    if (chord && letter === 'c' && this.#terminal.hasSelection()) {
      void copyText(this.#terminal.getSelection());
      this.#terminal.clearSelection();
      event.preventDefault();
      return false;
    }
    // The browser pastes; xterm.js takes it from there.
    if (chord && letter === 'v') return false;
    // The page's own: run, check.
    if (chord && key === 'Enter') return false;
    return true;
  }
}
