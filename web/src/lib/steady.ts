import { useCallback, useRef } from 'react';

/** A callback that stays the same and does what it was last told: what gets it is not drawn anew because of it. */
export function useSteady<Args extends unknown[], Result>(act: (...args: Args) => Result) {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...args: Args): Result => latest.current(...args), []);
}
