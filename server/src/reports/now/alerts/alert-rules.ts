import type { Medium } from '@parley/shared/brands.js';
import { type AlertMeasure, isAlertTime } from '@parley/shared/now.js';
import type { NowReading, Raised } from '../now-reading.js';

/** What an alert looks at, and when it was up last. Instants and lengths of time in ms. */
export interface AlertRule {
  id: string;
  brandId: string;
  measure: AlertMeasure;
  /** Raised above this. */
  threshold: number;
  /** Null: all channels that are not restricted. */
  channelId: string | null;
  medium: Medium | null;
  quietMs: number;
  enabled: boolean;
  /** The crossing that is not over yet. */
  open: { id: string; raisedAt: number; toldAt: number | null } | null;
  /** When somebody was told last that it is up. */
  lastToldAt: number | null;
}

/** What follows from a measured value; nothing at all most of the time. */
export type AlertStep =
  | { kind: 'raise'; value: number; told: boolean }
  /** It had been kept quiet, and is still up now that it need not be any more. */
  | { kind: 'tell'; value: number }
  | { kind: 'clear'; value: number; told: boolean };

/** A tenth of the threshold: it is over only when it is clearly over. */
const MARGIN = 10;

/** It is cleared at this or below; between this and the threshold it stays what it is. */
export function clearLevel({ measure, threshold }: Pick<AlertRule, 'measure' | 'threshold'>): number {
  const margin = threshold / MARGIN;
  // Conversations are counted whole: of two, one is clearly fewer.
  return Math.max(0, Math.floor(threshold - (isAlertTime(measure) ? margin : Math.max(1, margin))));
}

/** What the alert measures in a reading: ms or conversations. */
export function measured(rule: AlertRule, reading: NowReading): number {
  const open = new Set(reading.channels.filter(({ restricted }) => !restricted).map(({ id }) => id));
  const parts = reading.parts.filter(
    ({ channelId, medium }) =>
      (rule.channelId === null ? open.has(channelId) : channelId === rule.channelId) &&
      (rule.medium === null || medium === rule.medium),
  );
  const since = (instants: (number | null)[]) =>
    Math.max(0, ...instants.map((instant) => (instant === null ? 0 : reading.at - instant)));
  const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);
  switch (rule.measure) {
    case 'longest_wait':
      return since(parts.map(({ waitingSince }) => waitingSince));
    case 'over_target':
      return since(parts.map(({ firstDue }) => firstDue));
    case 'ours':
      return sum(parts.map(({ ours }) => ours));
    case 'overdue':
      return sum(parts.map(({ overdue }) => overdue));
  }
}

/**
 * Raised once above the threshold, cleared once clearly below it. Somebody is told at most once in the quiet time: what
 * is raised within it is told when it is over, if it is still up. Who was told of the one is told of the other.
 */
export function stepOf(rule: AlertRule, value: number, now: number): AlertStep | null {
  const { open, lastToldAt, quietMs } = rule;
  if (!rule.enabled) return null;
  const quiet = lastToldAt !== null && now < lastToldAt + quietMs;
  if (open === null) return value > rule.threshold ? { kind: 'raise', value, told: !quiet } : null;
  if (value <= clearLevel(rule)) return { kind: 'clear', value, told: open.toldAt !== null };
  if (open.toldAt === null && !quiet && value > rule.threshold) return { kind: 'tell', value };
  return null;
}

/** Those that are up, the newest first. */
export const raisedOf = (rules: readonly AlertRule[]): Raised[] =>
  rules
    .flatMap(({ id, measure, threshold, channelId, medium, open, enabled }) =>
      open === null || !enabled ? [] : [{ id, measure, threshold, channelId, medium, since: open.raisedAt }],
    )
    .sort((a, b) => b.since - a.since || a.id.localeCompare(b.id));
