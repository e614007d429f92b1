import { behind } from './de/behind.js';
import { first } from './de/first.js';

/** All that is said, for types and tests: the console loads its two parts. */
export const de = { ...first, ...behind };
