import type { KeyboardEvent as ReactKeyboardEvent, Ref } from 'react';

/** What stands in a field: plain text, and the same formatted where it is. */
export type Writing = { body: string; html: string | null };

export type WritingHandle = {
  focus: () => void;
  /** Puts it at the caret, in the place of `back` characters before it, and selects what is to be filled in. `asIs`: selects nothing. */
  insert: (piece: Writing, back?: number, asIs?: boolean) => void;
  /** A picture of this message, at the caret; a field of plain text has no place for it. */
  insertPicture?: (id: string, name: string) => void;
  /** Selects what is to be filled in next, if anything is. */
  toBlank: () => boolean;
};

type Key = Pick<ReactKeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What both kinds of field take. */
export type FieldProps = {
  value: Writing;
  onChange: (value: Writing) => void;
  label: string;
  placeholder: string;
  disabled: boolean;
  className?: string | undefined;
  /** The line up to the caret, whenever either changes; null when something is selected or the caret is gone. */
  onBefore: (before: string | null) => void;
  /** Whether a list beside the field takes this key. */
  onKey: (event: Key) => boolean;
  onFiles: (files: File[]) => void;
  onBlur: () => void;
  /** The list beside the field, and the option in it that Enter takes. */
  list: { id: string; active: string | undefined } | null;
  ref: Ref<WritingHandle>;
};

/** The name under which a file of this message stands in formatted text. */
export const contentIdOf = (fileId: string) => `${fileId}@parley`;
