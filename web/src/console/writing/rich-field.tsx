import { Extension } from '@tiptap/core';
import { Placeholder } from '@tiptap/extensions';
import { DOMParser as DocParser } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import { Editor, EditorContent } from '@tiptap/react';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { cx } from '../../ui/cx.js';
import { cleanPaste } from './clean-paste.js';
import { blanksOf } from './placeholders.js';
import { docOfText, extensions, isFormatted, lineOf, sliceOfText, textOf } from './rich-schema.js';
import { RichToolbar } from './rich-toolbar.js';
import { contentIdOf, type FieldProps, type Writing } from './writing.js';

/** A field of formatted text. What nobody formatted stays plain text. */
export function RichField(props: FieldProps) {
  const { value, label, placeholder, disabled, className, list, ref } = props;
  const latest = useRef(props);
  latest.current = props;
  // A plain field stood here until this one had come: the caret stays where it was.
  const [caret] = useState(() => {
    const before = document.activeElement;
    return before instanceof HTMLTextAreaElement && before.matches('.writing-field')
      ? before.selectionStart
      : null;
  });
  const written = useRef<Writing>(value);
  const used = useRef(false);

  const [editor] = useState(
    () =>
      new Editor({
        extensions: [
          ...extensions,
          Placeholder.configure({ placeholder: () => latest.current.placeholder, showOnlyCurrent: false }),
          Extension.create({
            name: 'field-keys',
            priority: 1_000,
            addKeyboardShortcuts: () => ({
              // biome-ignore lint/correctness/noComponentHookFactories: the name of a key, not a component
              Escape: ({ editor: own }) => own.commands.blur(),
            }),
          }),
        ],
        content: contentOf(value),
        editable: !disabled,
        injectCSS: false,
        editorProps: {
          attributes: { role: 'textbox', 'aria-multiline': 'true' },
          transformPastedHTML: cleanPaste,
          handleDOMEvents: {
            // Sending belongs to the console's own keys: nothing of the editor may take these.
            keydown: (_view, event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey),
          },
          handleKeyDown: (_view, event) => !event.isComposing && latest.current.onKey(event),
          handlePaste: (_view, event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0 || event.clipboardData?.getData('text/plain') !== '') return false;
            latest.current.onFiles(files);
            return true;
          },
          // Files belong to the composer, which takes them anywhere on the conversation.
          handleDrop: (_view, event) => (event.dataTransfer?.files.length ?? 0) > 0,
        },
        onUpdate: ({ editor: own }) => {
          written.current = {
            body: textOf(own.state.doc),
            html: isFormatted(own.state.doc) ? own.getHTML() : null,
          };
          latest.current.onChange(written.current);
        },
        onTransaction: ({ editor: own }) => latest.current.onBefore(own.isFocused ? beforeCaret(own) : null),
        onBlur: () => {
          latest.current.onBefore(null);
          latest.current.onBlur();
        },
        onFocus: ({ editor: own }) => {
          used.current = true;
          latest.current.onBefore(beforeCaret(own));
        },
      }),
  );
  // Destroyed when it is really gone: React may take its effects away and bring them back.
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
      window.setTimeout(() => !here.current && editor.destroy());
    };
  }, [editor]);

  // From outside: a draft that came, a reply that left or was taken back.
  useEffect(() => {
    const { body, html } = written.current;
    if (value.body === body && value.html === html) return;
    written.current = value;
    editor.commands.setContent(contentOf(value), { emitUpdate: false });
  }, [editor, value]);
  useEffect(() => {
    if (editor.isEditable === disabled) editor.setEditable(!disabled, false);
  }, [editor, disabled]);
  // In the same commit, so that no key is lost between the two.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when this field has taken the plain one's place
  useLayoutEffect(() => {
    if (caret === null) return;
    const lines = value.body.slice(0, caret).split('\n').length - 1;
    const { size } = editor.state.doc.content;
    editor.commands.setTextSelection(value.html === null ? caret + lines + 1 : size);
    editor.view.focus();
  }, []);
  useEffect(() => {
    const { dom } = editor.view;
    dom.setAttribute('aria-label', label);
    dom.setAttribute('aria-placeholder', placeholder);
    setOrRemove(dom, 'aria-autocomplete', list ? 'list' : undefined);
    setOrRemove(dom, 'aria-controls', list?.id);
    setOrRemove(dom, 'aria-activedescendant', list?.active);
    setOrRemove(dom, 'aria-disabled', disabled ? 'true' : undefined);
  }, [editor, label, placeholder, list, disabled]);
  // The placeholder is a decoration: it is drawn anew with the next transaction.
  useEffect(() => {
    editor.view.dispatch(editor.state.tr.setMeta('placeholder', placeholder));
  }, [editor, placeholder]);

  useImperativeHandle(ref, () => ({
    // Where writing goes on: a field that was never in use has its caret before everything.
    focus: () => {
      editor.commands.focus(used.current ? null : 'end');
      // The command waits for the next frame; the letter typed after the key for "reply" does not.
      editor.view.focus();
    },
    insert: (piece, back = 0, asIs = false) => {
      const from = insert(editor, piece, back);
      if (!asIs && blanksOf(piece.body).length > 0) selectBlank(editor, from);
    },
    insertPicture: (id, name) =>
      editor
        .chain()
        .focus()
        .insertContent({ type: 'picture', attrs: { src: `cid:${contentIdOf(id)}`, alt: name } })
        .run(),
    toBlank: () => selectBlank(editor, editor.state.selection.to),
  }));

  return (
    <>
      <EditorContent editor={editor} className={cx('writing-field writing-rich', className)} />
      <RichToolbar editor={editor} disabled={disabled} />
    </>
  );
}

const contentOf = ({ body, html }: Writing) => html ?? docOfText(body);

const setOrRemove = (element: Element, name: string, value: string | undefined) =>
  value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value);

/** The line up to the caret; null where something is selected, or in code, where signs are signs. */
function beforeCaret(editor: Editor): string | null {
  const { empty, $from } = editor.state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code || editor.isActive('code'))
    return null;
  const text = $from.parent.textBetween(0, $from.parentOffset, undefined, (leaf) =>
    leaf.type.name === 'hardBreak' ? '\n' : '\u{fffc}',
  );
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** @returns where it begins */
function insert(editor: Editor, piece: Writing, back: number): number {
  const { schema, selection, tr } = editor.state;
  const from = Math.max(selection.$from.start(), selection.from - back);
  const slice =
    piece.html === null
      ? sliceOfText(piece.body, schema)
      : DocParser.fromSchema(schema).parseSlice(
          new window.DOMParser().parseFromString(piece.html, 'text/html').body,
        );
  tr.replaceRange(from, selection.to, slice);
  tr.setSelection(TextSelection.near(tr.doc.resolve(tr.mapping.map(selection.to)), -1));
  editor.view.dispatch(tr.scrollIntoView());
  editor.view.focus();
  return from;
}

/** Selects the next one after `from`, or the first. */
function selectBlank(editor: Editor, from: number): boolean {
  const blanks: { from: number; to: number }[] = [];
  editor.state.doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    for (const blank of blanksOf(lineOf(node)))
      blanks.push({ from: pos + 1 + blank.from, to: pos + 1 + blank.to });
    return false;
  });
  const next = blanks.find((blank) => blank.from >= from) ?? blanks[0];
  if (!next) return false;
  return editor.chain().focus().setTextSelection(next).scrollIntoView().run();
}
