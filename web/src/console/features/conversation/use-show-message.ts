import type { Message } from '@parley/shared/messages.js';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Whoever came here for one message finds it in the middle, marked for a moment. */
export function useShowMessage(messages: readonly Message[]): void {
  const { state, key } = useLocation();
  const wanted = (state as { messageId?: unknown } | null)?.messageId;
  const shown = useRef('');
  const there = typeof wanted === 'string' && messages.some(({ id }) => id === wanted);
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
