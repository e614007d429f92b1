import type { ReportOverview } from '@parley/shared/reports.js';
import { formatNumber } from '../../../lib/time.js';
import { formatWait, formatWaitTick } from '../../../lib/wait-time.js';
import { ChartCard } from '../../../ui/charts/chart-card.js';
import { Histogram } from '../../../ui/charts/histogram.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { LegendMark } from './legend-mark.js';
import type { Part } from './panel-part.js';
import { useWords } from './use-words.js';

type Distribution = ReportOverview['distribution'];
type Bars = Distribution['bars'];

/** The bars from the first to the last that has something; empty ones at either end tell nothing. */
export function trimmed(bars: Bars): Bars {
  const filled = bars.map(({ answered, open }) => answered + open > 0);
  const first = filled.indexOf(true);
  return first === -1 ? [] : bars.slice(first, filled.lastIndexOf(true) + 1);
}

/** More targets than this make a picture of lines: they are named below it only. */
const MARKED_MOST = 4;

type Props = {
  distribution: Distribution | undefined;
  clock: 'wall' | 'business';
  height: number;
  onOpen: (part: Part) => void;
};

/** How long people waited: each wait counted, the late ones hatched, those without an answer beside them. */
export function DistributionCard({ distribution, clock, height, onOpen }: Props) {
  const { t, language } = useWords();
  const bars = trimmed(distribution?.bars ?? []);
  const never = distribution?.never ?? 0;
  const wait = (ms: number) => formatWait(language, ms);
  const number = (count: number) => formatNumber(language, count);
  const targets = distribution?.targets ?? [];
  const promised = targets
    .map(({ ms, media }) => `${media.map((medium) => t(`inbox.media.${medium}`)).join(', ')} ${wait(ms)}`)
    .join(' · ');
  const nameOf = ({ fromMs, toMs }: Bars[number]) =>
    toMs === null
      ? t('reports.andLonger', { from: wait(fromMs) })
      : fromMs === 0
        ? t('reports.upTo', { to: wait(toMs) })
        : t('reports.fromTo', { from: wait(fromMs), to: wait(toMs) });
  const partOf = (at: number): Part => {
    const bar = bars[at];
    return bar
      ? { kind: 'wait', fromMs: bar.fromMs, toMs: bar.toMs }
      : { kind: 'outcome', behind: 'closed_unanswered' };
  };
  return (
    <ChartCard
      title={t('reports.distribution')}
      text={t(`reports.distributionText.${clock}`)}
      height={height}
      empty={distribution && bars.length === 0 && never === 0 ? t('reports.nothingToDraw') : undefined}
      legend={
        <>
          <LegendMark look="solid">{t('reports.inTime')}</LegendMark>
          <LegendMark look="hatched">{t('reports.late')}</LegendMark>
          <LegendMark look="dashed">{t('reports.waitingStill')}</LegendMark>
          {targets.length > 1 && (
            <LegendMark look="target">{t('reports.targetsOf', { targets: promised })}</LegendMark>
          )}
        </>
      }
      table={() => ({
        columns: [t('reports.wait'), t('reports.inTime'), t('reports.late'), t('reports.behind.open')],
        rows: [
          ...bars.map((bar) => ({
            key: `${bar.fromMs}`,
            cells: [nameOf(bar), number(bar.answered - bar.late), number(bar.late), number(bar.open)],
          })),
          { key: 'never', cells: [t('reports.behind.closed_unanswered'), '–', number(never), '–'] },
        ],
      })}
    >
      {distribution ? (
        <Histogram
          label={t('reports.distribution')}
          height={height}
          data={{
            buckets: bars.map(({ fromMs, toMs, answered, late, open }) => ({
              fromMs,
              toMs,
              ended: answered,
              late,
              open,
            })),
            unended: never,
            targets: targets.length > MARKED_MOST ? [] : targets.map(({ ms }) => ms),
          }}
          targetLabel={(ms) =>
            targets.length === 1 ? t('reports.targetOf', { target: wait(ms) }) : formatWaitTick(language, ms)
          }
          unendedLabel={t('reports.neverShort')}
          formatTime={(ms) => formatWaitTick(language, ms)}
          formatCount={number}
          read={(at) => {
            const bar = bars[at];
            if (!bar)
              return {
                title: t('reports.behind.closed_unanswered'),
                rows: [{ label: t('reports.turns'), value: number(never) }],
              };
            return {
              title: nameOf(bar),
              rows: [
                { label: t('reports.inTime'), value: number(bar.answered - bar.late) },
                ...(bar.late > 0 ? [{ label: t('reports.late'), value: number(bar.late) }] : []),
                ...(bar.open > 0 ? [{ label: t('reports.behind.open'), value: number(bar.open) }] : []),
              ],
            };
          }}
          onOpen={(at) => onOpen(partOf(at))}
        />
      ) : (
        <Skeleton height={`${height}px`} />
      )}
    </ChartCard>
  );
}
