// What is shown while a part of the page is loaded, and what when it could not be.
import { Component, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';
import styles from './loading.module.css';

/** Fills the place of what is being loaded. It is only seen where loading takes longer than a moment, so that nothing flickers. */
export function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className={styles.loading} role="status">
      <p>{strings.loading(what)}</p>
    </div>
  );
}

/** Shows why a part of the page could not be loaded, with a way to try again. */
export class LoadBoundary extends Component<{ readonly what: string; readonly children: ReactNode }, { readonly message: string | null }> {
  override readonly state = { message: null as string | null };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <div className={styles.failed} role="alert">
        <p className={styles.what}>{strings.loadFailed(this.props.what)}</p>
        <p translate="no">{this.state.message}</p>
        {/* A module that failed to load stays failed until the page is loaded anew; the learner's files are saved. */}
        <Button onPress={() => location.reload()}>{strings.tryAgain}</Button>
      </div>
    );
  }
}
