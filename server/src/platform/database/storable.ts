/**
 * The same value with every text as PostgreSQL can hold it: NUL and lone surrogates become U+FFFD (text and jsonb
 * refuse them). Plain data only; dates and other objects are left as they are.
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\u{fffd}') as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)]),
    ) as T;
  }
  return value;
}
