import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.js';
import { cx } from './cx.js';
import './dialog.css';

type Props = {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  /** `side`: a sheet at the end of the window, as high as it. */
  size?: 'sm' | 'md' | 'lg' | 'side';
  /** `bare` leaves title and frame to the child; the title still names the dialog. */
  bare?: boolean;
  /** Only text inside: the body takes the focus, so that it can be scrolled by keyboard. */
  readable?: boolean;
  role?: 'dialog' | 'alertdialog';
  onClose: () => void;
};

/** What to start with: a field, else the main button; the button that closes comes last. */
const firstFocus =
  '.picker-input, .dialog-body :is(input, textarea, select):not(:disabled), .dialog-foot > .btn:last-child:not(:disabled)';

/** A modal dialog on the native element: focus is kept inside and returned afterwards. */
export function Dialog({
  title,
  description,
  children,
  footer,
  size = 'sm',
  bare,
  readable,
  role,
  onClose,
}: Props) {
  const { t } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const textId = useId();

  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement as HTMLElement | null;
    if (dialog && !dialog.open) {
      dialog.showModal();
      const first =
        dialog.querySelector<HTMLElement>('[data-autofocus]') ??
        dialog.querySelector<HTMLElement>(firstFocus);
      first?.focus({ preventScroll: true });
    }
    return () => before?.focus?.({ preventScroll: true });
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it (the native cancel event)
    <dialog
      ref={element}
      role={role}
      aria-labelledby={titleId}
      aria-describedby={description ? textId : undefined}
      className={cx('dialog', `dialog-${size}`, bare && 'is-bare')}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === element.current && onClose()}
    >
      <div className="dialog-frame">
        {bare ? (
          <h2 id={titleId} className="visually-hidden">
            {title}
          </h2>
        ) : (
          <header className="dialog-head">
            <div>
              <h2 id={titleId} className="dialog-title">
                {title}
              </h2>
              {description && (
                <div id={textId} className="dialog-text">
                  {description}
                </div>
              )}
            </div>
            <IconButton size="sm" label={t('ui.close')} onClick={onClose}>
              <X />
            </IconButton>
          </header>
        )}
        {children && (
          <div className={bare ? 'dialog-bare' : 'dialog-body'} tabIndex={readable ? 0 : undefined}>
            {children}
          </div>
        )}
        {footer && <footer className="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  );
}
