/** @jsxImportSource preact */
import type { WidgetLanguage, WidgetSettings } from '@parley/shared/livechat.js';
import type { Ref } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../chat.js';
import type { ChatState } from '../chat-state.js';
import type { Texts } from '../texts.js';
import { Composer, type ComposerHandle } from './composer.js';
import { ContactCard } from './contact-card.js';
import { Icon } from './icons.js';
import { Messages } from './messages.js';
import { PanelHead } from './panel-head.js';

/** So long an answer may take before the way by email is offered, in ms. */
const SLOW_MS = 3 * 60_000;

type Props = {
  chat: Chat;
  state: ChatState;
  settings: WidgetSettings;
  texts: Texts;
  language: WidgetLanguage;
  /** It covers the whole screen. */
  full: boolean;
  panel: Ref<HTMLDivElement>;
  composer: Ref<ComposerHandle>;
  onClose: () => void;
};

export function Panel({ chat, state, settings, texts, language, full, panel, composer, onClose }: Props) {
  const [dropping, setDropping] = useState(false);
  const handle = useRef<ComposerHandle>(null);
  const blocked = state.visitor?.blocked === true;
  const refused = ['forbidden', 'not_found', 'invalid_signature', 'unauthenticated'].includes(
    state.trouble ?? '',
  );
  const offline = state.trouble === 'offline' || state.trouble === 'unavailable';
  const fresh = state.thread.messages.length === 0 && state.outgoing.length === 0;
  const contact = useContact(state, settings);
  const setHandle = (value: ComposerHandle | null) => {
    handle.current = value;
    if (typeof composer === 'function') composer(value);
    else if (composer) composer.current = value;
  };
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  return (
    <div
      class={`panel${full ? ' full' : ''}${fresh ? ' fresh' : ''}`}
      ref={panel}
      role="dialog"
      aria-modal={full}
      aria-label={texts.title(settings.name)}
      tabIndex={-1}
      onDragOver={(event) => {
        if (!holdsFiles(event) || blocked) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setDropping(false);
        if (!blocked) handle.current?.add([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <PanelHead
        {...{ settings, texts, language, fresh, onClose, origin: chat.origin, thread: state.thread }}
      />
      <Messages {...{ chat, state, texts, language, offline }}>
        {state.typing !== null && (
          <p class="typing">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {texts.typing(state.typing)}
          </p>
        )}
        {contact !== null && !blocked && <ContactCard {...{ chat, texts }} away={contact === 'away'} />}
        {state.contact === 'saved' && state.visitor?.email && !blocked && (
          <p class="line">{texts.contact.saved(state.visitor.email)}</p>
        )}
        {state.thread.closed && !fresh && !blocked && <p class="line">{texts.closed}</p>}
      </Messages>
      {offline && (
        <p class="notice" role="status">
          {navigator.onLine ? texts.unreachable : texts.offline}
        </p>
      )}
      {blocked || refused ? (
        <p class="stopped" role="status">
          {blocked ? texts.blocked : texts.refusedHere}
        </p>
      ) : (
        <Composer {...{ chat, state, settings, texts, language }} handle={setHandle} />
      )}
      {dropping && (
        <div class="drop">
          <Icon name="clip" />
          {texts.drop}
        </div>
      )}
    </div>
  );
}

/** Whether to ask for an address now, and why: nobody is there, or the answer takes its time. */
function useContact(state: ChatState, settings: WidgetSettings): 'away' | 'slow' | null {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const { messages } = state.thread;
  const last = messages[messages.length - 1];
  const wanted =
    settings.followsUpByEmail &&
    state.contact === 'ask' &&
    state.visitor !== null &&
    state.visitor.email === null;
  if (!wanted || last?.from !== 'visitor' || state.thread.closed) return null;
  if (!settings.answersSoon) return 'away';
  return now - Date.parse(last.at) > SLOW_MS ? 'slow' : null;
}
