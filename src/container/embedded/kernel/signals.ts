// Signals of Linux by name, and what each does to a process that does not handle it (signal(7)).

export const Signal = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGTRAP: 5, SIGABRT: 6, SIGBUS: 7, SIGFPE: 8, SIGKILL: 9, SIGUSR1: 10, SIGSEGV: 11,
  SIGUSR2: 12, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGSTKFLT: 16, SIGCHLD: 17, SIGCONT: 18, SIGSTOP: 19, SIGTSTP: 20, SIGTTIN: 21,
  SIGTTOU: 22, SIGURG: 23, SIGXCPU: 24, SIGXFSZ: 25, SIGVTALRM: 26, SIGPROF: 27, SIGWINCH: 28, SIGIO: 29, SIGPWR: 30, SIGSYS: 31,
} as const;

export type SignalName = keyof typeof Signal;

/** Without a handler they do nothing; those that stop a process do nothing either: a worker can't be stopped and go on. */
const HARMLESS: ReadonlySet<number> = new Set([
  0, Signal.SIGCHLD, Signal.SIGCONT, Signal.SIGSTOP, Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU, Signal.SIGURG, Signal.SIGWINCH, Signal.SIGPIPE,
]);

/** Whether a signal ends a process that has no handler for it. Node ignores SIGPIPE, and so do all programs here. */
export const signalEnds = (signal: number): boolean => !HARMLESS.has(signal);

/** Name of a signal by its number. */
export function signalName(signal: number): SignalName | undefined {
  return (Object.keys(Signal) as SignalName[]).find((name) => Signal[name] === signal);
}
