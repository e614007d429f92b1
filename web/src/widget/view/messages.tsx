/** @jsxImportSource preact */
import type { WidgetLanguage } from '@parley/shared/livechat.js';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatDay } from '../../lib/time.js';
import type { Chat } from '../chat.js';
import type { ChatState } from '../chat-state.js';
import { rowsOf } from '../rows.js';
import type { Texts } from '../texts.js';
import { Icon } from './icons.js';
import { MessageRow } from './message-row.js';

/** So near to its end the list counts as being there. */
const NEAR = 48;

type Props = {
  chat: Chat;
  state: ChatState;
  texts: Texts;
  language: WidgetLanguage;
  offline: boolean;
  children: ComponentChildren;
};

export function Messages({ chat, state, texts, language, offline, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const height = useRef(0);
  const { thread, outgoing } = state;
  const rows = useMemo(() => rowsOf(thread.messages, outgoing), [thread.messages, outgoing]);
  const firstKey = thread.messages[0]?.id;
  const lastKey = rows[rows.length - 1]?.key;
  const lastMine = outgoing[outgoing.length - 1]?.clientId;

  const look = () => {
    const box = list.current;
    if (!box) return;
    const end = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    setAtEnd(end);
    chat.setSeen(end);
    if (box.scrollTop < NEAR && thread.hasOlder) void chat.loadOlder();
  };
  const toEnd = () => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  };

  // Who is at the end stays there; older messages push nothing away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what is first
  useLayoutEffect(() => {
    const box = list.current;
    if (box && !atEnd && height.current > 0) box.scrollTop += box.scrollHeight - height.current;
  }, [firstKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what is last
  useLayoutEffect(() => {
    if (atEnd) toEnd();
    look();
  }, [lastKey, state.typing, state.contact]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was just said is always shown
  useLayoutEffect(toEnd, [lastMine]);
  useLayoutEffect(() => {
    height.current = list.current?.scrollHeight ?? 0;
  });
  // Pictures and keyboards change heights later.
  // biome-ignore lint/correctness/useExhaustiveDependencies: toEnd uses a ref only
  useEffect(() => {
    const box = list.current;
    if (!box || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      if (atEnd) toEnd();
    });
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, [atEnd]);
  useEffect(() => () => chat.setSeen(true), [chat]);

  return (
    <div class="list-frame">
      <div
        class="list"
        ref={list}
        onScroll={look}
        role="log"
        aria-live="off"
        aria-label={texts.messages}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
        tabIndex={0}
      >
        <div>
          {thread.hasOlder && (
            <button type="button" class="link older" onClick={() => void chat.loadOlder()}>
              {texts.older}
            </button>
          )}
          <ol class="rows">
            {rows.map((row) =>
              row.kind === 'day' ? (
                <li key={row.key} class="day">
                  <span>{formatDay(language, row.at, Date.now())}</span>
                </li>
              ) : (
                <MessageRow key={row.key} {...{ row, chat, texts, language, offline }} />
              ),
            )}
          </ol>
          {children}
        </div>
      </div>
      {!atEnd && state.unread > 0 && (
        <button type="button" class="newer" onClick={toEnd}>
          {texts.newer}
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}
