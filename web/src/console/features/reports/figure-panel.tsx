import type { Figure, ReportOverview, TurnsBehind } from '@parley/shared/reports.js';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { formatDates, hourName, weekdayName } from '../../../lib/local-dates.js';
import { formatNumber } from '../../../lib/time.js';
import { formatWait } from '../../../lib/wait-time.js';
import { Dialog } from '../../../ui/dialog.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { ChangeLine } from './figure-button.js';
import { changeText, figureText } from './figure-text.js';
import { FigureValue } from './figure-value.js';
import { type FigureKind, type FigureName, figureKinds } from './figures.js';
import { type Part, partQuery } from './panel-part.js';
import type { Asked, ReportView } from './report-view.js';
import { TurnList } from './turn-list.js';
import { useWords } from './use-words.js';
import './figure-panel.css';

type Props = {
  part: Part;
  figures: Partial<Record<FigureName, Figure>>;
  /** Why turns of the period are in no figure at all. */
  counts: ReportOverview['counts'] | undefined;
  /** The period as it is written, and how it is counted. */
  period: string;
  asked: Asked;
  counted: Pick<ReportView, 'clock' | 'turns'>;
  /** The turns themselves may be listed. */
  lists: boolean;
  onClose: () => void;
};

/** The proof of a figure: what it means, what it rests on, what was left out, and the very turns behind it. */
export function FigurePanel({ part, figures, counts, period, asked, counted, lists, onClose }: Props) {
  const words = useWords();
  const { t } = words;
  const kind: FigureKind | null = part.kind === 'figure' ? figureKinds[part.name] : null;
  const choices: readonly TurnsBehind[] = kind?.behind ?? [part.kind === 'outcome' ? part.behind : 'opened'];
  const [chosen, setChosen] = useState(choices[0]);
  // The turns come below their figure: what is above them has to be there first.
  const coming = part.kind === 'figure' && !figures[part.name];
  const behind = chosen && choices.includes(chosen) ? chosen : (choices[0] ?? 'opened');
  return (
    <Dialog title={titleOf(part, words)} description={period} size="side" onClose={onClose}>
      <div className="proof-frame" data-autofocus="" tabIndex={-1}>
        {part.kind === 'figure' && <Proof name={part.name} figure={figures[part.name]} {...counted} />}
        {part.kind === 'outcome' && (
          <p className="proof-definition">{t(`reports.behindText.${part.behind}`)}</p>
        )}
        {part.kind === 'outcome' && part.behind === 'left_out' && counts && (
          <Reasons leftOut={counts.leftOut} />
        )}
        {coming && <Skeleton height="24rem" />}
        {lists && !coming && (
          <section className="proof-turns" aria-label={t('reports.turnsBehind')}>
            <h3 className="proof-heading">
              {kind?.episodes ? t('reports.turnsBehindEpisodes') : t('reports.turnsBehind')}
            </h3>
            {choices.length > 1 && (
              <div className="proof-lists">
                {choices.map((choice) => (
                  <button
                    key={choice}
                    type="button"
                    className="proof-list"
                    aria-pressed={choice === behind}
                    onClick={() => setChosen(choice)}
                  >
                    {t(`reports.behind.${choice}`)}
                  </button>
                ))}
              </div>
            )}
            <TurnList
              query={{ ...asked, ...(kind?.episodes ? { turns: 'first' } : {}), ...partQuery(part, behind) }}
            />
          </section>
        )}
      </div>
    </Dialog>
  );
}

function Proof({
  name,
  figure,
  clock,
  turns,
}: { name: FigureName; figure: Figure | undefined } & Props['counted']) {
  const words = useWords();
  const { t } = words;
  const { unit, better, ...kind }: FigureKind = figureKinds[name];
  const counted = kind.behind.includes('response') || name === 'withinTarget';
  if (!figure) return null;
  return (
    <div className="proof">
      <p className="proof-value tabular">
        <FigureValue text={figureText(unit, figure, words)} />
      </p>
      <ChangeLine change={changeText(unit, better, [figure, figure.compared], words)} />
      <p className="proof-definition">{t(`reports.define.${name}`)}</p>
      {figure.atLeast && (
        <p className="proof-note">{t(`reports.atLeast.${unit === 'share' ? 'share' : 'time'}`)}</p>
      )}
      {figure.never && <p className="proof-note">{t('reports.neverText')}</p>}
      <dl className="proof-facts">
        <div>
          <dt>{t('reports.restsOnTitle')}</dt>
          <dd className="tabular" data-fact="n">
            {restsOn(name, figure.n, t)}
          </dd>
        </div>
        {counted && (
          <div>
            <dt>{t('reports.countedBy')}</dt>
            <dd>
              {t(`reports.clocks.${clock}`)} · {t(`reports.turnsOf.${turns}`)}
            </dd>
          </div>
        )}
        <div>
          <dt>{t('reports.precision')}</dt>
          <dd>{t(`reports.precisions.${figure.precision}`)}</dd>
        </div>
      </dl>
      <Reasons leftOut={figure.leftOut} />
    </div>
  );
}

function restsOn(name: FigureName, count: number, t: TFunction): string {
  const kind: FigureKind = figureKinds[name];
  if (name === 'quietLate' || name === 'quietInTime') return t('reports.restsOnPeople', { count });
  return kind.episodes ? t('reports.restsOnEpisodes', { count }) : t('reports.restsOn', { count });
}

/** What is not in it, and why: said even where it is nothing. */
function Reasons({ leftOut }: { leftOut: Figure['leftOut'] }) {
  const { t, language } = useWords();
  const some = leftOut.filter(({ count }) => count > 0);
  return (
    <>
      <h3 className="proof-heading">{t('reports.leftOutTitle')}</h3>
      {some.length === 0 ? (
        <p className="proof-note">{t('reports.leftOutNothing')}</p>
      ) : (
        <ul className="proof-reasons">
          {some.map(({ reason, count }) => (
            <li key={reason}>
              <b className="tabular">{formatNumber(language, count)}</b>
              {t(`reports.leftOut.${reason}`, { defaultValue: t('reports.leftOut.other') })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function titleOf(part: Part, { t, language }: ReturnType<typeof useWords>): string {
  switch (part.kind) {
    case 'figure':
      return t(`reports.figures.${part.name}`);
    case 'outcome':
      return t(`reports.behind.${part.behind}`);
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
    case 'days':
      return t('reports.openedOn', { days: formatDates(language, part.from, part.to) });
  }
}
