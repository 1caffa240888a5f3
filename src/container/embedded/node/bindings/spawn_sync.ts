// internalBinding('spawn_sync'): a child process that its parent waits for without turning its loop (src/spawn_sync.cc).
import { codedError } from '../bytes.ts';
import type { BindingFactory } from '../environment.ts';

export const spawnSync: BindingFactory = () => ({
  spawn() {
    throw codedError(
      Error,
      'ERR_METHOD_NOT_IMPLEMENTED',
      'child_process.spawnSync, execSync and execFileSync are not implemented by Backlot\'s embedded Node: waiting for another process would block the '
      + 'thread that its output arrives on. Use spawn, exec or execFile. See "Limits" in Backlot\'s README.',
    );
  },
});
