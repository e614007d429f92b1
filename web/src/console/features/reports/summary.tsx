import type { ReportBreakdown, ReportOverview } from '@parley/shared/reports.js';
import { formatDates } from '../../../lib/local-dates.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { changeText, countChange, figureText } from './figure-text.js';
import { useWords } from './use-words.js';
import { whatChanged } from './what-changed.js';

type Props = {
  overview: ReportOverview | undefined;
  /** Per channel, with the same period before. */
  channels: ReportBreakdown | undefined;
};

/** What a manager wants to know first, in a sentence: how much there was, what changed, and where. */
export function Summary({ overview, channels }: Props) {
  const words = useWords();
  const { t, language } = words;
  if (!overview)
    return (
      <p className="reports-summary">
        <Skeleton width="60%" />
      </p>
    );
  const { compared, comparedCounts, counts } = overview;
  if (!compared || !comparedCounts || counts.opened === 0) return null;
  const days = formatDates(language, compared.from, compared.to);
  if (comparedCounts.opened === 0)
    return <p className="reports-summary">{t('reports.summary.nothingBefore', { days })}</p>;
  const more = countChange(counts.opened, comparedCounts.opened, words);
  const found = whatChanged(overview, channels);
  const [now, before] = found?.values ?? [];
  return (
    <p className="reports-summary">
      {more?.way
        ? t('reports.summary.turns', { count: counts.opened, change: more.text, days })
        : t('reports.summary.turnsSame', { count: counts.opened, days })}{' '}
      {found && now && before ? (
        <>
          {t('reports.summary.changed', {
            figure: t(`reports.figures.${found.name}`),
            change: changeText(found.unit, found.better, [now, before], words)?.text,
            now: figureText(found.unit, now, words),
            before: figureText(found.unit, before, words),
          })}
          {found.where
            ? t('reports.summary.where', {
                name: found.where.name,
                change: changeText(found.unit, found.better, found.where.values, words)?.text,
              })
            : '.'}
        </>
      ) : null}
    </p>
  );
}
