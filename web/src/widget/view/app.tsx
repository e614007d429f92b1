/** @jsxImportSource preact */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../chat.js';
import type { Host } from '../host.js';
import { chooseLanguage, textsOf } from '../texts.js';
import type { ComposerHandle } from './composer.js';
import { Icon } from './icons.js';
import { Panel } from './panel.js';
import { useChat, useMedia } from './use-chat.js';

export type AppProps = {
  chat: Chat;
  host: Host;
  wanted: (string | null)[];
  side: 'left' | 'right' | null;
};

/** Screens too small for a panel beside the page. */
const SMALL = '(max-width: 480px), (max-height: 480px) and (pointer: coarse)';

export function App({ chat, host, wanted, side }: AppProps) {
  const state = useChat(chat);
  const full = useMedia(SMALL);
  const panel = useRef<HTMLDivElement>(null);
  const launcher = useRef<HTMLButtonElement>(null);
  const composer = useRef<ComposerHandle>(null);
  /** Opened by hand, not by a page that goes on with it: only then the focus may move. */
  const byHand = useRef(false);
  const { settings, open, unread } = state;
  const said = useAnnouncement(chat, textsOf(chooseLanguage(wanted, settings?.languages ?? ['en'])));
  const show = () => {
    byHand.current = true;
    chat.open();
  };
  const hide = () => {
    const inside = host.root.activeElement;
    chat.close();
    if (inside) requestAnimationFrame(() => launcher.current?.focus({ preventScroll: true }));
  };

  useLayoutEffect(() => {
    if (!open || !byHand.current) return;
    byHand.current = false;
    // A keyboard that jumps up on a phone would hide what there is to read.
    if (window.matchMedia('(pointer: coarse)').matches) panel.current?.focus({ preventScroll: true });
    else composer.current?.focus();
  }, [open]);
  useLayoutEffect(() => {
    host.onKey = (event) => {
      const active = host.root.activeElement;
      if (event.key === 'Escape' && chat.state.open && !event.isComposing) {
        event.preventDefault();
        hide();
      } else if (event.key === 'Tab' && full && chat.state.open && panel.current)
        stayInside(event, panel.current, active);
      else if (event.key === 'Enter' && active?.matches('.contact input')) {
        event.preventDefault();
        panel.current?.querySelector<HTMLElement>('.contact .primary')?.click();
      } else composer.current?.key(event, active);
    };
  });
  useKeyboardRoom(full && open, panel);

  if (!settings || !chat.welcome) return null;
  const language = chooseLanguage(wanted, settings.languages);
  const texts = textsOf(language);
  const label = open ? texts.close : unread > 0 ? texts.launchUnread(unread) : texts.launch;
  return (
    <div class={`side-${side ?? settings.side}`} lang={language}>
      {open && (
        <Panel {...{ chat, state, settings, texts, language, full, panel, composer }} onClose={hide} />
      )}
      {!(open && full) && (
        <button
          ref={launcher}
          type="button"
          class={open ? 'launcher open' : 'launcher'}
          aria-label={label}
          aria-expanded={open}
          aria-haspopup="dialog"
          onClick={open ? hide : show}
        >
          <Icon name={open ? 'down' : 'chat'} filled={!open} />
          {!open && unread > 0 && (
            <span class="badge" aria-hidden="true">
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </button>
      )}
      <div class="sr" role="status" aria-live="polite">
        {said}
      </div>
    </div>
  );
}

/** What a screen reader is told: what the brand says from now on, each once. */
function useAnnouncement(chat: Chat, texts: ReturnType<typeof textsOf>): string {
  const { thread } = useChat(chat);
  const [said, setSaid] = useState('');
  const last = useRef<number | null>(null);
  useEffect(() => {
    if (thread.cursor === null) {
      last.current = null;
      return;
    }
    const newest = thread.messages[thread.messages.length - 1];
    const before = last.current;
    last.current = Math.max(before ?? 0, newest?.seq ?? 0);
    if (before === null) return;
    const news = thread.messages.filter((one) => one.seq > before && one.from === 'brand' && !one.deleted);
    if (news.length === 0) return;
    setSaid(
      news
        .map((one) =>
          texts.said(one.author?.name ?? texts.someone, one.text || texts.files(one.attachments.length)),
        )
        .join(' '),
    );
  }, [thread, texts]);
  return said;
}

/** On a phone the panel covers the page: the focus goes round in it. */
function stayInside(event: KeyboardEvent, panel: HTMLElement, active: Element | null): void {
  const all = [
    ...panel.querySelectorAll<HTMLElement>('button, a[href], input, textarea, [tabindex="0"]'),
  ].filter((one) => !one.hidden && !(one as HTMLButtonElement).disabled && one.offsetParent !== null);
  const first = all[0];
  const last = all[all.length - 1];
  const leaves = event.shiftKey ? active === first || active === panel : active === last;
  if (!leaves || !first || !last) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

/** A phone's keyboard covers the window without changing it: the panel takes the part that can be seen. */
function useKeyboardRoom(on: boolean, panel: { current: HTMLElement | null }): void {
  useEffect(() => {
    const view = window.visualViewport;
    if (!on || !view) return;
    const fill = () => {
      const { current } = panel;
      if (!current) return;
      current.style.height = `${view.height}px`;
      current.style.top = `${view.offsetTop}px`;
    };
    fill();
    view.addEventListener('resize', fill);
    view.addEventListener('scroll', fill);
    return () => {
      view.removeEventListener('resize', fill);
      view.removeEventListener('scroll', fill);
      if (panel.current) {
        panel.current.style.height = '';
        panel.current.style.top = '';
      }
    };
  }, [on, panel]);
}
