// Character devices of Linux: null(4), full(4), random(4). What a read gives and what becomes of what is written is the device's own.
import type { FileErrorCode } from './file-errors.ts';
import type { FileTree } from './files.ts';

// Taken when this file is loaded: a program of the container may hide or replace the globals later.
const { crypto } = globalThis;

/** What `crypto.getRandomValues` gives at once. */
const MOST_RANDOM_BYTES = 65536;
/** Only its owner, the superuser, makes and removes devices. */
const FOLDER_MODE = 0o555;

export interface Device {
  /** the numbers that Linux has given it (Documentation/admin-guide/devices.txt), as stat(2) tells them */
  readonly rdev: number;
  /** Fills the target; undefined: there is never anything to read. */
  readonly fill: ((target: Uint8Array) => void) | undefined;
  /** why nothing can be written to it; undefined: it takes, and forgets, everything */
  readonly refuses?: FileErrorCode;
}

const device = (minor: number, fill: Device['fill'], refuses?: FileErrorCode): Device => ({ rdev: (1 << 8) | minor, fill, ...(refuses && { refuses }) });
const zeros = (target: Uint8Array): void => void target.fill(0);

function random(target: Uint8Array): void {
  for (let at = 0; at < target.length; at += MOST_RANDOM_BYTES) {
    // Memory that threads share can't be filled directly.
    target.set(crypto.getRandomValues(new Uint8Array(Math.min(MOST_RANDOM_BYTES, target.length - at))), at);
  }
}

export const DEVICES = {
  null: device(3, undefined),
  zero: device(5, zeros),
  full: device(7, zeros, 'ENOSPC'),
  random: device(8, random),
  urandom: device(9, random),
} as const satisfies Record<string, Device>;

export type DeviceName = keyof typeof DEVICES;

/** Makes /dev: the devices, and the names of a process's own descriptors (proc_pid_fd(5)), which `internalBinding('fs')` opens. */
export function installDevices(files: FileTree): void {
  files.mkdir('/dev');
  for (const name of Object.keys(DEVICES) as DeviceName[]) files.makeDevice(`/dev/${name}`, name);
  files.symlink('/proc/self/fd', '/dev/fd');
  for (const [fd, name] of ['stdin', 'stdout', 'stderr'].entries()) files.symlink(`/proc/self/fd/${fd}`, `/dev/${name}`);
  files.chmod('/dev', FOLDER_MODE);
}
