import type { VisitorSignal } from '@parley/shared/livechat.js';

/** How far the visitor has got and read what the brand said: told when it grows, as long as there is a line. */
export class Receipts {
  #told = { delivered: 0, read: 0 };

  /** @param send false when there is no line: it is told later */
  constructor(private readonly send: (signal: VisitorSignal) => boolean) {}

  tell(type: 'delivered' | 'read', seq: number): void {
    if (seq > this.#told[type] && this.send({ type, seq })) this.#told[type] = seq;
  }

  /** On a new line, or for another visitor, everything is told anew. */
  forget(): void {
    this.#told = { delivered: 0, read: 0 };
  }
}
