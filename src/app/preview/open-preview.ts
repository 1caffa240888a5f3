// Shows a port of the container: in the preview panel, or in a tab of its own.
import type { App } from '../app-context.ts';
import { strings } from '../strings.ts';
import { localAddress, type LocalAddress } from './local-address.ts';

/**
 * Opens a tab that shows a port. Its address outlives a reload of this page: it finds the container that is there then.
 * @param target path and query, begins with a slash
 */
export async function openPreview({ preview, ui }: Pick<App, 'preview' | 'ui'>, port: number, target = '/'): Promise<void> {
  const ready = await preview.ready();
  if (ready === null) return ui.notify(strings.previewImpossible(preview.state.getState().problem ?? strings.containerNotStarted));
  // Without a handle on each other: the tab is the learner's server, not a part of this page.
  window.open(ready.urlOf(port, target, { named: false }), '_blank', 'noopener');
}

/** Brings the preview panel to the front with an address of the container in it. */
export function showPreview({ preview, ui }: Pick<App, 'preview' | 'ui'>, address: LocalAddress): void {
  preview.show(address);
  ui.show('preview');
}

/** Follows an address that a program has printed: one of this machine into the preview panel, any other into a new tab. */
export function followAddress(app: Pick<App, 'preview' | 'ui'>, text: string): void {
  const local = localAddress(text);
  if (local) showPreview(app, local);
  else if (/^https?:\/\//.test(text)) window.open(text, '_blank', 'noopener');
}
