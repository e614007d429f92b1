import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { TFunction } from 'i18next';
import { ChevronDown, CloudOff, SendHorizontal, SquareSlash } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { keysText } from '../../../ui/kbd.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { EmojiButton } from '../../writing/emoji/emoji-button.js';
import { AttachButton, AttachedFiles } from './attached-files.js';
import type { Composition, UploadedFile } from './composition.js';
import type { useFiles } from './use-files.js';

type Props = {
  composition: Composition;
  /** What would be public is for those only whom the answered message was for. */
  among: boolean;
  /** The files that stand beneath the text. */
  attached: UploadedFile[];
  /** What is left of the channel's limit, as it counts; null where there is none. */
  left: number | null;
  files: ReturnType<typeof useFiles>;
  limits: ChannelManifest['limits'] | undefined;
  saving: 'idle' | 'saved' | 'local';
  blocked: boolean;
  /** Nothing can be written. */
  readOnly: boolean;
  sending: boolean;
  onRemoveFile: (id: string) => void;
  onInsert: (text: string) => void;
  onSend: (closeAfter: boolean) => void;
  onLater: (closeAfter: boolean) => void;
};

/** Files, what is left of the limit, and the button that sends. */
export function ComposerFoot({
  composition,
  among,
  attached,
  left,
  files,
  limits,
  saving,
  blocked,
  readOnly,
  sending,
  onRemoveFile,
  onInsert,
  onSend,
  onLater,
}: Props) {
  const { t } = useTranslation();
  const note = composition.kind === 'note';
  const takesFiles = note || limits === undefined || limits.attachments > 0;
  return (
    <>
      <AttachedFiles files={attached} uploads={files} onRemove={onRemoveFile} />
      <div className="composer-foot">
        {takesFiles && <AttachButton types={limits?.attachmentTypes} onFiles={files.add} />}
        <EmojiButton disabled={readOnly} onPick={onInsert} />
        <IconButton
          size="sm"
          label={t('writing.snippetButton')}
          keys="/"
          disabled={readOnly}
          onClick={() => onInsert('/')}
        >
          <SquareSlash />
        </IconButton>
        <span className={cx('composer-saving', saving === 'idle' && 'is-idle')} aria-live="polite">
          {saving === 'local' && <CloudOff aria-hidden="true" />}
          <span className="composer-saving-words">
            {saving === 'saved'
              ? t('composer.draftSaved')
              : saving === 'local'
                ? t('composer.draftOffline')
                : ''}
          </span>
        </span>
        <span className="composer-gap" />
        {left !== null && left < 80 && (
          <span className={cx('composer-left tabular', left < 0 && 'is-over')} role="status">
            {left < 0 ? t('composer.over', { count: -left }) : t('composer.left', { count: left })}
          </span>
        )}
        <span className="composer-send">
          <Button
            variant="primary"
            size="md"
            icon={<SendHorizontal />}
            disabled={blocked}
            busy={sending}
            title={note ? undefined : keysText(t, 'mod+enter')}
            onClick={() => onSend(false)}
          >
            {sendLabel(among ? 'among' : composition.kind, t)}
          </Button>
          {!note && (
            <MenuButton
              variant="primary"
              label={t('composer.sendOptions')}
              placement="top-end"
              icon={<ChevronDown />}
              disabled={blocked}
              entries={[
                { id: 'send', label: t('composer.send'), keys: 'mod+enter', onSelect: () => onSend(false) },
                {
                  id: 'close',
                  label: t('composer.sendClose'),
                  keys: 'mod+shift+enter',
                  onSelect: () => onSend(true),
                },
                {
                  id: 'later',
                  label: t('later.sendAction'),
                  keys: 'mod+shift+l',
                  onSelect: () => onLater(false),
                },
                { id: 'later-close', label: t('later.sendClose'), onSelect: () => onLater(true) },
              ]}
            />
          )}
        </span>
      </div>
    </>
  );
}

/** What the button does, so that nobody answers in public without knowing. */
function sendLabel(kind: Composition['kind'] | 'among', t: TFunction): string {
  if (kind === 'note') return t('composer.addNote');
  return kind === 'reply' ? t('composer.send') : t(`composer.sendAs.${kind}`);
}
