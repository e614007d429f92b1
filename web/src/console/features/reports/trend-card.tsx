import type { ReportOverview, ReportValue } from '@parley/shared/reports.js';
import { formatDates, formatLocalDate, formatShortDate } from '../../../lib/local-dates.js';
import { formatNumber } from '../../../lib/time.js';
import { formatWaitTick } from '../../../lib/wait-time.js';
import { ChartCard } from '../../../ui/charts/chart-card.js';
import { TrendChart } from '../../../ui/charts/trend-chart.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { figureText } from './figure-text.js';
import { LegendMark } from './legend-mark.js';
import type { Part } from './panel-part.js';
import { useWords } from './use-words.js';

type Series = ReportOverview['series'];
type Props = {
  series: Series | undefined;
  /** Of the period it is compared with, step by step. */
  before: Series | undefined;
  height: number;
  onOpen: (part: Part) => void;
};

/** What stands for a value in a line: a wait without an end has no place in it. */
const drawn = (value: ReportValue | undefined): number | null => (!value || value.never ? null : value.value);

/** Median and 90th percentile over time, and the median of the period before. */
export function TrendCard({ series, before, height, onOpen }: Props) {
  const words = useWords();
  const { t, language } = words;
  const points = series?.points ?? [];
  const earlier = before?.granularity === series?.granularity ? (before?.points ?? []) : [];
  const text = (value: ReportValue) => figureText('time', value, words);
  const nameOf = (at: number) => {
    const point = points[at];
    if (!point) return '';
    return point.from === point.to
      ? formatLocalDate(language, point.from)
      : formatDates(language, point.from, point.to);
  };
  return (
    <ChartCard
      title={t('reports.trend')}
      text={t(`reports.trendText.${series?.granularity ?? 'day'}`)}
      height={height}
      empty={
        series && points.every(({ median }) => drawn(median) === null)
          ? t('reports.nothingToDraw')
          : undefined
      }
      legend={
        <>
          <LegendMark look="line">{t('reports.figures.median')}</LegendMark>
          <LegendMark look="dotted">{t('reports.figures.p90')}</LegendMark>
          {earlier.length > 0 && <LegendMark look="before">{t('reports.medianBefore')}</LegendMark>}
        </>
      }
      table={() => ({
        columns: [
          t('reports.period'),
          t('reports.turns'),
          t('reports.figures.median'),
          t('reports.figures.p90'),
        ],
        rows: points.map((point, at) => ({
          key: point.from,
          cells: [nameOf(at), formatNumber(language, point.opened), text(point.median), text(point.p90)],
        })),
      })}
    >
      {series ? (
        <TrendChart
          label={t('reports.trend')}
          height={height}
          points={points.map(({ median, p90 }) => ({ median: drawn(median), p90: drawn(p90) }))}
          before={earlier.slice(0, points.length).map(({ median }) => drawn(median))}
          formatTime={(ms) => formatWaitTick(language, ms)}
          nameOf={(at) => formatShortDate(language, points[at]?.from ?? '')}
          read={(at) => {
            const point = points[at];
            const was = earlier[at];
            if (!point) return { title: '', rows: [] };
            return {
              title: nameOf(at),
              rows: [
                { label: t('reports.figures.median'), value: text(point.median) },
                { label: t('reports.figures.p90'), value: text(point.p90) },
                ...(was ? [{ label: t('reports.medianBefore'), value: text(was.median) }] : []),
                { label: t('reports.turns'), value: formatNumber(language, point.opened) },
              ],
            };
          }}
          onOpen={(at) => {
            const point = points[at];
            if (point) onOpen({ kind: 'days', from: point.from, to: point.to });
          }}
        />
      ) : (
        <Skeleton height={`${height}px`} />
      )}
    </ChartCard>
  );
}
