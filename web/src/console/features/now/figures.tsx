import type { NowFigures } from '@parley/shared/now.js';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '../../../lib/time.js';
import { cx } from '../../../ui/cx.js';

/** In the order of the board, and the list of exactly those conversations that each counts. */
export const boardFigures = [
  ['ours', '/inbox/ours'],
  ['overdue', '/inbox/ours?waits=overdue'],
  ['dueSoon', '/inbox/ours?waits=due_soon'],
  ['unassigned', '/inbox/unassigned'],
  ['snoozed', '/inbox/snoozed?waits=any'],
  ['answeredToday', null],
] as const;
export type FigureName = (typeof boardFigures)[number][0];

const lists = new Map<FigureName, string | null>(boardFigures);

/** Where a figure leads to, of one channel. */
export function channelList(name: FigureName, channelId: string): string | null {
  const list = lists.get(name) ?? null;
  return list && `${list}${list.includes('?') ? '&' : '?'}channelId=${channelId}`;
}

/** A figure worries only while it is not nothing. */
export const figureTone = (name: FigureName, value: number) =>
  value === 0 ? null : name === 'overdue' ? 'is-bad' : name === 'dueSoon' ? 'is-warn' : null;

/** The whole board in six numbers. */
export function Figures({ figures }: { figures: NowFigures }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className="now-figures">
      {boardFigures.map(([name, to]) => {
        const face = (
          <>
            <span className="now-number tabular">{formatNumber(i18n.language, figures[name])}</span>
            <span className="now-label">{t(`now.figures.${name}`)}</span>
          </>
        );
        return (
          <li key={name} className={cx('now-figure', figureTone(name, figures[name]))}>
            {to === null ? (
              <span className="now-figure-face" title={t(`now.hints.${name}`)}>
                {face}
              </span>
            ) : (
              <Link to={to} className="now-figure-face" title={t(`now.hints.${name}`)}>
                {face}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
