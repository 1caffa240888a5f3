// internalBinding('os'): the machine that a process sees (src/node_os.cc). The container is a small Linux of its own: one
// processor, a loopback interface and one to the machines that the page plays, one user. Memory is what the browser tells about the worker's heap.
import { OWN_OUTSIDE } from '../outside-names.ts';
import type { BindingFactory } from '../environment.ts';

const HOSTNAME = 'backlot';
const USER_ID = 1000;
const USER_NAME = 'learner';
/** locally administered, out of the address */
const MAC_ADDRESS = '02:00:c0:00:02:fe';
const GIBIBYTE = 1024 ** 3;

interface BrowserMachine {
  readonly deviceMemory?: number;
}
interface HeapFigures {
  readonly memory?: { readonly jsHeapSizeLimit: number; readonly usedJSHeapSize: number };
}

/** Read when the worker starts: later `navigator` is Node's own. */
const machine = (globalThis as { navigator?: BrowserMachine }).navigator;

export const os: BindingFactory = (env) => {
  const started = env.natives.performance.now();
  const priorities = new Map<number, number>();
  const home = (): string => env.env['HOME'] ?? `/home/${USER_NAME}`;
  const heap = (): HeapFigures['memory'] => (env.natives.performance as unknown as HeapFigures).memory;
  const totalMemory = (): number => heap()?.jsHeapSizeLimit ?? (machine?.deviceMemory ?? 4) * GIBIBYTE;

  return {
    getHostname: () => HOSTNAME,
    /** [sysname, version, release, machine] */
    getOSInformation: () => ['Linux', '#1 SMP Backlot', '6.1.0-backlot', 'x86_64'],
    getHomeDirectory: home,
    getAvailableParallelism: () => 1,
    /** seven values for each processor: model, MHz, and five times in milliseconds */
    getCPUs: () => ['Browser worker', 0, Math.round(env.natives.performance.now()), 0, 0, 0, 0],
    getTotalMem: totalMemory,
    getFreeMem: () => totalMemory() - (heap()?.usedJSHeapSize ?? 0),
    /** seconds */
    getUptime: () => (env.natives.performance.now() - started) / 1000,
    getLoadAvg(averages: Float64Array) {
      averages.fill(0, 0, 3);
    },
    /** seven values for each address: name, address, netmask, family, MAC, internal, scope id (-1 for IPv4) */
    getInterfaceAddresses: () => [
      'lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1,
      'lo', '::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'IPv6', '00:00:00:00:00:00', true, 0,
      'eth0', OWN_OUTSIDE.ipv4, '255.255.255.0', 'IPv4', MAC_ADDRESS, false, -1,
      'eth0', OWN_OUTSIDE.ipv6, 'ffff:ffff:ffff:ffff::', 'IPv6', MAC_ADDRESS, false, 0,
    ],
    getUserInfo: () => ({ uid: USER_ID, gid: USER_ID, username: USER_NAME, homedir: home(), shell: '/bin/sh' }),
    getPriority: (pid: number) => priorities.get(pid) ?? 0,
    setPriority(pid: number, priority: number) {
      priorities.set(pid, priority);
      return 0;
    },
  };
};
