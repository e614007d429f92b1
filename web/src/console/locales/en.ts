import { behind } from './en/behind.js';
import { first } from './en/first.js';

/** All that is said, for types and tests: the console loads its two parts. */
export const en = { ...first, ...behind };
