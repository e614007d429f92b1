import type { ReportLeftOut } from '@parley/shared/report-lists.js';
import type { Figure, ReportOverview, ReportQuiet, ReportVolume } from '@parley/shared/reports.js';
import { type ReactNode, useEffect } from 'react';
import { Dialog } from '../../../ui/dialog.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { leftOutList, listsOf } from './behind-lists.js';
import { BehindSection, walkRows } from './behind-section.js';
import { DifferenceProof, FigureProof, type Omission, Reasons } from './figure-proof.js';
import { type FigureName, figureKinds } from './figures.js';
import { type Part, placeOf } from './panel-part.js';
import { titleOf } from './panel-title.js';
import type { Asked, ReportView } from './report-view.js';
import type { Whose } from './reports-api.js';
import { SaidProof } from './said-proof.js';
import { useWords } from './use-words.js';
import './figure-panel.css';

/** What is known of the report; undefined while it is on its way, or not asked for. */
export type Proven = {
  figures: Partial<Record<FigureName, Figure>>;
  counts: ReportOverview['counts'] | undefined;
  quiet?: ReportQuiet | undefined;
  volume?: ReportVolume | undefined;
  leftOut?: ReportLeftOut | undefined;
};

type Props = {
  part: Part;
  proven: Proven;
  /** The row and the period it is about, as they are written. */
  subject: string;
  /** What stands here instead when the report did not come. */
  failure?: ReactNode;
  asked: Asked;
  view: ReportView;
  whose: Whose;
  onOpen: (part: Part) => void;
  /** Shows another of the lists behind it. */
  onList: (id: string) => void;
  onClose: () => void;
};

/** The proof of a figure: what it means, what it rests on, what was left out, and the very rows behind it. */
export function FigurePanel({
  part,
  proven,
  subject,
  failure,
  asked,
  view,
  whose,
  onOpen,
  onList,
  onClose,
}: Props) {
  const words = useWords();
  const { t } = words;
  useFocusOn(placeOf(part, view.row));
  const name = part.kind === 'figure' ? part.name : null;
  const figure = name ? proven.figures[name] : undefined;
  const lists = listsOf(part, figure);
  const omissions = useOmissions(part, figure, proven);
  const aside = omissions?.flatMap(({ reason }) => leftOutList(name, reason) ?? []) ?? [];
  const chosen = [...lists, ...aside].find(({ id }) => id === view.list) ?? lists[0];
  // The rows come below their figure: what is above them has to be there first.
  const coming =
    failure === undefined && ((name && !figure) || (part.kind === 'difference' && !proven.quiet));
  return (
    <Dialog title={titleOf(part, words)} description={subject} size="side" onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys walk through the links within */}
      <div className="proof-frame" data-autofocus="" tabIndex={-1} onKeyDown={walkRows}>
        {failure}
        <div className="proof">
          {name && figure && <FigureProof name={name} figure={figure} counted={view} />}
          {part.kind === 'difference' && proven.quiet && <DifferenceProof quiet={proven.quiet} />}
          {part.kind === 'said' && (
            <SaidProof part={part} volume={proven.volume} leftOut={proven.leftOut} onOpen={onOpen} />
          )}
          {part.kind === 'outcome' && (
            <p className="proof-definition">{t(`reports.behindText.${part.behind}`)}</p>
          )}
          {isExplained(part) && <p className="proof-definition">{t(`reports.partText.${part.kind}`)}</p>}
          {omissions && (
            <Reasons
              leftOut={omissions}
              onShow={(reason) => {
                const list = leftOutList(name, reason);
                if (list) onList(list.id);
              }}
            />
          )}
        </div>
        {coming && <Skeleton height="24rem" />}
        {chosen && !coming && failure === undefined && (
          <BehindSection lists={lists} chosen={chosen} onChoose={onList} whose={whose} asked={asked} />
        )}
      </div>
    </Dialog>
  );
}

const isExplained = (part: Part): part is Extract<Part, { kind: 'wait' | 'hour' | 'days' | 'episodes' }> =>
  ['wait', 'hour', 'days', 'episodes'].includes(part.kind);

/** Somebody who came by the address of the panel finds themselves on its figure when it closes, not nowhere. */
function useFocusOn(place: string): void {
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body || document.querySelector('dialog[open]')) return;
        document.querySelector<HTMLElement>(`[data-part="${CSS.escape(place)}"]`)?.focus();
      });
    },
    [place],
  );
}

/** What the part leaves out; null where that says nothing about it. */
function useOmissions(
  part: Part,
  figure: Figure | undefined,
  { counts, quiet, leftOut }: Proven,
): Omission[] | null {
  const { t } = useWords();
  const unheard: Omission[] = leftOut
    ? [
        {
          ...{ reason: 'thrown_away', count: leftOut.thrownAway.count },
          text: t('reports.leftOut.thrown_away', {
            count: leftOut.thrownAway.count,
            unanswered: leftOut.thrownAway.unanswered,
          }),
        },
        { reason: 'automatic', count: leftOut.automatic },
      ]
    : [];
  switch (part.kind) {
    case 'figure':
      if (!figure) return null;
      return figureKinds[part.name].rests === 'turns' ? [...figure.leftOut, ...unheard] : figure.leftOut;
    case 'difference':
      return (
        (quiet &&
          [['late', quiet.late] as const, ['in_time', quiet.inTime] as const].map(([after, side]) => ({
            reason: `too_young_${after}`,
            count: sum(side.leftOut),
            text: t(`reports.tooYoungAfter.${after}`),
          }))) ??
        null
      );
    case 'outcome':
      return counts && (part.behind === 'opened' || part.behind === 'left_out')
        ? [...counts.leftOut, ...unheard]
        : null;
    case 'said':
      return (part.behind === 'in' || part.behind === 'said') && !part.days
        ? unheard.filter(({ reason }) => reason === 'automatic')
        : null;
    default:
      return null;
  }
}

const sum = (leftOut: Figure['leftOut']): number => leftOut.reduce((all, { count }) => all + count, 0);
