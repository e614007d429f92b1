import type { Medium } from '@parley/shared/brands.js';
import { type AlertMeasure, type AlertSilence, isAlertTime } from '@parley/shared/now.js';
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
  /** Told within business hours only. */
  onlyInHours: boolean;
  enabled: boolean;
  /** The crossing that is not over yet. */
  open: { id: string; raisedAt: number; toldAt: number | null } | null;
  /** When somebody was told last that it is up. */
  lastToldAt: number | null;
  /** A crossing that was told and ended outside business hours: its end is still to be told. */
  owedEnd: string | null;
}

/** What follows from a measured value; nothing at all most of the time. */
export type AlertStep =
  | { kind: 'raise'; value: number; silence: AlertSilence | null }
  /** It had been kept quiet, and is still up now that it need not be any more. */
  | { kind: 'tell'; value: number }
  /** `end`: whether that is told now, when business hours begin, or not at all, since its beginning was not told either. */
  | { kind: 'clear'; value: number; end: 'tell' | 'owe' | 'silent' };

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

/** The moment a value was measured at. */
export interface Moment {
  /** ms */
  at: number;
  /** Whether the brand is open. */
  inHours: boolean;
}

const isOutside = (rule: AlertRule, { inHours }: Moment) => rule.onlyInHours && !inHours;

/**
 * Raised once above the threshold, cleared once clearly below it. Somebody is told at most once in the quiet time, and
 * where so set within business hours only: what is raised meanwhile is told when it is over, if it is still up. Who was
 * told of the one is told of the other.
 */
export function stepOf(rule: AlertRule, value: number, moment: Moment): AlertStep | null {
  const { open } = rule;
  if (!rule.enabled) return null;
  const silence = silenceOf(rule, moment);
  if (open === null) return value > rule.threshold ? { kind: 'raise', value, silence } : null;
  if (value <= clearLevel(rule)) {
    const end = isOutside(rule, moment) ? 'owe' : 'tell';
    return { kind: 'clear', value, end: open.toldAt === null ? 'silent' : end };
  }
  if (open.toldAt === null && silence === null && value > rule.threshold) return { kind: 'tell', value };
  return null;
}

/** Whether the end of an earlier crossing can be told now. */
export const tellsOwedEnd = (rule: AlertRule, moment: Moment): boolean =>
  rule.enabled && rule.owedEnd !== null && !isOutside(rule, moment);

function silenceOf(rule: AlertRule, moment: Moment): AlertSilence | null {
  const { lastToldAt, quietMs } = rule;
  if (isOutside(rule, moment)) return 'hours';
  return lastToldAt !== null && moment.at < lastToldAt + quietMs ? 'quiet_time' : null;
}

/** Those that are up, the newest first. */
export const raisedOf = (rules: readonly AlertRule[]): Raised[] =>
  rules
    .flatMap(({ id, measure, threshold, channelId, medium, open, enabled }) =>
      open === null || !enabled ? [] : [{ id, measure, threshold, channelId, medium, since: open.raisedAt }],
    )
    .sort((a, b) => b.since - a.since || a.id.localeCompare(b.id));
