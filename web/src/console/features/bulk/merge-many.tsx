import type { ConversationRow } from '@parley/shared/conversations.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { formatWhen } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';

/** Which of the chosen conversations the others go into: the one that began the waiting, unless another is meant. */
export function MergeMany({
  rows,
  onMerge,
  onClose,
}: {
  rows: ConversationRow[];
  onMerge: (intoId: string) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const first = [...rows].sort((a, b) =>
    (a.waitingSince ?? a.lastAt).localeCompare(b.waitingSince ?? b.lastAt),
  )[0];
  const [chosen, setChosen] = useState(first?.id ?? '');
  return (
    <Dialog
      title={t('desk.mergeTitle', { count: rows.length })}
      description={t('desk.mergeText')}
      size="md"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            variant="primary"
            onClick={() => {
              onMerge(chosen);
              onClose();
            }}
          >
            {t('conversation.mergeAction')}
          </Button>
        </>
      }
    >
      <div className="merge-list">
        {rows.map((row) => (
          <label key={row.id} className="merge-option">
            <input
              type="radio"
              name="merge-into"
              value={row.id}
              checked={chosen === row.id}
              onChange={() => setChosen(row.id)}
            />
            <span className="truncate" dir="auto">
              {row.person.name} · {row.subject ?? row.lastWords}
            </span>
            <time dateTime={row.lastAt}>{formatWhen(i18n.language, row.lastAt, now)}</time>
          </label>
        ))}
      </div>
    </Dialog>
  );
}
