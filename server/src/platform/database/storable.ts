/**
 * The same value with every text as PostgreSQL can hold it: NUL and lone surrogates become U+FFFD (text and jsonb
 * refuse them). Plain data only; dates and other objects are left as they are. What needs no change is not copied.
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return storableText(value) as T;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(storable);
    return items.some((item, index) => item !== value[index]) ? (items as T) : value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  let changed = false;
  const entries = Object.entries(value).map(([key, inner]) => {
    const entry = [storableText(key), storable(inner)] as const;
    changed ||= entry[0] !== key || entry[1] !== inner;
    return entry;
  });
  return changed ? (Object.fromEntries(entries) as T) : value;
}

const storableText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') ? text : text.toWellFormed().replaceAll('\0', '\u{fffd}');
