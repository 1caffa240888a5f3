// internalBinding('credentials'): the user that a process runs as (src/node_credentials.cc): one ordinary user. Changing it
// is left to the throwing stubs.
import type { BindingFactory } from '../environment.ts';

const USER_ID = 1000;

export const credentials: BindingFactory = (env) => ({
  safeGetenv: (name: string) => env.env[name],
  getTempDir: () => env.env['TMPDIR'] ?? env.env['TMP'] ?? env.env['TEMP'] ?? '/tmp',
  getuid: () => USER_ID,
  geteuid: () => USER_ID,
  getgid: () => USER_ID,
  getegid: () => USER_ID,
  getgroups: () => [USER_ID],
});
