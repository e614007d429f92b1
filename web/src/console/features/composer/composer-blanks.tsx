import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import type { Blank } from '../../writing/placeholders.js';

/** What a snippet left to be filled in; a press goes there. */
export function ComposerBlanks({ blanks, onGo }: { blanks: Blank[]; onGo: () => void }) {
  const { t } = useTranslation();
  const [next] = blanks;
  return (
    <p className="composer-blanks" role="status">
      {next && (
        <>
          {t('writing.blanks', { count: blanks.length })}
          <button type="button" onClick={onGo} aria-label={t('writing.blankNext', { name: next.name })}>
            {next.name}
          </button>
        </>
      )}
    </p>
  );
}

/** Before words like `{{order}}` reach a person. */
export function BlanksDialog({
  blanks,
  onSend,
  onClose,
}: {
  blanks: Blank[];
  onSend: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog
      role="alertdialog"
      title={t('writing.blanksTitle')}
      description={t('writing.blanksText')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onSend}>{t('writing.blanksSend')}</Button>
          <Button variant="primary" onClick={onClose}>
            {t('writing.blanksBack')}
          </Button>
        </>
      }
    >
      <ul className="composer-blank-list">
        {[...new Set(blanks.map(({ name }) => name))].map((name) => (
          <li key={name}>
            <mark className="blank">{name}</mark>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
