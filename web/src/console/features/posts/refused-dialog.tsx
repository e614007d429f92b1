import type { ModerationAction } from '@parley/shared/moderation.js';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { problemText } from '../../data/problem-text.js';
import type { Refusal } from './moderate-each.js';
import './refused.css';

/** With whom of many an action did not work, and why. */
export function RefusedDialog({
  action,
  refused,
  onClose,
}: {
  action: ModerationAction;
  refused: readonly Refusal[];
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  return (
    <Dialog
      role="alertdialog"
      size="md"
      title={t('posts.moderate.left', {
        count: refused.length,
        number: formatNumber(i18n.language, refused.length),
        action: t(`moderation.actions.${action}`),
      })}
      description={t('posts.moderate.leftText')}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('ui.close')}
        </Button>
      }
    >
      <RefusedList refused={refused} />
    </Dialog>
  );
}

/** One row for each: who, what they said, and the reason. */
export function RefusedList({ refused }: { refused: readonly Refusal[] }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
    <ul className="refused-list" tabIndex={0} aria-label={t('posts.moderate.leftList')}>
      {refused.map(({ comment: { conversation, comment }, error }) => (
        <li key={conversation.id} className="refused-one">
          <Avatar name={conversation.person.name} url={conversation.person.avatarUrl} size="sm" />
          <div className="refused-body">
            <p className="refused-said truncate" dir="auto">
              <b>{conversation.person.name}</b> {comment?.text || conversation.lastWords}
            </p>
            <p className="refused-reason">{problemText(error)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
