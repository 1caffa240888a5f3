// Runs and checks by itself, where the learner asked for it: once the files have been quiet for a moment. An edit in between takes the checks back,
// so that no verdict of older code arrives; keystrokes never wait for any of it.
import type { Playground } from './playground.ts';
import { settings } from './settings.ts';
import type { Workspace } from './workspace.ts';

/** Milliseconds without an edit after which the checks are run. */
const QUIET = 900;

export interface AutoCheckOptions {
  readonly workspace: Pick<Workspace, 'state'>;
  readonly playground: Pick<Playground, 'check' | 'cancelChecks'>;
  readonly quiet?: number;
}

/** Follows the files and the setting. @returns ends it */
export function autoCheck({ workspace, playground, quiet = QUIET }: AutoCheckOptions): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running = false;
  const unplan = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const run = async (): Promise<void> => {
    timer = null;
    running = true;
    try {
      await playground.check();
    } finally {
      running = false;
    }
  };
  const unfollowFiles = workspace.state.subscribe((now, before) => {
    if (now.key !== before.key) return unplan();
    if (now.version === before.version || !settings.getState().autoCheck) return;
    unplan();
    if (running) playground.cancelChecks();
    timer = setTimeout(() => void run(), quiet);
  });
  const unfollowSetting = settings.subscribe((now, before) => {
    if (now.autoCheck === before.autoCheck) return;
    if (now.autoCheck) void run();
    else unplan();
  });
  return () => {
    unplan();
    unfollowFiles();
    unfollowSetting();
  };
}
