/** Fewer bytes than something said there would be, or more than anything may have. */
export class BrokenBytesError extends Error {
  override readonly name = 'BrokenBytesError';
}

/** What may be read piece by piece of one source: a large thing made of millions of small ones is made to tire us. */
const MOST_READS = 150_000;

/** The next bytes, at most so many; null at the end. */
type Pull = (most: number) => Promise<Buffer | null>;

/** Reads bytes that stream by, never past an end that was set; windows can be opened within windows. */
export class ByteWindow {
  private constructor(
    private readonly pull: Pull,
    private left: number,
    private readonly budget: { reads: number },
  ) {}

  /** Over a whole source. */
  static over(source: AsyncIterable<Uint8Array>): ByteWindow {
    const chunks = source[Symbol.asyncIterator]();
    let rest: Buffer = Buffer.alloc(0);
    return new ByteWindow(
      async (most) => {
        while (rest.length === 0) {
          const { done, value } = await chunks.next();
          if (done === true) return null;
          rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
        }
        const piece = rest.subarray(0, most);
        rest = rest.subarray(piece.length);
        return piece;
      },
      Number.POSITIVE_INFINITY,
      { reads: MOST_READS },
    );
  }

  /** The next bytes, at most so many; null at the end of the window. @throws BrokenBytesError when it ends too early */
  async some(most: number): Promise<Buffer | null> {
    if (this.left === 0) return null;
    const bytes = await this.pull(Math.min(most, this.left));
    if (bytes === null) {
      if (this.left !== Number.POSITIVE_INFINITY) throw new BrokenBytesError('it ends too early');
      return null;
    }
    this.left -= bytes.length;
    return bytes;
  }

  /** Exactly so many. @throws BrokenBytesError */
  async take(count: number): Promise<Buffer> {
    if (count > this.left) throw new BrokenBytesError('it is longer than what holds it');
    this.budget.reads -= 1;
    if (this.budget.reads < 0) throw new BrokenBytesError('it is made of too many pieces');
    const pieces: Buffer[] = [];
    for (let missing = count; missing > 0; ) {
      const piece = await this.some(missing);
      if (piece === null) throw new BrokenBytesError('it ends too early');
      pieces.push(piece);
      missing -= piece.length;
    }
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, count);
  }

  /** The next byte; null at the end. */
  async byte(): Promise<number | null> {
    return (await this.some(1))?.[0] ?? null;
  }

  async u16(): Promise<number> {
    return (await this.take(2)).readUInt16LE();
  }

  async u32(): Promise<number> {
    return (await this.take(4)).readUInt32LE();
  }

  /** So many of the next bytes as a window of its own: read it to its end before going on here. */
  window(size: number, seen?: (bytes: Buffer) => void): ByteWindow {
    if (size > this.left) throw new BrokenBytesError('it is longer than what holds it');
    return new ByteWindow(
      async (most) => {
        const bytes = await this.some(most);
        if (bytes !== null) seen?.(bytes);
        return bytes;
      },
      size,
      this.budget,
    );
  }

  /** At most `most` bytes of what is left; the rest is passed over. */
  async upTo(most: number): Promise<Buffer> {
    const bytes = await this.take(Math.min(most, this.left));
    await this.finish();
    return bytes;
  }

  /** Passes over so many, or what is left of them. */
  async skip(count: number): Promise<void> {
    for (let missing = Math.min(count, this.left); missing > 0; ) {
      const bytes = await this.some(missing);
      if (bytes === null) return;
      missing -= bytes.length;
    }
  }

  /** What is left, where that is less than `most` bytes; null where there is more. */
  async rest(most: number): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    for (let length = 0; length < most; ) {
      const bytes = await this.some(most - length);
      if (bytes === null) return Buffer.concat(pieces);
      pieces.push(bytes);
      length += bytes.length;
    }
    return null;
  }

  async finish(): Promise<void> {
    while ((await this.some(64 * 1024)) !== null);
  }

  async *content(): AsyncGenerator<Uint8Array> {
    for (let bytes = await this.some(64 * 1024); bytes !== null; bytes = await this.some(64 * 1024))
      yield bytes;
  }
}
