import type { MessagesBehind, ReportLeftOut } from '@parley/shared/report-lists.js';
import type { ReportVolume } from '@parley/shared/reports.js';
import { formatDates, formatLocalDate, formatShortDate } from '../../../lib/local-dates.js';
import { formatNumber } from '../../../lib/time.js';
import { BarChart } from '../../../ui/charts/bar-chart.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { ChangeLine } from './figure-button.js';
import { countChange } from './figure-text.js';
import type { Part } from './panel-part.js';
import { countingOf, saidCount } from './said.js';
import { useWords } from './use-words.js';

type Props = {
  part: Extract<Part, { kind: 'said' }>;
  volume: ReportVolume | undefined;
  leftOut: ReportLeftOut | undefined;
  onOpen: (part: Part) => void;
};

/** How much was said, what counts and what does not, and day by day. */
export function SaidProof({ part: { behind, days }, volume, leftOut, onOpen }: Props) {
  const words = useWords();
  const { t, language } = words;
  const count = saidCount(behind, days, { volume, leftOut });
  return (
    <>
      <p className="proof-value tabular">
        {count ? formatNumber(language, count.now) : <Skeleton width="4rem" height="0.8em" />}
      </p>
      {count && <ChangeLine change={countChange(count.now, count.before, words)} />}
      <p className="proof-definition">{t(`reports.messagesText.${behind}`)}</p>
      {!days && volume && volume.points.length > 1 && (
        <SaidBars behind={behind} volume={volume} onOpen={onOpen} />
      )}
    </>
  );
}

/** Each day or week of it; every one opens its own list. */
function SaidBars({
  behind,
  volume: { points, granularity },
  onOpen,
}: {
  behind: MessagesBehind;
  volume: ReportVolume;
  onOpen: (part: Part) => void;
}) {
  const { t, language } = useWords();
  const countOf = countingOf(behind);
  if (!countOf) return null;
  const nameOf = ({ from, to }: { from: string; to: string }) =>
    from === to ? formatLocalDate(language, from) : formatDates(language, from, to);
  return (
    <div className="proof-chart">
      <BarChart
        label={t(`reports.saidOverTime.${granularity}`)}
        height={132}
        values={points.map(countOf)}
        formatCount={(count) => formatNumber(language, count)}
        nameOf={(at) => formatShortDate(language, points[at]?.from ?? '')}
        read={(at) => {
          const point = points[at];
          if (!point) return { title: '', rows: [] };
          return {
            title: nameOf(point),
            rows: [
              { label: t('reports.rowsBehind.messages'), value: formatNumber(language, countOf(point)) },
            ],
          };
        }}
        onOpen={(at) => {
          const point = points[at];
          if (point) onOpen({ kind: 'said', behind, days: { from: point.from, to: point.to } });
        }}
      />
    </div>
  );
}
