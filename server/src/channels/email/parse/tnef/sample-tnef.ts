/** A property by its tag (id, then type) and the bytes of its value. */
export type SampleProperty = readonly [id: number, type: number, value: Buffer | number];

const u16 = (value: number) => Buffer.from([value & 0xff, (value >> 8) & 0xff]);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

export const wide = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');
export const narrow = (text: string): Buffer => Buffer.from(`${text}\0`, 'latin1');

export function tnef(...attributes: Buffer[]): Buffer {
  return Buffer.concat([u32(0x223e9f78), u16(1), ...attributes]);
}

export function attribute(level: 1 | 2, id: number, value: Buffer): Buffer {
  let sum = 0;
  for (const byte of value) sum = (sum + byte) & 0xffff;
  return Buffer.concat([Buffer.of(level), u32(id), u32(value.length), value, u16(sum)]);
}

export function properties(...list: SampleProperty[]): Buffer {
  const written = list.map(([id, type, value]) => {
    const tag = Buffer.concat([u16(type), u16(id)]);
    if (typeof value === 'number') return Buffer.concat([tag, u32(value)]);
    return Buffer.concat([tag, u32(1), u32(value.length), padded(value)]);
  });
  return Buffer.concat([u32(list.length), ...written]);
}

export const message = (...list: SampleProperty[]): Buffer => attribute(1, 0x00069003, properties(...list));

/** A file as Outlook writes it: begun, its 8.3 name, its bytes, and its properties after them. */
export function file(short: string, content: Buffer, ...list: SampleProperty[]): Buffer {
  return Buffer.concat([
    attribute(2, 0x00069002, Buffer.alloc(14)),
    attribute(2, 0x00018010, narrow(short)),
    attribute(2, 0x0006800f, content),
    attribute(2, 0x00069005, properties(...list)),
  ]);
}

/** A message attached to the message. */
export function attachedMessage(inner: Buffer, name: string): Buffer {
  const iid = Buffer.from('0703020000000000c000000000000046', 'hex');
  return Buffer.concat([
    attribute(2, 0x00069002, Buffer.alloc(14)),
    attribute(
      2,
      0x00069005,
      properties([0x3001, 0x1f, wide(name)], [0x3701, 0x0d, Buffer.concat([iid, inner])]),
    ),
  ]);
}
