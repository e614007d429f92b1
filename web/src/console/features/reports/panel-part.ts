import { type MessagesBehind, messagesBehindSchema } from '@parley/shared/report-lists.js';
import { type TurnsBehind, turnsBehindSchema } from '@parley/shared/reports.js';
import type { LocalDate } from '../../../lib/local-dates.js';
import { type FigureName, figureKinds, isFigure } from './figures.js';
import { isPeriod } from './period.js';
import type { ChosenRow } from './report-view.js';

/** What the panel shows: a figure, or what is in one part of a chart. */
export type Part =
  | { kind: 'figure'; name: FigureName }
  /** How much more often people go quiet after waiting too long. */
  | { kind: 'difference' }
  | { kind: 'outcome'; behind: TurnsBehind }
  | { kind: 'episodes' }
  /** Messages; of some days only where these are given. */
  | { kind: 'said'; behind: MessagesBehind; days: { from: LocalDate; to: LocalDate } | null }
  | { kind: 'wait'; fromMs: number; toMs: number | null }
  | { kind: 'hour'; weekday: number; hour: number }
  | { kind: 'days'; from: LocalDate; to: LocalDate };

/** As it stands in the address. */
export function writePart(part: Part): string {
  switch (part.kind) {
    case 'figure':
      return part.name;
    case 'difference':
      return 'quietDifference';
    case 'episodes':
      return 'episodes';
    case 'outcome':
      return `turns:${part.behind}`;
    case 'said':
      return `said:${part.behind}${part.days ? `:${part.days.from}..${part.days.to}` : ''}`;
    case 'wait':
      return `wait:${part.fromMs}-${part.toMs ?? ''}`;
    case 'hour':
      return `hour:${part.weekday}-${part.hour}`;
    case 'days':
      return `days:${part.from}..${part.to}`;
  }
}

/** Where it stands on the page: what opens it, by the row it is about, if it is of a table. */
export const placeOf = (part: Part, row: ChosenRow | null): string =>
  row ? `${row.by}:${row.key} ${writePart(part)}` : writePart(part);

/** Null for what is no part of a report. */
export function readPart(text: string | null): Part | null {
  if (!text) return null;
  if (isFigure(text)) return { kind: 'figure', name: text };
  if (text === 'quietDifference') return { kind: 'difference' };
  if (text === 'episodes') return { kind: 'episodes' };
  const at = text.indexOf(':');
  const [kind, rest] = [text.slice(0, at), text.slice(at + 1)];
  if (kind === 'turns') {
    const behind = turnsBehindSchema.safeParse(rest);
    return behind.success ? { kind: 'outcome', behind: behind.data } : null;
  }
  if (kind === 'said') {
    const [name = '', dates] = rest.split(':');
    const behind = messagesBehindSchema.safeParse(name);
    const days = dates === undefined ? null : readDays(dates);
    return behind.success && (dates === undefined || days) ? { kind, behind: behind.data, days } : null;
  }
  if (kind === 'wait') {
    const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)?$/.exec(rest) ?? [];
    return from === undefined
      ? null
      : { kind, fromMs: Number(from), toMs: to === undefined ? null : Number(to) };
  }
  if (kind === 'hour') {
    const [, weekday, hour] = /^([1-7])-(1?\d|2[0-3])$/.exec(rest) ?? [];
    return weekday && hour ? { kind, weekday: Number(weekday), hour: Number(hour) } : null;
  }
  const days = kind === 'days' ? readDays(rest) : null;
  return days && { kind: 'days', ...days };
}

function readDays(text: string): { from: LocalDate; to: LocalDate } | null {
  const [from = '', to = ''] = text.split('..');
  return isPeriod({ from, to }, 10_000) ? { from, to } : null;
}

/** Whether there is one of a single row of a breakdown: people are in no breakdown, and members only in that of turns. */
export const isOfRow = (part: Part, { by }: ChosenRow): boolean =>
  isOfTurns(part) ||
  (by !== 'member' &&
    part.kind !== 'difference' &&
    !(part.kind === 'figure' && figureKinds[part.name].rests === 'people'));

/** Whether it is about single answers, so that it is there for one member, too. */
export const isOfTurns = (part: Part): boolean =>
  part.kind === 'figure'
    ? figureKinds[part.name].rests === 'turns'
    : !['said', 'difference', 'episodes'].includes(part.kind);
