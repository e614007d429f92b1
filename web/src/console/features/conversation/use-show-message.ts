import type { Message } from '@parley/shared/messages.js';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { messageOfPlace } from '../../data/message-place.js';

/** So many pages of older messages are fetched in search of one; whoever wants to go further does so by hand. */
const MOST_PAGES = 20;

interface Older {
  hasMore: boolean;
  busy: boolean;
  load: () => unknown;
}

/** The message somebody came here for, if any: from somewhere in the console, or by an address that names it. */
export function useWantedMessage(): string | undefined {
  const { state, hash } = useLocation();
  const wanted = (state as { messageId?: unknown } | null)?.messageId;
  return typeof wanted === 'string' ? wanted : messageOfPlace(hash);
}

/** Whoever came here for one message finds it in the middle, marked for a moment, however far back it stands. */
export function useShowMessage(messages: readonly Message[], older: Older): void {
  const { key } = useLocation();
  const wanted = useWantedMessage();
  const shown = useRef('');
  const fetched = useRef({ key: '', pages: 0 });
  const there = wanted !== undefined && messages.some(({ id }) => id === wanted);
  const { hasMore, busy, load } = older;
  const fetchOlder = useRef(load);
  fetchOlder.current = load;
  const count = messages.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for again with every page that came
  useEffect(() => {
    if (wanted === undefined || there || !hasMore || busy || shown.current === key) return;
    if (fetched.current.key !== key) fetched.current = { key, pages: 0 };
    if (fetched.current.pages >= MOST_PAGES) return;
    fetched.current.pages += 1;
    fetchOlder.current();
  }, [wanted, there, hasMore, busy, key, count]);
  useEffect(() => {
    if (!there || shown.current === key) return;
    const element = document.querySelector(`[data-message="${CSS.escape(String(wanted))}"]`);
    if (!element) return;
    shown.current = key;
    element.scrollIntoView({ block: 'center' });
    element.classList.add('is-shown');
    const timer = window.setTimeout(() => element.classList.remove('is-shown'), 2_400);
    return () => window.clearTimeout(timer);
  }, [there, wanted, key]);
}
