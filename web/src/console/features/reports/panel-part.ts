import { type ReportTurnsQuery, turnsBehindSchema } from '@parley/shared/reports.js';
import type { LocalDate } from '../../../lib/local-dates.js';
import { type FigureName, isFigure } from './figures.js';
import { isPeriod } from './period.js';

type Behind = ReportTurnsQuery['behind'];

/** What the panel shows: a figure, or the turns in one part of a chart. */
export type Part =
  | { kind: 'figure'; name: FigureName }
  | { kind: 'outcome'; behind: Behind }
  | { kind: 'wait'; fromMs: number; toMs: number | null }
  | { kind: 'hour'; weekday: number; hour: number }
  | { kind: 'days'; from: LocalDate; to: LocalDate };

/** As it stands in the address. */
export function writePart(part: Part): string {
  switch (part.kind) {
    case 'figure':
      return part.name;
    case 'outcome':
      return `turns:${part.behind}`;
    case 'wait':
      return `wait:${part.fromMs}-${part.toMs ?? ''}`;
    case 'hour':
      return `hour:${part.weekday}-${part.hour}`;
    case 'days':
      return `days:${part.from}..${part.to}`;
  }
}

/** Null for what is no part of a report. */
export function readPart(text: string | null): Part | null {
  if (!text) return null;
  if (isFigure(text)) return { kind: 'figure', name: text };
  const at = text.indexOf(':');
  const [kind, rest] = [text.slice(0, at), text.slice(at + 1)];
  if (kind === 'turns') {
    const behind = turnsBehindSchema.safeParse(rest);
    return behind.success ? { kind: 'outcome', behind: behind.data } : null;
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
  if (kind === 'days') {
    const [from = '', to = ''] = rest.split('..');
    return isPeriod({ from, to }, 10_000) ? { kind, from, to } : null;
  }
  return null;
}

/** What narrows the list of turns to this part, in the server's words. */
export function partQuery(part: Part, behind: Behind): Record<string, string> {
  switch (part.kind) {
    case 'wait':
      return {
        behind: 'response',
        waitFromMs: String(part.fromMs),
        ...(part.toMs === null ? {} : { waitToMs: String(part.toMs) }),
      };
    case 'hour':
      return { behind: 'opened', weekday: String(part.weekday), hour: String(part.hour) };
    case 'days':
      return { behind: 'opened', from: part.from, to: part.to };
    default:
      return { behind };
  }
}
