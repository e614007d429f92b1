import type { MessagesBehind, ReportLeftOut } from '@parley/shared/report-lists.js';
import type { TurnCounts, TurnsBehind } from '@parley/shared/reports.js';
import { useId } from 'react';
import { formatNumber } from '../../../lib/time.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { type Part, writePart } from './panel-part.js';
import { useWords } from './use-words.js';

type Slice = {
  key: TurnsBehind;
  count: number;
  look: 'answered' | 'late' | 'open' | 'never' | 'away' | 'none';
};

/** What became of the turns: slices of the bar, none counted twice. */
export const slicesOf = (counts: TurnCounts): Slice[] => [
  { key: 'answered', count: counts.answered - counts.answeredLate, look: 'answered' },
  { key: 'answered_late', count: counts.answeredLate, look: 'late' },
  { key: 'open', count: counts.open, look: 'open' },
  { key: 'closed_unanswered', count: counts.closedUnanswered, look: 'never' },
  { key: 'withdrawn', count: counts.withdrawn, look: 'away' },
  { key: 'no_answer_needed', count: counts.noAnswerNeeded, look: 'none' },
];

type Entry = {
  key: TurnsBehind;
  count: number;
  part?: { key: 'answered_late' | 'open_overdue' | 'withdrawn_late'; count: number };
  look?: Slice['look'];
};
const entriesOf = (counts: TurnCounts): Entry[] => [
  {
    ...{ key: 'answered', count: counts.answered, look: 'answered' },
    part: { key: 'answered_late', count: counts.answeredLate },
  },
  {
    ...{ key: 'open', count: counts.open, look: 'open' },
    part: { key: 'open_overdue', count: counts.openOverdue },
  },
  { key: 'closed_unanswered', count: counts.closedUnanswered, look: 'never' },
  {
    ...{ key: 'withdrawn', count: counts.withdrawn, look: 'away' },
    part: { key: 'withdrawn_late', count: counts.withdrawnLate },
  },
  { key: 'no_answer_needed', count: counts.noAnswerNeeded, look: 'none' },
  { key: 'outside_hours', count: counts.outsideHours },
  { key: 'left_out', count: counts.leftOut.reduce((sum, { count }) => sum + count, 0) },
];

type Props = {
  counts: TurnCounts | undefined;
  /** What opened no turn at all; undefined where it is not told. */
  leftOut: ReportLeftOut | undefined;
  onOpen: (part: Part) => void;
};

/** All turns of the period as one bar, with the count of each outcome beside it: nothing is hidden. */
export function OutcomeBar({ counts, leftOut, onOpen }: Props) {
  const { t, language } = useWords();
  const id = useId();
  const slices = counts ? slicesOf(counts) : [];
  const all = slices.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="report-outcomes" aria-labelledby={id}>
      <h2 id={id} className="chart-title">
        {counts ? t('reports.became', { count: counts.opened }) : t('reports.outcomes')}
      </h2>
      <div className="outcome-bar" aria-hidden="true">
        {all > 0 &&
          slices
            .filter(({ count }) => count > 0)
            .map(({ key, count, look }) => (
              <span key={key} className={`outcome outcome-${look}`} style={{ flexGrow: count / all }} />
            ))}
      </div>
      <ul className="outcome-list">
        {counts ? (
          entriesOf(counts)
            .filter(({ key, count }) => count > 0 || (key !== 'outside_hours' && key !== 'left_out'))
            .map(({ key, count, part, look }) => (
              <li key={key} className="outcome-entry">
                <button
                  type="button"
                  className="outcome-link"
                  aria-haspopup="dialog"
                  data-part={writePart({ kind: 'outcome', behind: key })}
                  onClick={() => onOpen({ kind: 'outcome', behind: key })}
                >
                  {look && <span className={`outcome-mark outcome-${look}`} aria-hidden="true" />}
                  {t(`reports.behind.${key}`)}
                  <b className="tabular">{formatNumber(language, count)}</b>
                </button>
                {part && part.count > 0 && (
                  <button
                    type="button"
                    className="outcome-link is-part"
                    aria-haspopup="dialog"
                    data-part={writePart({ kind: 'outcome', behind: part.key })}
                    onClick={() => onOpen({ kind: 'outcome', behind: part.key })}
                  >
                    {part.key === 'answered_late' && (
                      <span className="outcome-mark outcome-late" aria-hidden="true" />
                    )}
                    {t(`reports.part.${part.key}`, { count: part.count })}
                  </button>
                )}
              </li>
            ))
        ) : (
          <li>
            <Skeleton width="16rem" />
          </li>
        )}
      </ul>
      {counts && leftOut && <Unheard leftOut={leftOut} onOpen={onOpen} />}
    </section>
  );
}

/** What came in and is no turn: said beside those that are, so that nothing is hidden by being thrown away. */
function Unheard({
  leftOut: { thrownAway, automatic },
  onOpen,
}: {
  leftOut: ReportLeftOut;
  onOpen: Props['onOpen'];
}) {
  const { t } = useWords();
  const entry = (behind: MessagesBehind, text: string) => (
    <button
      type="button"
      className="outcome-link is-part"
      aria-haspopup="dialog"
      data-part={`said:${behind}`}
      onClick={() => onOpen({ kind: 'said', behind, days: null })}
    >
      {text}
    </button>
  );
  if (thrownAway.count + automatic === 0) return null;
  return (
    <p className="outcome-unheard">
      {t('reports.unheard')}
      {thrownAway.count > 0 &&
        entry('thrown_away', t('reports.thrownAwayCount', { count: thrownAway.count }))}
      {thrownAway.unanswered > 0 &&
        entry('thrown_away_unanswered', t('reports.unansweredCount', { count: thrownAway.unanswered }))}
      {automatic > 0 && entry('automatic', t('reports.automaticCount', { count: automatic }))}
    </p>
  );
}
