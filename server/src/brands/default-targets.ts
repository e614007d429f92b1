import type { Medium } from '@parley/shared/brands.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What a new brand promises, ms per medium: chat 2 min, DM 1 h, comment 2 h, email 8 h. */
export const DEFAULT_TARGETS: Readonly<Record<Medium, number>> = {
  chat: 2 * MINUTE_MS,
  dm: HOUR_MS,
  comment: 2 * HOUR_MS,
  email: 8 * HOUR_MS,
};
