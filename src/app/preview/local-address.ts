// Addresses of this machine, as programs print them: they mean a port of the container, never one of the person's own computer.

export interface LocalAddress {
  readonly port: number;
  /** path and query, begins with a slash */
  readonly target: string;
}

/** Matches such an address within a text; the groups are the port and what follows it. */
export const LOCAL_ADDRESS = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::(\d+))?(\/[^\s'"`<>()[\]]*)?/;

/** Reads an address of this machine. @returns null for any other */
export function localAddress(text: string): LocalAddress | null {
  const [whole, port, target] = LOCAL_ADDRESS.exec(text.trim()) ?? [];
  return whole === text.trim() ? addressOf(port, target) : null;
}

/** @param port the first group of LOCAL_ADDRESS @param target the second */
export function addressOf(port: string | undefined, target: string | undefined): LocalAddress {
  // A full stop or comma at the end is the sentence's.
  return { port: port === undefined ? 80 : Number(port), target: (target ?? '').replace(/[.,;:!?]+$/, '') || '/' };
}
