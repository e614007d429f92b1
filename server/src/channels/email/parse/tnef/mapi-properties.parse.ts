import { BrokenBytesError, type ByteWindow } from './byte-window.js';

/** Property types (MS-OXCDATA, section 2.11.1). */
export const PropertyType = { object: 0x0d, string8: 0x1e, unicode: 0x1f, binary: 0x102 } as const;

export interface MapiProperty {
  id: number;
  /** Without the mark of several values. */
  type: number;
}

/** Bytes of one value, by type. */
const FIXED: Readonly<Record<number, number>> = {
  1: 0,
  2: 2,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 2,
  20: 8,
  64: 8,
  72: 16,
};
const VARIABLE: ReadonlySet<number> = new Set(Object.values(PropertyType));
const SEVERAL = 0x1000;
const NAMED = 0x8000;
const MOST = 65_536;

/**
 * Reads a list of properties (MS-OXTNEF, section 2.1.3.4) and hands the first value of each to `take`, which may leave
 * as much of it unread as it likes. Named properties are passed over.
 * @throws BrokenBytesError
 */
export async function readProperties(
  bytes: ByteWindow,
  take: (property: MapiProperty, value: ByteWindow) => Promise<void>,
): Promise<void> {
  const count = await bytes.u32();
  if (count > MOST) throw new BrokenBytesError('too many properties');
  for (let read = 0; read < count; read += 1) {
    const tag = await bytes.u16();
    const id = await bytes.u16();
    if (id >= NAMED) await passName(bytes);
    const type = tag & ~SEVERAL;
    const size = FIXED[type];
    if (size === undefined && !VARIABLE.has(type))
      throw new BrokenBytesError('a property of an unknown type');
    const values = size === undefined || (tag & SEVERAL) !== 0 ? await bytes.u32() : 1;
    if (values > MOST) throw new BrokenBytesError('too many values');
    for (let index = 0; index < values; index += 1) {
      const length = size ?? (await bytes.u32());
      const value = bytes.window(length);
      if (index === 0 && id < NAMED) await take({ id, type }, value);
      await value.finish();
      await bytes.skip(padding(length));
    }
  }
}

async function passName(bytes: ByteWindow): Promise<void> {
  await bytes.take(16);
  const kind = await bytes.u32();
  if (kind > 1) throw new BrokenBytesError('a name of an unknown kind');
  const length = await bytes.u32();
  if (kind === 0) return;
  await bytes.window(length).finish();
  await bytes.skip(padding(length));
}

/** Values end on a multiple of four. */
const padding = (length: number) => (4 - (length % 4)) % 4;
