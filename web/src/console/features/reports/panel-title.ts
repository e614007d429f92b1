import type { TFunction } from 'i18next';
import { formatDates, hourName, weekdayName } from '../../../lib/local-dates.js';
import { formatWait } from '../../../lib/wait-time.js';
import type { Part } from './panel-part.js';

/** What the panel is called. */
export function titleOf(part: Part, { t, language }: { t: TFunction; language: string }): string {
  switch (part.kind) {
    case 'figure':
      return t(`reports.figures.${part.name}`);
    case 'difference':
      return t('reports.quietDifference');
    case 'outcome':
      return t(`reports.behind.${part.behind}`);
    case 'said': {
      const name = t(`reports.messagesBehind.${part.behind}`);
      return part.days ? `${name}, ${formatDates(language, part.days.from, part.days.to)}` : name;
    }
    case 'wait':
      return part.toMs === null
        ? t('reports.waitFrom', { from: formatWait(language, part.fromMs) })
        : t('reports.waitBetween', {
            from: formatWait(language, part.fromMs),
            to: formatWait(language, part.toMs),
          });
    case 'hour':
      return t('reports.openedAt', {
        weekday: weekdayName(language, part.weekday, 'long'),
        hour: hourName(language, part.hour),
      });
    case 'episodes':
      return t('reports.episodes');
    case 'days':
      return t('reports.openedOn', { days: formatDates(language, part.from, part.to) });
  }
}
