/**
 * Text nobody wrote: some of the commonest words of two languages before tens of thousands of made-up ones with their
 * endings, drawn as in real language, the n-th about n times less often than the first. The same at every run.
 */
export class InventedWords {
  readonly words: readonly string[];
  #state = 20_260_504;

  constructor(size = 40_000) {
    const words = new Set(COMMON.split(' '));
    while (words.size < size) words.add(this.#invent());
    this.words = [...words];
  }

  /** The n-th commonest; further down than there are, the last. */
  word(rank: number): string {
    return this.words[Math.min(rank, this.words.length - 1)] ?? '';
  }

  /** Some five to seventy words, most often few. */
  text(): string {
    const length = 5 + Math.floor(Math.exp(this.#random() * 4.2));
    const drawn: string[] = [];
    for (let count = 0; count < length; count += 1) {
      drawn.push(this.word(Math.floor(this.words.length ** this.#random()) - 1));
    }
    return `${drawn.join(' ')}.`;
  }

  /** First and last name. */
  name(): string {
    return [this.#root(2), this.#root(3)]
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join(' ');
  }

  #invent(): string {
    return this.#root(1 + Math.floor(this.#random() * 3)) + this.#one(ENDINGS);
  }

  #root(syllables: number): string {
    let root = '';
    for (let count = 0; count < syllables; count += 1)
      root += this.#one(ONSETS) + this.#one(VOWELS) + this.#one(CODAS);
    return root;
  }

  #one(parts: readonly string[]): string {
    return parts[Math.floor(this.#random() * parts.length)] ?? '';
  }

  /** Mulberry32. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

const COMMON =
  'die the und and ich you der to das is ist it wir for sie my es please mit not ein on auf in nicht when wann noch ' +
  'order Bestellung delivery Lieferung invoice Rechnung package Paket refund Rückgabe hello danke';
const ONSETS = 'b br d f fr g gr h k kl l m n p pr r s sch st t tr v w z'.split(' ');
const VOWELS = 'a e i o u ä ö ü au ei ie'.split(' ');
const CODAS = ['', 'n', 'r', 'l', 's', 't', 'ng', 'ck', 'm', 'rt'];
const ENDINGS = ['', 'en', 'er', 'ung', 'ungen', 's', 'e', 'ing', 'ed', 'ly'];
