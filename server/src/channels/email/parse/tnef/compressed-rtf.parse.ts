/** What the dictionary holds at the beginning (MS-OXRTFCP, section 2.1.2.1). */
const DICTIONARY =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbol' +
  'ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const SIZE = 4_096;
const HEADER = 16;
const COMPRESSED = 0x75465a4c;
const PLAIN = 0x414c454d;
/** Characters; what is longer is cut. */
const MOST = 2 * 1024 * 1024;

/** Unpacks PidTagRtfCompressed (MS-OXRTFCP). @returns one character per byte; null where it is none */
export function unpackRtf(packed: Buffer): string | null {
  if (packed.length < HEADER) return null;
  const kind = packed.readUInt32LE(8);
  const body = packed.subarray(HEADER, Math.min(packed.length, packed.readUInt32LE(0) + 4));
  if (kind === PLAIN) return body.subarray(0, MOST).toString('latin1');
  if (kind !== COMPRESSED) return null;
  const wanted = Math.min(packed.readUInt32LE(4), MOST);
  const dictionary = Buffer.alloc(SIZE, 0x20);
  let at = dictionary.write(DICTIONARY, 'latin1');
  // A reference of two bytes stands for at most 17 characters, so what is claimed cannot be believed.
  const out = Buffer.alloc(Math.min(wanted, body.length * 9 + 64));
  let length = 0;
  const put = (byte: number) => {
    if (length < out.length) out[length++] = byte;
    dictionary[at] = byte;
    at = (at + 1) % SIZE;
  };
  for (let read = 0; read < body.length && length < out.length; ) {
    const control = body[read++] as number;
    for (let bit = 0; bit < 8 && read < body.length; bit += 1) {
      if ((control & (1 << bit)) === 0) {
        put(body[read++] as number);
        continue;
      }
      if (read + 1 >= body.length) return out.toString('latin1', 0, length);
      const reference = body.readUInt16BE(read);
      read += 2;
      const from = reference >> 4;
      // A reference to the place that is written next marks the end.
      if (from === at) return out.toString('latin1', 0, length);
      for (let step = 0; step < (reference & 0x0f) + 2; step += 1)
        put(dictionary[(from + step) % SIZE] as number);
    }
  }
  return out.toString('latin1', 0, length);
}
