import type { Figure, ReportOverview, TurnCounts } from '@parley/shared/reports.js';
import { formatNumber } from '../../../lib/time.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { ChangeLine, FigureButton } from './figure-button.js';
import { countChange } from './figure-text.js';
import type { FigureName } from './figures.js';
import type { Part } from './panel-part.js';
import { useWords } from './use-words.js';

type Props = { overview: ReportOverview | undefined; onOpen: (part: Part) => void };

const great = ['median', 'p90', 'withinTarget', 'coverage'] as const;
const small = ['p75', 'p95', 'noAnswerNeeded'] as const;

/** The figures one looks at first, each beside what it rests on and what changed. */
export function Headline({ overview, onOpen }: Props) {
  const { t } = useWords();
  const open = (name: FigureName) => onOpen({ kind: 'figure', name });
  const figure = (name: (typeof great | typeof small)[number]): Figure | undefined => overview?.figures[name];
  return (
    <section className="reports-headline" aria-label={t('reports.headline')}>
      <div className="reports-great">
        {great.map((name) => (
          <FigureButton key={name} name={name} figure={figure(name)} size="lg" onOpen={open} />
        ))}
        <Opened
          counts={overview?.counts}
          before={overview?.comparedCounts ?? null}
          onOpen={() => onOpen({ kind: 'outcome', behind: 'opened' })}
        />
      </div>
      <div className="reports-small">
        {small.map((name) => (
          <FigureButton key={name} name={name} figure={figure(name)} onOpen={open} />
        ))}
      </div>
    </section>
  );
}

function Opened({
  counts,
  before,
  onOpen,
}: {
  counts: TurnCounts | undefined;
  before: TurnCounts | null;
  onOpen: () => void;
}) {
  const words = useWords();
  const { t, language } = words;
  return (
    <button
      type="button"
      className="report-figure report-figure-lg"
      aria-haspopup="dialog"
      data-figure="opened"
      data-part="turns:opened"
      onClick={onOpen}
    >
      <span className="report-figure-label">{t('reports.behind.opened')}</span>
      <span className="report-figure-value tabular">
        {counts ? formatNumber(language, counts.opened) : <Skeleton width="4rem" height="0.72em" />}
      </span>
      <span className="report-figure-line">
        {counts && <ChangeLine change={countChange(counts.opened, before?.opened ?? null, words)} />}
      </span>
      <span className="report-figure-line report-figure-n">
        {counts && t('reports.answeredOf', { count: counts.answered })}
      </span>
    </button>
  );
}
