import { useImperativeHandle, useRef } from 'react';
import { cx } from '../../ui/cx.js';
import { blanksOf } from './placeholders.js';
import type { FieldProps } from './writing.js';

/** A field of plain text that grows with what is written. */
export function PlainField({
  value,
  onChange,
  label,
  placeholder,
  disabled,
  className,
  onBefore,
  onKey,
  onFiles,
  onBlur,
  list,
  ref,
}: FieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const used = useRef(false);

  const tellBefore = () => {
    const element = field.current;
    if (!element) return;
    const { selectionStart: from, selectionEnd: to, value: text } = element;
    onBefore(from === to ? text.slice(text.lastIndexOf('\n', from - 1) + 1, from) : null);
  };
  const selectBlank = (from: number): boolean => {
    const element = field.current;
    if (!element) return false;
    const blanks = blanksOf(element.value);
    const next = blanks.find((blank) => blank.from >= from) ?? blanks[0];
    if (!next) return false;
    element.focus();
    element.setSelectionRange(next.from, next.to);
    return true;
  };
  useImperativeHandle(ref, () => ({
    focus: () => {
      const element = field.current;
      // Where writing goes on: a field that was never in use has its caret before everything.
      if (element && !used.current) element.setSelectionRange(element.value.length, element.value.length);
      element?.focus();
    },
    insert: (piece, back = 0, asIs = false) => {
      const element = field.current;
      if (!element) return;
      const from = Math.max(0, element.selectionStart - back);
      element.focus();
      element.setSelectionRange(from, element.selectionEnd);
      type(element, piece.body);
      if (!asIs && blanksOf(piece.body).length > 0) selectBlank(from);
    },
    toBlank: () => selectBlank(field.current?.selectionEnd ?? 0),
  }));

  return (
    <textarea
      ref={field}
      className={cx('writing-field', className)}
      aria-label={label}
      aria-autocomplete={list ? 'list' : undefined}
      aria-controls={list?.id}
      aria-activedescendant={list?.active}
      placeholder={placeholder}
      value={value.body}
      rows={1}
      dir="auto"
      disabled={disabled}
      onChange={(event) => {
        onChange({ body: event.target.value, html: null });
        tellBefore();
      }}
      onFocus={() => {
        used.current = true;
      }}
      onSelect={tellBefore}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (onKey(event)) event.preventDefault();
        else if (event.key === 'Escape') event.currentTarget.blur();
      }}
      onBlur={() => {
        onBefore(null);
        onBlur();
      }}
      onPaste={(event) => {
        const pasted = [...event.clipboardData.files];
        // A spreadsheet puts a picture of its cells beside their text.
        if (pasted.length === 0 || event.clipboardData.getData('text/plain') !== '') return;
        event.preventDefault();
        onFiles(pasted);
      }}
    />
  );
}

/** As if it had been typed, so that the browser's own undo knows it. */
function type(element: HTMLTextAreaElement, text: string): void {
  if (document.execCommand?.('insertText', false, text)) return;
  element.setRangeText(text, element.selectionStart, element.selectionEnd, 'end');
  element.dispatchEvent(new Event('input', { bubbles: true }));
}
