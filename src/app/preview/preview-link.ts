// The app's hold on previews: serves whichever container the session has now, and tells what became of it.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Container } from '../../container/container.ts';
import type { Preview } from '../../preview/preview.ts';
import type { LocalAddress } from './local-address.ts';

export interface PreviewLinkState {
  /** null while there is no container, or its addresses don't lead anywhere yet */
  readonly preview: Preview | null;
  /** why previews don't work in this browser */
  readonly problem: string | null;
  /** the document that the frame in the page asked for last */
  readonly frame: LocalAddress | null;
  /** what the panel was asked to show last; `turn` goes up with each time, so that the same address is loaded anew */
  readonly asked: { readonly address: LocalAddress | null; readonly turn: number };
}

export interface PreviewLinkOptions {
  readonly serve: (container: Container) => Promise<Preview>;
}

export class PreviewLink {
  readonly state: StoreApi<PreviewLinkState>;
  private readonly options: PreviewLinkOptions;
  private container: Container | null = null;
  private serving: Promise<Preview | null> = Promise.resolve(null);

  constructor(options: PreviewLinkOptions) {
    this.options = options;
    this.state = createStore<PreviewLinkState>(() => ({ preview: null, problem: null, frame: null, asked: { address: null, turn: 0 } }));
  }

  /** Serves this container from now on, in place of the one before. */
  follow(container: Container | null): void {
    if (container === this.container) return;
    this.container = container;
    this.state.getState().preview?.close();
    this.state.setState({ preview: null, problem: null, frame: null });
    this.serving = container === null ? Promise.resolve(null) : this.serve(container);
  }

  /** Loads an address into the panel. */
  show(address: LocalAddress): void {
    this.state.setState(({ asked }) => ({ frame: null, asked: { address, turn: asked.turn + 1 } }));
  }

  private async serve(container: Container): Promise<Preview | null> {
    try {
      const preview = await this.options.serve(container);
      if (this.container !== container) {
        preview.close();
        return null;
      }
      preview.onNavigation(({ kind, port, target }) => {
        if (kind === 'iframe') this.state.setState({ frame: { port, target } });
      });
      this.state.setState({ preview });
      return preview;
    } catch (error) {
      if (this.container === container) this.state.setState({ problem: error instanceof Error ? error.message : String(error) });
      return null;
    }
  }

  /** The preview of the present container once it is there; null when there is none, or none is possible. */
  ready(): Promise<Preview | null> {
    return this.serving;
  }
}
