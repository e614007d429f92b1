import type { Turn } from '@parley/shared/conversations.js';
import { Timer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatFullDateTime } from '../../../lib/time.js';
import { formatWait } from '../../../lib/wait-time.js';
import { cx } from '../../../ui/cx.js';

/**
 * How long the person had waited for this answer, against what was promised, by the wall clock and in business hours: written to
 * the minute as in the reports, whose rows lead here.
 */
export function TurnMarker({ turn }: { turn: Turn }) {
  const { t, i18n } = useTranslation();
  if (turn.waitMs === null) return null;
  const span = (ms: number) => formatWait(i18n.language, ms);
  const late = turn.answeredAt !== null && turn.answeredAt > turn.answerBy;
  const business = turn.waitBusinessMs !== null && turn.waitBusinessMs !== turn.waitMs;
  const since = t('conversation.waitedSince', { when: formatFullDateTime(i18n.language, turn.openedAt) });
  return (
    <p className={cx('turn', late && 'is-late')} title={since}>
      <Timer aria-hidden="true" />
      <span>
        {t('conversation.answeredAfter', { time: span(turn.waitMs) })}
        {business && (
          <span className="turn-more">
            {' · '}
            {t('conversation.answeredBusiness', { time: span(turn.waitBusinessMs ?? 0) })}
          </span>
        )}
        <span className="turn-more">
          {' · '}
          {t(late ? 'conversation.promisedMissed' : 'conversation.promised', { time: span(turn.targetMs) })}
        </span>
      </span>
    </p>
  );
}
