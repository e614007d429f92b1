import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.js';
import { Field, Input } from './field.js';
import { toast } from './toast.js';

/** A value to be copied elsewhere: selected on focus, copied with one click. */
export function CopyLine({
  label,
  value,
  hint,
  hideLabel,
}: {
  label: string;
  value: string;
  hint?: string;
  hideLabel?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Field label={label} hint={hint} hideLabel={hideLabel}>
      <span className="copy-line">
        <Input aria-label={label} readOnly value={value} onFocus={(event) => event.target.select()} />
        <IconButton
          label={t('ui.copy')}
          variant="secondary"
          onClick={() => {
            void navigator.clipboard?.writeText(value);
            toast.show({ text: t('ui.copied') });
          }}
        >
          <Copy />
        </IconButton>
      </span>
    </Field>
  );
}
