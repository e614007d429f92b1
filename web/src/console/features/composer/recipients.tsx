import { X } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { cx } from '../../../ui/cx.js';
import { isRecipient, splitRecipients } from './recipient-list.js';
import './recipients.css';

type Props = { label: string; value: string[]; onChange: (value: string[]) => void; autoFocus?: boolean };

/** A line of addresses: Enter, comma, or leaving the field takes what was typed; backspace takes the last back. */
export function RecipientLine({ label, value, onChange, autoFocus }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState('');
  const take = (text: string) => {
    const added = splitRecipients(text);
    if (added.length > 0) onChange([...value, ...added.filter((address) => !value.includes(address))]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // It is about to be sent: what was just typed here belongs to it.
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && typed.trim()) {
      flushSync(() => take(typed));
      return;
    }
    if (
      (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) ||
      event.key === ',' ||
      event.key === ';'
    ) {
      if (!typed.trim()) return;
      event.preventDefault();
      take(typed);
    } else if (event.key === 'Backspace' && !typed && value.length > 0) {
      event.preventDefault();
      setTyped(value.at(-1) ?? '');
      onChange(value.slice(0, -1));
    }
  };
  return (
    <div className="rline">
      <label htmlFor={id} className="rline-label">
        {label}
      </label>
      <div className="rline-chips">
        {value.map((address) => (
          <span
            key={address}
            className={cx('rchip', !isRecipient(address) && 'is-bad')}
            title={isRecipient(address) ? undefined : t('composer.badRecipient', { address })}
          >
            <span className="truncate">{address}</span>
            <button
              type="button"
              aria-label={t('composer.removeRecipient', { address })}
              onClick={() => onChange(value.filter((other) => other !== address))}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        ))}
        <input
          id={id}
          value={typed}
          // biome-ignore lint/a11y/noAutofocus: appears because the writer asked for it
          autoFocus={autoFocus}
          data-autofocus={autoFocus || undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={value.length === 0 ? t('composer.addRecipient') : undefined}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => typed.trim() && take(typed)}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text');
            if (!/[,;\n]/.test(text)) return;
            event.preventDefault();
            take(typed + text);
          }}
        />
      </div>
    </div>
  );
}
