// The learner's files of the open lesson as a zip to keep.
import type { App } from '../app-context.ts';
import { downloadBytes } from '../controls/download.ts';

/** Has the browser save the zip. */
export async function downloadZip({ playground, workspace }: App): Promise<void> {
  const { lesson } = playground;
  if (!lesson) return;
  const { stack } = playground.state.getState();
  const stackTitle = playground.course.stacks.find((candidate) => candidate.id === stack)?.title ?? stack;
  const { makeZip, zipName } = await import('../../lesson/zip.ts');
  downloadBytes(makeZip({ lesson, stack, stackTitle, files: workspace.state.getState().files }), zipName({ lesson, stack }), 'application/zip');
}
