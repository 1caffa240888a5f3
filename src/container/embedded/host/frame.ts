// The kernel's home: the script of a sandboxed frame with an opaque origin and no network. It hosts the kernel and makes a
// Web Worker for each process.
import { Kernel } from '../kernel/kernel.ts';
import type { FrameInit, PageToKernel, ProcessToKernel } from '../kernel/protocol.ts';

function start({ parts }: FrameInit, page: MessagePort): void {
  /** one address for each kind of process */
  const addresses = new Map<string, string>();
  const addressOf = (script: string): string => {
    const address = addresses.get(script) ?? URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    addresses.set(script, address);
    return address;
  };
  const kernel = new Kernel(
    {
      createProcess(script, { message, failed }) {
        const worker = new Worker(addressOf(script));
        worker.onmessage = ({ data }: MessageEvent<ProcessToKernel>) => message(data);
        worker.onerror = (event) => {
          event.preventDefault();
          failed(event.message || 'the worker of a process could not be started');
        };
        return {
          post: (data, transfer = []) => worker.postMessage(data, transfer),
          terminate: () => worker.terminate(),
        };
      },
      after: (milliseconds, callback) => setTimeout(callback, milliseconds),
      tellPage: (message, transfer = []) => page.postMessage(message, transfer),
    },
    parts,
  );
  page.onmessage = ({ data }: MessageEvent<PageToKernel>) => kernel.fromPage(data);
  page.postMessage({ type: 'ready' });
}

addEventListener('message', (event: MessageEvent<FrameInit>) => {
  const [page] = event.ports;
  if (event.source === parent && event.data.type === 'backlot-kernel' && page !== undefined) start(event.data, page);
});
