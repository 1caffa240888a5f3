// Opens a port of the container in a tab of its own.
import type { App } from '../app-context.ts';
import { strings } from '../strings.ts';

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
