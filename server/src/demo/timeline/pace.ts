import type { Medium } from '@parley/shared/brands.js';
import type { SeededRandom } from './seeded-random.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a person takes to say something to our answer, ms. */
export function pauseBefore(medium: Medium, random: SeededRandom): number {
  switch (medium) {
    case 'chat':
      return random.between(12 * SECOND, 80 * SECOND);
    case 'dm':
      return random.between(2 * MINUTE, 70 * MINUTE);
    case 'comment':
      return random.between(8 * MINUTE, 5 * HOUR);
    case 'email':
      return random.between(25 * MINUTE, 20 * HOUR);
  }
}

/** Between two messages of one burst, ms. */
export function pauseWithin(medium: Medium, random: SeededRandom): number {
  return medium === 'chat' ? random.between(3 * SECOND, 9 * SECOND) : random.between(8 * SECOND, 40 * SECOND);
}

/** The hour of the day at which people write (local, 0 to 23), the heavier the likelier. */
export const writingHours: Record<Medium, readonly (readonly [hour: number, weight: number])[]> = {
  email: [
    [6, 1],
    [7, 3],
    [8, 6],
    [9, 9],
    [10, 9],
    [11, 8],
    [12, 6],
    [13, 6],
    [14, 7],
    [15, 7],
    [16, 6],
    [17, 5],
    [18, 4],
    [19, 5],
    [20, 7],
    [21, 6],
    [22, 3],
    [23, 1],
  ],
  chat: [
    [9, 5],
    [10, 7],
    [11, 8],
    [12, 6],
    [13, 7],
    [14, 7],
    [15, 8],
    [16, 8],
    [17, 7],
    [19, 1],
    [21, 1],
  ],
  dm: [
    [8, 2],
    [10, 3],
    [12, 5],
    [15, 4],
    [17, 5],
    [18, 6],
    [19, 8],
    [20, 9],
    [21, 9],
    [22, 6],
    [23, 3],
  ],
  comment: [
    [7, 3],
    [9, 4],
    [11, 4],
    [12, 6],
    [14, 4],
    [17, 6],
    [18, 7],
    [19, 8],
    [20, 9],
    [21, 8],
    [22, 5],
  ],
};
