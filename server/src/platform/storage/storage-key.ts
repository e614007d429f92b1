const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** The only form a key has; nothing of it can leave a folder or name another. */
export interface StorageKey {
  scope: string;
  hash: string;
}

/** @throws RangeError */
export function parseKey(key: string): StorageKey {
  const found = tryParseKey(key);
  if (found === undefined) throw new RangeError('This is not a key of the storage.');
  return found;
}

export function tryParseKey(key: string): StorageKey | undefined {
  const [scope = '', hash = '', ...rest] = key.split('/');
  return rest.length === 0 && UUID.test(scope) && SHA256.test(hash) ? { scope, hash } : undefined;
}

/** @throws RangeError */
export function assertScope(scope: string): void {
  if (!UUID.test(scope)) throw new RangeError('A scope of the storage is a UUID.');
}

export const isScope = (name: string): boolean => UUID.test(name);

export const isHash = (name: string): boolean => SHA256.test(name);

export const keyOf = ({ scope, hash }: StorageKey): string => `${scope}/${hash}`;

/**
 * The first and last byte of a range in an object of that size.
 * @throws RangeError
 */
export function clampRange(range: { start: number; end?: number | undefined }, size: number) {
  const end = Math.min(range.end ?? size - 1, size - 1);
  const whole = Number.isInteger(range.start) && (range.end === undefined || Number.isInteger(range.end));
  if (!whole || range.start < 0 || range.start >= size || end < range.start) {
    throw new RangeError(`Bytes ${range.start}-${range.end ?? ''} are not in an object of ${size} bytes.`);
  }
  return { start: range.start, end };
}
