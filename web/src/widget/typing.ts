/** While somebody writes they say so again after this. */
const REPEAT_MS = 3_000;
/** Hands that rest so long have stopped. */
const REST_MS = 4_000;
/** What the other side said of it is over after this, even if nobody takes it back. */
const HEARD_MS = 8_000;

/** Tells the brand that the visitor writes, sparingly, and keeps what the brand said of itself while it is true. */
export class Typing {
  #saidAt = 0;
  #rest = 0;
  #over = 0;

  constructor(readonly tell: (typing: boolean) => boolean) {}

  touched(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.stop(), REST_MS) as unknown as number;
    if (Date.now() - this.#saidAt < REPEAT_MS) return;
    if (this.tell(true)) this.#saidAt = Date.now();
  }

  stop(): void {
    clearTimeout(this.#rest);
    if (this.#saidAt === 0) return;
    this.#saidAt = 0;
    this.tell(false);
  }

  heard(name: string | null, set: (name: string | null) => void): void {
    clearTimeout(this.#over);
    set(name);
    if (name !== null) this.#over = setTimeout(() => set(null), HEARD_MS) as unknown as number;
  }
}
