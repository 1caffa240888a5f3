// The policy of the kernel's frame and, by inheritance, of its workers: scripts from text, and no network at all. Together with the
// frame's sandbox (an opaque origin) it is what keeps a program in.
export const FRAME_POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:; worker-src blob:";
