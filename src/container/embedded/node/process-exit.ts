// What unwinds the program's stack after process.exit(): a worker can't stop the script it is running. Whatever the program
// does while it unwinds (in a catch or finally) has no effect, because the kernel link is closed by then.

class ProcessExit extends Error {}

/** The error to throw once the process has ended. */
export const createProcessExit = (): Error => new ProcessExit('the process has ended');

/** Whether an error is the unwinding of an ended process, which nobody is told of. */
export const isProcessExit = (error: unknown): boolean => error instanceof ProcessExit;
