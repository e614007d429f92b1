import type { Figure } from '@parley/shared/reports.js';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Skeleton } from '../../../ui/skeleton.js';
import { type Change, changeText, figureText } from './figure-text.js';
import { FigureValue } from './figure-value.js';
import { type FigureName, figureKinds } from './figures.js';
import { useWords } from './use-words.js';

/** How something changed: in words, with an arrow; the colour only repeats what the words say. */
export function ChangeLine({ change }: { change: Change | null }) {
  if (!change) return null;
  return (
    <span className={`report-change is-${change.tone}`}>
      {change.way === 'up' && <ArrowUp aria-hidden="true" />}
      {change.way === 'down' && <ArrowDown aria-hidden="true" />}
      {change.text}
    </span>
  );
}

type Props = {
  name: FigureName;
  /** Undefined while it is on its way. */
  figure: Figure | undefined;
  label?: string;
  /** What it rests on; where left out, so many turns. */
  rests?: string;
  size?: 'lg' | 'md';
  onOpen: (name: FigureName) => void;
};

/** A figure: what it is, how much, what changed, how many it rests on. Opens its proof. */
export function FigureButton({ name, figure, label, rests, size = 'md', onOpen }: Props) {
  const words = useWords();
  const { t } = words;
  const { unit, better } = figureKinds[name];
  return (
    <button
      type="button"
      className={`report-figure report-figure-${size}`}
      aria-haspopup="dialog"
      data-figure={name}
      data-part={name}
      onClick={() => onOpen(name)}
    >
      <span className="report-figure-label">{label ?? t(`reports.figures.${name}`)}</span>
      <span className="report-figure-value tabular">
        {figure ? (
          <FigureValue text={figureText(unit, figure, words)} />
        ) : (
          <Skeleton width="4.5rem" height="0.72em" />
        )}
      </span>
      <span className="report-figure-line">
        {figure ? (
          <ChangeLine change={changeText(unit, better, [figure, figure.compared], words)} />
        ) : (
          <Skeleton width="5rem" height="0.8em" />
        )}
      </span>
      <span className="report-figure-line report-figure-n">
        {figure && (rests ?? t('reports.restsOn', { count: figure.n }))}
      </span>
    </button>
  );
}
