import type { Medium } from '@parley/shared/brands.js';
import {
  addBusinessMs,
  type BusinessCalendar,
  businessMs,
  hasHours,
  isOpenAt,
  type Versioned,
  versionAt,
} from '../../brands/business-time.js';
import { DEFAULT_TARGETS } from '../../brands/default-targets.js';

const SECOND = 1_000;

/** How long a person must be quiet for a turn to settle, ms. */
export const DEFAULT_SETTLE_MS: Readonly<Record<Medium, number>> = {
  chat: 8 * SECOND,
  dm: 20 * SECOND,
  comment: 0,
  email: 0,
};

/** What the fold needs to know about the brand and the channel. The order of versions does not matter. */
export interface TurnPolicy {
  readonly settleMs: Readonly<Record<Medium, number>>;
  readonly targets: readonly Versioned<Readonly<Record<Medium, number>>>[];
  /** `null` as a version's value: from then on no business hours, so time is the wall clock's. */
  readonly calendars: readonly Versioned<BusinessCalendar | null>[];
}

/** The settle windows of a channel: the defaults, but for what the channel sets itself. */
export function settleWindows(overrides: Partial<Record<Medium, number>>): Record<Medium, number> {
  return { ...DEFAULT_SETTLE_MS, ...overrides };
}

/** What is promised for a turn opened at `openedAt`, by the target and the calendar valid then. */
export function promiseAt(
  openedAt: number,
  medium: Medium,
  policy: TurnPolicy,
): { targetMs: number; answerBy: number } {
  const targetMs = (versionAt(policy.targets, openedAt) ?? DEFAULT_TARGETS)[medium];
  const calendar = versionAt(policy.calendars, openedAt) ?? null;
  return { targetMs, answerBy: addBusinessMs(openedAt, targetMs, calendar) };
}

/** How long a person waited, by the calendar valid when their turn opened. */
export function waitUntil(
  answeredAt: number,
  openedAt: number,
  policy: TurnPolicy,
): { waitMs: number; waitBusinessMs: number; outsideHours: boolean } {
  const calendar = versionAt(policy.calendars, openedAt) ?? null;
  const waitBusinessMs = businessMs(openedAt, answeredAt, calendar);
  return {
    waitMs: answeredAt - openedAt,
    waitBusinessMs,
    outsideHours: hasHours(calendar) && waitBusinessMs === 0 && !isOpenAt(openedAt, calendar),
  };
}
