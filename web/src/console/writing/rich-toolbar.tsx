import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import {
  Bold,
  Code,
  Italic,
  Link,
  List,
  ListOrdered,
  Strikethrough,
  TextQuote,
  Underline,
  Unlink,
} from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../ui/button.js';
import { Input } from '../../ui/field.js';
import { Popover } from '../../ui/popover.js';

const marks = [
  ['bold', Bold, 'mod+b'],
  ['italic', Italic, 'mod+i'],
  ['underline', Underline, 'mod+u'],
  ['strike', Strikethrough, 'mod+shift+s'],
] as const;
const blocks = [
  ['bulletList', List, 'mod+shift+8'],
  ['orderedList', ListOrdered, 'mod+shift+7'],
  ['blockquote', TextQuote, 'mod+shift+b'],
  ['code', Code, 'mod+e'],
] as const;

/** What formatting there is; one stop for the tab key, arrows within. */
export function RichToolbar({ editor, disabled }: { editor: Editor; disabled: boolean }) {
  const { t } = useTranslation();
  const bar = useRef<HTMLDivElement>(null);
  const linkButton = useRef<HTMLButtonElement>(null);
  const [linking, setLinking] = useState(false);
  const active = useEditorState({
    editor,
    selector: ({ editor: own }) => ({
      bold: own.isActive('bold'),
      italic: own.isActive('italic'),
      underline: own.isActive('underline'),
      strike: own.isActive('strike'),
      bulletList: own.isActive('bulletList'),
      orderedList: own.isActive('orderedList'),
      blockquote: own.isActive('blockquote'),
      code: own.isActive('code'),
      link: own.isActive('link'),
    }),
  });
  const run = (name: keyof typeof active) => {
    const chain = editor.chain().focus();
    switch (name) {
      case 'bulletList':
        return chain.toggleBulletList().run();
      case 'orderedList':
        return chain.toggleOrderedList().run();
      case 'blockquote':
        return chain.toggleBlockquote().run();
      default:
        return chain.toggleMark(name).run();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') editor.commands.focus();
    if (!by) return;
    event.preventDefault();
    const buttons = [...(bar.current?.querySelectorAll<HTMLElement>('.btn') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  const button = ([name, Icon, keys]: (typeof marks)[number] | (typeof blocks)[number], first = false) => (
    <IconButton
      key={name}
      size="sm"
      label={t(`writing.format.${name}`)}
      keys={keys}
      tabIndex={first ? 0 : -1}
      active={active[name]}
      aria-pressed={active[name]}
      disabled={disabled}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => run(name)}
    >
      <Icon />
    </IconButton>
  );
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t('writing.toolbar')}
      className="writing-toolbar"
      onKeyDown={onKeyDown}
    >
      {marks.map((mark, index) => button(mark, index === 0))}
      <span className="writing-toolbar-gap" />
      <IconButton
        ref={linkButton}
        size="sm"
        label={t('writing.format.link')}
        tabIndex={-1}
        active={active.link}
        aria-pressed={active.link}
        disabled={disabled}
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => setLinking(true)}
      >
        <Link />
      </IconButton>
      {blocks.map((block) => button(block))}
      {linking && (
        <Popover
          anchor={linkButton}
          label={t('writing.format.link')}
          placement="top-start"
          className="writing-link"
          onClose={() => setLinking(false)}
        >
          <LinkForm editor={editor} onDone={() => setLinking(false)} />
        </Popover>
      )}
    </div>
  );
}

/** `example.test` is meant as `https://example.test`, `me@example.test` as an address to write to. */
export function addressOf(text: string): string | null {
  const given = text.trim();
  if (/^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(given)) return given;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(given)) return `mailto:${given}`;
  if (/^[^\s/:@]+\.[^\s/:@]{2,}(?:[/?#:]\S*)?$/.test(given)) return `https://${given}`;
  return null;
}

function LinkForm({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const { t } = useTranslation();
  const before = String(editor.getAttributes('link').href ?? '');
  const [text, setText] = useState(before);
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const href = addressOf(text);
    if (!href) return setWrong(true);
    onDone();
    const chain = editor.chain().focus().extendMarkRange('link');
    if (editor.state.selection.empty && !before)
      chain
        .insertContent({ type: 'text', text: text.trim(), marks: [{ type: 'link', attrs: { href } }] })
        .run();
    else chain.setLink({ href }).run();
  };
  return (
    <form className="writing-link-form" onSubmit={submit}>
      <Input
        aria-label={t('writing.linkAddress')}
        placeholder="https://"
        value={text}
        aria-invalid={wrong || undefined}
        autoFocus
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
      />
      <Button type="submit" size="sm" variant="primary">
        {t('writing.linkSet')}
      </Button>
      {before && (
        <IconButton
          size="sm"
          label={t('writing.linkRemove')}
          onClick={() => {
            onDone();
            editor.chain().focus().extendMarkRange('link').unsetLink().run();
          }}
        >
          <Unlink />
        </IconButton>
      )}
      {wrong && (
        <p className="writing-link-wrong" role="alert">
          {t('writing.linkWrong')}
        </p>
      )}
    </form>
  );
}
