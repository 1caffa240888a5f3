// internalBinding('report'): settings of diagnostic reports (src/node_report_module.cc). They can be set and read; writing a
// report is left to the throwing stubs, so the events that would write one stay off.
import type { BindingFactory } from '../environment.ts';

export const report: BindingFactory = () => {
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
  return {
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
