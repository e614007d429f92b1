/** Appends a whole number, 0 or more, in as few bytes as it needs: seven bits each, the lowest first. */
export function packNumber(to: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    to.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  to.push(rest);
}

/** Reads packed numbers one after the other. */
export class PackedNumbers {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  next(): number {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }
}
