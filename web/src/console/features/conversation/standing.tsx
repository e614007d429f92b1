import type { Message } from '@parley/shared/messages.js';
import { EyeOff, Heart, Hourglass, OctagonX, Trash2, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { saidIn } from '../../../ui/said.js';
import './standing.css';

const icons: Record<Exclude<Message['moderation']['state'], 'visible'>, ReactNode> = {
  pending: <Hourglass aria-hidden="true" />,
  hidden: <EyeOff aria-hidden="true" />,
  spam: <OctagonX aria-hidden="true" />,
  trashed: <Trash2 aria-hidden="true" />,
  removed: <Trash2 aria-hidden="true" />,
};

/** How a message stands on its platform, where that is not simply in sight. */
export function StandingMark({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { state } = message.moderation;
  if (state === 'visible') return null;
  return (
    <Badge tone={state === 'pending' ? 'accent' : 'warn'} icon={icons[state]}>
      {t(`moderation.states.${state}`)}
    </Badge>
  );
}

/** Likes and signs people answered with; and why the platform did not do what was asked. */
export function StandingFoot({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const { likes, reactions } = message;
  const { liked, asked } = message.moderation;
  const refused = asked?.state === 'failed' ? asked : null;
  return (
    <>
      {(likes || liked || reactions.length > 0) && (
        <p className="standing">
          {(likes || liked) && (
            <span
              className={cx('standing-sign tabular', liked && 'is-ours')}
              title={liked ? t('moderation.likedByUs') : undefined}
            >
              <Heart aria-hidden="true" />
              <span className="visually-hidden">{t('moderation.likes')}</span>
              {formatNumber(i18n.language, Math.max(likes ?? 0, liked ? 1 : 0))}
            </span>
          )}
          {reactions.map(({ emoji, count, names }) => (
            <span key={emoji} className="standing-sign tabular" title={names.join(', ') || undefined}>
              {emoji} {formatNumber(i18n.language, count)}
            </span>
          ))}
        </p>
      )}
      {refused && (
        <p className="standing-refused" role="status">
          <TriangleAlert aria-hidden="true" />
          <span>
            {t('moderation.refused', { action: t(`moderation.actions.${refused.action}`) })}{' '}
            {refused.reason && saidIn(i18n, refused.reason)}
          </span>
        </p>
      )}
    </>
  );
}

/** What its author warned of is folded until somebody wants to read it. */
export function Warned({ warning, children }: { warning: string | null; children: ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!warning) return children;
  return (
    <>
      <p className="warned">
        <TriangleAlert aria-hidden="true" />
        <span className="warned-text" dir="auto">
          {warning}
        </span>
        <Button size="sm" variant="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'moderation.fold' : 'moderation.unfold')}
        </Button>
      </p>
      {open && children}
    </>
  );
}
