// Flow control of what is received (RFC 9113, 5.2).

/** A window of received bytes: what of them was consumed is given back once it is worth a frame. */
export class ReceiveWindow {
  size: number;
  received = 0;
  consumed = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** @returns whether the peer may send that much */
  receive(length: number): boolean {
    this.received += length;
    return this.received <= this.size;
  }

  /** @returns by how much the peer's window is to be opened */
  consume(length: number): number {
    this.consumed += length;
    const opened = Math.min(this.consumed, this.received);
    if (opened <= 0 || opened < Math.floor(this.size / 2)) return 0;
    this.received -= opened;
    this.consumed -= opened;
    return opened;
  }
}
