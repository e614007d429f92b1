import type { Figure, ReportQuiet } from '@parley/shared/reports.js';
import type { ReactNode } from 'react';
import { formatNumber } from '../../../lib/time.js';
import { ChangeLine } from './figure-button.js';
import { changeText, figureText, pointsText } from './figure-text.js';
import { FigureValue } from './figure-value.js';
import { type FigureKind, type FigureName, figureKinds, type Rests } from './figures.js';
import type { ReportView } from './report-view.js';
import { useWords } from './use-words.js';

/** Something left out: the reason in words, and how many. */
export type Omission = { reason: string; count: number; text?: string };

type Counted = Pick<ReportView, 'clock' | 'turns'>;

/** How many a figure rests on, in words. */
function useRestsOn() {
  const { t } = useWords();
  return (rests: Rests, count: number) =>
    rests === 'people'
      ? t('reports.restsOnPeople', { count })
      : rests === 'episodes'
        ? t('reports.restsOnEpisodes', { count })
        : t('reports.restsOn', { count });
}

/** What a figure is, means and rests on. */
export function FigureProof({
  name,
  figure,
  counted,
}: {
  name: FigureName;
  figure: Figure;
  counted: Counted;
}) {
  const words = useWords();
  const { t } = words;
  const restsOn = useRestsOn();
  const { unit, better, rests }: FigureKind = figureKinds[name];
  return (
    <>
      <p className="proof-value tabular">
        <FigureValue text={figureText(unit, figure, words)} />
      </p>
      <ChangeLine change={changeText(unit, better, [figure, figure.compared], words)} />
      <p className="proof-definition">{t(`reports.define.${name}`)}</p>
      {figure.atLeast && (
        <p className="proof-note">
          {t(`reports.atLeast.${rests === 'episodes' ? 'episodes' : unit === 'share' ? 'share' : 'time'}`)}
        </p>
      )}
      {figure.never && <p className="proof-note">{t('reports.neverText')}</p>}
      <dl className="proof-facts">
        <Fact name={t('reports.restsOnTitle')} fact="n">
          {restsOn(rests, figure.n)}
        </Fact>
        {rests === 'turns' && (
          <Fact name={t('reports.countedBy')}>
            {t(`reports.clocks.${counted.clock}`)} · {t(`reports.turnsOf.${counted.turns}`)}
          </Fact>
        )}
        <Fact name={t('reports.precision')}>
          {rests !== 'turns' && figure.precision === 'exact'
            ? t('reports.exactOf')
            : t(`reports.precisions.${figure.precision}`)}
        </Fact>
      </dl>
    </>
  );
}

/** Of the people after a late answer and after one in time: how many went quiet, and what lies between. */
export function DifferenceProof({ quiet }: { quiet: ReportQuiet }) {
  const words = useWords();
  const { t } = words;
  const restsOn = useRestsOn();
  const side = (name: 'quietLate' | 'quietInTime', figure: Figure) => (
    <Fact name={t(`reports.figures.${name}`)}>
      <b>{figureText('share', figure, words)}</b> · {restsOn('people', figure.n)}
    </Fact>
  );
  return (
    <>
      <p className="proof-value tabular">{pointsText(quiet.difference, words)}</p>
      {quiet.comparedDifference !== null && (
        <span className="report-change">
          {t('reports.before', { value: pointsText(quiet.comparedDifference, words) })}
        </span>
      )}
      <p className="proof-definition">{t('reports.define.quietDifference')}</p>
      <dl className="proof-facts">
        {side('quietLate', quiet.late)}
        {side('quietInTime', quiet.inTime)}
      </dl>
    </>
  );
}

function Fact({ name, fact, children }: { name: string; fact?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="tabular" data-fact={fact}>
        {children}
      </dd>
    </div>
  );
}

type ReasonsProps = {
  leftOut: readonly Omission[];
  /** Shows the list of what was left out for a reason. */
  onShow: (reason: string) => void;
};

/** What is not in it, and why: said even where it is nothing. Each reason leads to its list. */
export function Reasons({ leftOut, onShow }: ReasonsProps) {
  const { t, language } = useWords();
  const some = leftOut.filter(({ count }) => count > 0);
  return (
    <>
      <h3 className="proof-heading">{t('reports.leftOutTitle')}</h3>
      {some.length === 0 ? (
        <p className="proof-note">{t('reports.leftOutNothing')}</p>
      ) : (
        <ul className="proof-reasons">
          {some.map(({ reason, count, text }) => (
            <li key={reason}>
              <b className="tabular">{formatNumber(language, count)}</b>{' '}
              <button type="button" className="proof-reason" onClick={() => onShow(reason)}>
                {text ?? t(`reports.leftOut.${reason}`, { defaultValue: t('reports.leftOut.other') })}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
