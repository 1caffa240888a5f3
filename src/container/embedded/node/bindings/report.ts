// internalBinding('report'): diagnostic reports (src/node_report.cc, node_report_module.cc) with what is known of a process in a
// browser: of native stacks, handles of libuv, heap spaces and limits there is nothing to tell. Settings can be set and read; writing
// a report into a file is left to the throwing stubs, so the events that would write one stay off.
import type { BindingFactory } from '../environment.ts';

const REPORT_VERSION = 5;
/** The oldest C library that Node's own programs for Linux run on: packages tell by it which build of themselves is wanted. */
const GLIBC = '2.28';

export const report: BindingFactory = (env) => {
  const settings = {
    compact: false,
    excludeNetwork: false,
    excludeEnv: false,
    directory: '',
    filename: '',
    signal: 'SIGUSR2',
  };
  type Setting = keyof typeof settings;
  const getter = (setting: Setting) => () => settings[setting];
  const setter = (setting: Setting) => (value: never) => {
    settings[setting] = value;
  };
  /** @param error where the stack is taken from */
  function getReport(error: Error): string {
    const machine = env.internalBinding('os') as { getHostname(): string; getOSInformation(): [string, string, string, string] };
    const [osName, osVersion, osRelease, osMachine] = machine.getOSInformation();
    const now = new Date();
    const { versions, release } = env.facts;
    const [message = '', ...frames] = String(error.stack ?? error).split('\n');
    const memory = (env.process['memoryUsage'] as () => { rss: number; heapTotal: number; heapUsed: number; external: number })();
    const argv = env.process['argv'] as string[];
    return JSON.stringify({
      header: {
        reportVersion: REPORT_VERSION, event: 'JavaScript API', trigger: 'GetReport', filename: null,
        dumpEventTime: now.toISOString().replace(/\.\d+Z$/, 'Z'), dumpEventTimeStamp: String(now.getTime()),
        processId: env.options.pid, threadId: env.thread?.threadId ?? 0, cwd: env.cwd,
        commandLine: [env.options.argv0, ...env.options.execArgv, ...argv.slice(1)],
        nodejsVersion: `v${versions['node']}`, glibcVersionRuntime: GLIBC, glibcVersionCompiler: GLIBC, wordSize: 64, arch: 'x64', platform: 'linux',
        componentVersions: versions, release, osName, osRelease, osVersion, osMachine, cpus: [], networkInterfaces: [], host: machine.getHostname(),
      },
      javascriptStack: {
        message,
        stack: frames.map((line) => line.trim()),
        errorProperties: Object.fromEntries(Object.entries(error).map(([name, value]) => [name, String(value)])),
      },
      javascriptHeap: { totalMemory: memory.heapTotal, usedMemory: memory.heapUsed, externalMemory: memory.external },
      nativeStack: [],
      resourceUsage: { rss: memory.rss },
      libuv: [],
      workers: [],
      ...(!settings.excludeEnv && { environmentVariables: env.env }),
      userLimits: {},
      sharedObjects: [],
    });
  }

  return {
    getReport,
    getCompact: getter('compact'),
    setCompact: setter('compact'),
    getExcludeNetwork: getter('excludeNetwork'),
    setExcludeNetwork: setter('excludeNetwork'),
    getExcludeEnv: getter('excludeEnv'),
    setExcludeEnv: setter('excludeEnv'),
    getDirectory: getter('directory'),
    setDirectory: setter('directory'),
    getFilename: getter('filename'),
    setFilename: setter('filename'),
    getSignal: getter('signal'),
    setSignal: setter('signal'),
    // Switched off by whoever catches uncaught exceptions itself (the REPL); on is what can't be.
    setReportOnUncaughtException: () => {},
    shouldReportOnFatalError: () => false,
    shouldReportOnSignal: () => false,
    shouldReportOnUncaughtException: () => false,
  };
};
