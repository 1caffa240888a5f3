// How the rest of the page speaks to the editor, whether or not Monaco has been loaded yet: what is asked for before is done once it is there.

/** What the mounted editor offers. */
export interface EditorHandle {
  /** shows a place in the open file; 1-based */
  reveal(line: number, column: number): void;
  /** puts text at the cursor, as one step of undo */
  insert(text: string): void;
  /** replaces the text of a file as one step of undo. @returns false when the file has no model yet */
  replace(path: string, text: string): boolean;
  /** formats the open file as one step of undo; the cursor stays in its place */
  format(): void;
  focus(): void;
}

export class EditorLink {
  private handle: EditorHandle | null = null;
  private waiting: ((handle: EditorHandle) => void)[] = [];

  /** The editor is there. @returns it is gone */
  attach(handle: EditorHandle): () => void {
    this.handle = handle;
    const waiting = this.waiting;
    this.waiting = [];
    for (const act of waiting) act(handle);
    return () => {
      if (this.handle === handle) this.handle = null;
    };
  }

  /** Does something with the editor now, or as soon as it is there. */
  use(act: (handle: EditorHandle) => void): void {
    if (this.handle) act(this.handle);
    else this.waiting.push(act);
  }

  /** The editor, where it is mounted. */
  get mounted(): EditorHandle | null {
    return this.handle;
  }
}
