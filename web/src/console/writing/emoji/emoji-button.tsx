import { Smile } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../../ui/button.js';
import { Popover } from '../../../ui/popover.js';
import { Spinner } from '../../../ui/spinner.js';

const EmojiPicker = lazy(async () => ({ default: (await import('./emoji-picker.js')).EmojiPicker }));

/** Opens the picker; what is chosen goes where the caret was. */
export function EmojiButton({ disabled, onPick }: { disabled: boolean; onPick: (emoji: string) => void }) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        ref={button}
        size="sm"
        label={t('writing.emoji')}
        aria-haspopup="dialog"
        aria-expanded={open}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        <Smile />
      </IconButton>
      {open && (
        <Popover
          anchor={button}
          label={t('writing.emoji')}
          placement="top-start"
          className="emoji-panel"
          onClose={() => setOpen(false)}
        >
          <Suspense fallback={<Spinner className="emoji-loading" />}>
            <EmojiPicker
              onPick={(emoji) => {
                setOpen(false);
                onPick(emoji);
              }}
            />
          </Suspense>
        </Popover>
      )}
    </>
  );
}
