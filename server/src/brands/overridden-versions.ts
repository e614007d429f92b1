import { type Versioned, versionAt } from './business-time.js';

/** A value that was let hold from one instant (ms) up to another, whatever held there before. */
export interface Override<T> {
  readonly from: number;
  readonly to: number;
  readonly value: T;
}

/**
 * Versions as they are with overrides on top, the later made over the earlier. What is valid from `to` on stays as it was.
 * @param overrides in the order they were made; none reaches past the moment it was made at
 */
export function overriddenVersions<T>(
  versions: readonly Versioned<T>[],
  overrides: readonly Override<T>[],
): Versioned<T>[] {
  let result = [...versions].sort((a, b) => a.validFrom - b.validFrom);
  for (const { from, to, value } of overrides) {
    if (to <= from) continue;
    const after = versionAt(result, to);
    result = [
      ...result.filter(({ validFrom }) => validFrom < from),
      { validFrom: from, value },
      ...(after === undefined ? [] : [{ validFrom: to, value: after }]),
      ...result.filter(({ validFrom }) => validFrom > to),
    ];
  }
  return result;
}
