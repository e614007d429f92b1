import type { ConversationRow } from '@parley/shared/conversations.js';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../lib/now.js';
import { formatDuration, formatWhen } from '../../lib/time.js';
import { PauseRing, pauseTone } from '../../ui/pause-ring.js';
import { pauseOf, pauseStep } from './pause.js';

type Props = { row: Pick<ConversationRow, 'waitingSince' | 'answerBy' | 'targetMs'>; size?: number };

/** The running clock of a conversation that is ours, with its ring. */
export function RunningPause({ row, size }: Props) {
  const { t, i18n } = useTranslation();
  const now = useNow(pauseStep(row));
  const pause = pauseOf(row, now);
  if (!pause) return null;
  const target = row.targetMs === null ? '–' : formatDuration(i18n.language, row.targetMs);
  const label =
    pause.overMs > 0
      ? t('inbox.late', {
          time: formatDuration(i18n.language, pause.waitedMs),
          over: formatDuration(i18n.language, pause.overMs),
          target,
        })
      : t('inbox.waiting', {
          time: formatDuration(i18n.language, pause.waitedMs),
          target,
          due: formatWhen(i18n.language, row.answerBy ?? now, now),
        });
  return (
    <span className={`pause pause-${pauseTone(pause.fraction)}`}>
      <span className="tabular" aria-hidden="true">
        {formatDuration(i18n.language, pause.waitedMs, 'narrow')}
      </span>
      <PauseRing fraction={pause.fraction} label={label} size={size} />
    </span>
  );
}
