import type { ReportValue } from '@parley/shared/reports.js';
import type { TFunction } from 'i18next';
import { regional } from '../../../lib/region.js';
import { formatNumber } from '../../../lib/time.js';
import { formatWait } from '../../../lib/wait-time.js';
import type { Better, Unit } from './figures.js';

const numbers = (language: string, options: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat(regional(language, navigator.languages ?? []), options);

/** A share in per cent. Not all is never "100 %", and not nothing never "0 %". */
export function formatShare(language: string, share: number): string {
  const format = numbers(language, { style: 'percent', maximumFractionDigits: 1 });
  if (share > 0 && share < 0.0005) return `< ${format.format(0.001)}`;
  return format.format(share < 1 && share > 0.9995 ? 0.999 : share);
}

/** A number per episode: with one decimal, as an average has. Below nothing with a minus, not a hyphen. */
export const formatAverage = (language: string, value: number): string =>
  numbers(language, { maximumFractionDigits: 1 }).format(value).replace('-', '\u2212');

const written: Record<Unit, (language: string, value: number) => string> = {
  time: formatWait,
  spent: formatWait,
  share: formatShare,
  number: formatAverage,
};

type Language = { t: TFunction; language: string };

/** A figure as it stands on the screen: "2 h 10 min", "≥ 94 %", "no answer", "–". */
export function figureText(unit: Unit, value: ReportValue, { t, language }: Language): string {
  if (value.never) return t('reports.never');
  if (value.value === null) return '–';
  const text = written[unit](language, value.value);
  return value.atLeast ? `≥\u00a0${text}` : text;
}

export type Change = {
  text: string;
  tone: 'better' | 'worse' | 'same' | 'unknown';
  way: 'up' | 'down' | null;
};

/**
 * What is different from the period before, in words. Where either is only a lower bound nothing is claimed: what it was stands
 * there instead. Null without a period to compare with.
 */
export function changeText(
  unit: Unit,
  better: Better,
  [now, before]: [ReportValue, ReportValue | null],
  words: Language,
): Change | null {
  const { t, language } = words;
  if (!before) return null;
  if (now.value === null || before.value === null || now.atLeast || before.atLeast) {
    const nothing = before.value === null && !before.never;
    const text = nothing
      ? t('reports.beforeNothing')
      : t('reports.before', { value: figureText(unit, before, words) });
    return { text, tone: 'unknown', way: null };
  }
  const by = now.value - before.value;
  const size = written[unit](language, Math.abs(by));
  if (size === written[unit](language, 0)) return { text: t('reports.unchanged'), tone: 'same', way: null };
  const more = by > 0;
  const tone = better === null ? 'same' : (better === 'more') === more ? 'better' : 'worse';
  return { text: differenceText(unit, more, Math.abs(by), words), tone, way: more ? 'up' : 'down' };
}

function differenceText(unit: Unit, more: boolean, size: number, { t, language }: Language): string {
  if (unit === 'time')
    return t(more ? 'reports.slower' : 'reports.faster', { by: formatWait(language, size) });
  if (unit === 'number' || unit === 'spent')
    return t(more ? 'reports.more' : 'reports.less', { by: written[unit](language, size) });
  const points = formatAverage(language, size * 100);
  return t(more ? 'reports.pointsMore' : 'reports.pointsLess', {
    by: points === '0' ? `<\u00a0${formatAverage(language, 0.1)}` : points,
  });
}

/** One share less another, in points with their sign; a dash where either is missing. */
export function pointsText(difference: number | null, { t, language }: Language): string {
  if (difference === null) return '–';
  const points = difference * 100;
  return t('reports.points', { by: `${points > 0 ? '+' : ''}${formatAverage(language, points)}` });
}

/** How a count changed: by so many per cent; null where there was none before. */
export function countChange(now: number, before: number | null, { t, language }: Language): Change | null {
  if (before === null) return null;
  if (before === now) return { text: t('reports.unchanged'), tone: 'same', way: null };
  // From nothing or to nothing is no share of anything.
  if (before === 0 || now === 0)
    return {
      text: t('reports.before', { value: formatNumber(language, before) }),
      tone: 'unknown',
      way: null,
    };
  const by = now / before - 1;
  if (Math.abs(by) < 0.005) return { text: t('reports.unchanged'), tone: 'same', way: null };
  const share = numbers(language, { style: 'percent', maximumFractionDigits: 0 }).format(Math.abs(by));
  return {
    text: t(by > 0 ? 'reports.more' : 'reports.less', { by: share }),
    tone: 'same',
    way: by > 0 ? 'up' : 'down',
  };
}
