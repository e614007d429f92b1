/** @jsxImportSource preact */
import type { WidgetLanguage, WidgetSettings } from '@parley/shared/livechat.js';
import type { Ref } from 'preact';
import { useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatBytes } from '../../lib/time.js';
import type { Chat } from '../chat.js';
import type { ChatState } from '../chat-state.js';
import type { Texts } from '../texts.js';
import { Icon } from './icons.js';
import { useMedia } from './use-chat.js';

export interface ComposerHandle {
  focus(): void;
  add(files: readonly File[]): void;
  /** @returns whether this key was for it */
  key(event: KeyboardEvent, active: Element | null): boolean;
}

type Props = {
  chat: Chat;
  state: ChatState;
  settings: WidgetSettings;
  texts: Texts;
  language: WidgetLanguage;
  handle: Ref<ComposerHandle>;
};

export function Composer({ chat, state, settings, texts, language, handle }: Props) {
  const [text, setText] = useState(() => chat.draft);
  const [warning, setWarning] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const touch = useMedia('(pointer: coarse)');
  const { limits } = settings;
  const left = limits.textLength - text.length;
  const busy = state.files.some((file) => file.uploadId === null && file.failed === null);
  const bad = state.files.some((file) => file.failed !== null);
  const ready = !busy && !bad && left >= 0 && (text.trim() !== '' || state.files.length > 0);

  const add = (files: readonly File[]) => {
    if (files.length === 0) return;
    const over = chat.uploads.add(files, limits);
    setWarning(over > 0 ? texts.tooMany(limits.attachments) : null);
  };
  const send = () => {
    if (!ready) return;
    chat.say(text);
    setText('');
    setWarning(null);
    field.current?.focus();
  };
  useImperativeHandle(handle, () => ({
    focus: () => field.current?.focus({ preventScroll: true }),
    add,
    key: (event, active) => {
      // 229: the key belongs to an input method that is still composing.
      const plain = event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
      if (active !== field.current || !plain || touch) return false;
      event.preventDefault();
      send();
      return true;
    },
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: by the text
  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);

  const accept = limits.attachmentTypes?.map((type) => (type.endsWith('/') ? `${type}*` : type)).join(',');
  const chosen = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    add([...(input.files ?? [])]);
    input.value = '';
    field.current?.focus();
  };
  return (
    // No form: frames that may not send forms would swallow it.
    <div class="composer">
      {state.files.length > 0 && (
        <ul class="chosen">
          {state.files.map((file) => (
            <li key={file.id} class={file.failed === null ? 'chip' : 'chip bad'}>
              {file.preview ? <img src={file.preview} alt="" /> : <Icon name="file" />}
              <span class="chip-text">
                <span class="file-name" dir="auto">
                  {file.name}
                </span>
                <span class="file-size">
                  {file.failed === null
                    ? formatBytes(language, file.size)
                    : (texts.reasons[file.failed] ?? texts.reasons.other)}
                </span>
              </span>
              {file.failed !== null && !['too_large', 'unsupported_media_type'].includes(file.failed) && (
                <button type="button" class="link" onClick={() => chat.uploads.retry(file.id)}>
                  {texts.again}
                </button>
              )}
              <button
                type="button"
                class="chip-remove"
                aria-label={texts.remove(file.name)}
                onClick={() => chat.uploads.remove(file.id)}
              >
                <Icon name="close" />
              </button>
              {file.uploadId === null && file.failed === null && (
                <progress
                  value={file.progress}
                  aria-label={texts.uploading(file.name, Math.round(file.progress * 100))}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {(warning !== null || left < 200) && (
        <p class={left < 0 ? 'hint bad' : 'hint'} role="status">
          {warning ?? texts.left(Math.max(0, left))}
        </p>
      )}
      <div class="field">
        {limits.attachments > 0 && (
          <>
            <button
              type="button"
              class="tool"
              aria-label={texts.attach}
              onClick={() => chooser.current?.click()}
            >
              <Icon name="clip" />
            </button>
            {touch && (
              <button
                type="button"
                class="tool"
                aria-label={texts.photo}
                onClick={() => camera.current?.click()}
              >
                <Icon name="camera" />
              </button>
            )}
            <input ref={chooser} type="file" multiple hidden accept={accept} onChange={chosen} />
            <input ref={camera} type="file" hidden accept="image/*" capture="environment" onChange={chosen} />
          </>
        )}
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          maxLength={limits.textLength}
          placeholder={texts.write}
          aria-label={texts.write}
          enterkeyhint={touch ? 'enter' : 'send'}
          onInput={(event) => {
            const { value } = event.currentTarget;
            setText(value);
            chat.draft = value;
            if (value.trim() === '') chat.typing.stop();
            else chat.typing.touched();
          }}
          onBlur={() => chat.typing.stop()}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            add(files);
          }}
        />
        <button type="button" class="send" aria-label={texts.send} disabled={!ready} onClick={send}>
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}
