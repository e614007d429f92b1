import { bulkLimit } from '@parley/shared/bulk.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { X } from 'lucide-react';
import { lazy, type ReactNode, type RefObject, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Button, IconButton } from '../../../ui/button.js';
import { ActPickers } from '../../acts/act-pickers.js';
import type { Picking } from '../../acts/picker-button.js';
import './bulk-bar.css';
import { BulkButtons } from './bulk-buttons.js';
import { useBulkActs } from './use-bulk-acts.js';

const MergeMany = lazy(async () => ({ default: (await import('./merge-many.js')).MergeMany }));

type Props = {
  /** What an act is for: the chosen rows, or the one under the cursor. */
  targets: ConversationRow[];
  /** Whether they were chosen: else there is no bar, only keys. */
  chosen: boolean;
  loaded: number;
  hasMore: boolean;
  onAll: () => Promise<void>;
  onClear: () => void;
  /** Told which are about to leave the list by this member's own act. */
  onLeaving: (ids: string[]) => void;
  /** What is done most here, before everything else. */
  first?: ReactNode;
};

/** How many are chosen, and what can be done with all of them; by keys also with the one under the cursor. */
export function BulkBar({ targets, chosen, loaded, hasMore, onAll, onClear, onLeaving, first }: Props) {
  const { t } = useTranslation();
  const acts = useBulkActs({ targets, chosen, onClear, onLeaving });
  const { picking, pick } = acts;
  const anchors = {
    assign: useRef<HTMLButtonElement>(null),
    tags: useRef<HTMLButtonElement>(null),
    snooze: useRef<HTMLButtonElement>(null),
  };
  /** Without a bar a picker stands beside the row it is for. */
  const anchorOf = (what: Picking): RefObject<HTMLElement | null> =>
    chosen
      ? anchors[what]
      : { current: document.querySelector<HTMLElement>(`[data-row="${CSS.escape(targets[0]?.id ?? '')}"]`) };
  return (
    <>
      {chosen && (
        <section className="bulk" aria-label={t('desk.bar')}>
          <div className="bulk-top">
            <span className="bulk-count tabular" aria-live="polite">
              {t('desk.selected', { count: targets.length })}
            </span>
            <SelectAll chosen={targets.length} loaded={loaded} hasMore={hasMore} onAll={onAll} />
            <span className="bulk-gap" />
            <IconButton size="sm" label={t('desk.clear')} keys="escape" onClick={onClear}>
              <X />
            </IconButton>
          </div>
          <BulkButtons acts={acts} anchors={anchors} first={first} />
        </section>
      )}
      <ActPickers
        picking={picking}
        anchorOf={anchorOf}
        conversations={targets}
        onAssign={acts.assign}
        onTag={acts.tag}
        onSnooze={acts.snooze}
        onClose={() => pick(null)}
      />
      {picking === 'merge' && (
        <Suspense>
          <MergeMany rows={targets} onMerge={acts.merge} onClose={() => pick(null)} />
        </Suspense>
      )}
    </>
  );
}

type SelectAllProps = { chosen: number } & Pick<Props, 'loaded' | 'hasMore' | 'onAll'>;

/** As long as there is more to choose. */
function SelectAll({ chosen, loaded, hasMore, onAll }: SelectAllProps) {
  const { t, i18n } = useTranslation();
  const [gathering, setGathering] = useState(false);
  if (chosen >= loaded && !(hasMore && chosen < bulkLimit)) return null;
  const gather = async () => {
    setGathering(true);
    try {
      await onAll();
    } finally {
      setGathering(false);
    }
  };
  return (
    <Button size="sm" variant="ghost" busy={gathering} onClick={gather}>
      {hasMore
        ? t('desk.selectUpTo', { count: formatNumber(i18n.language, bulkLimit) })
        : t('desk.selectAll', { count: formatNumber(i18n.language, loaded) })}
    </Button>
  );
}
