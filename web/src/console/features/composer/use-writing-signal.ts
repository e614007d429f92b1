import { useEffect, useRef } from 'react';
import { useLive } from '../../realtime/live.js';

const idleMs = 5_000;
const againMs = 3_000;

/** Tells colleagues that this member writes here, seldom enough, and that it is over. */
export function useWritingSignal(conversationId: string, what: 'reply' | 'note') {
  const live = useLive();
  const said = useRef({ at: 0, timer: 0, what });
  useEffect(() => () => window.clearTimeout(said.current.timer), []);
  return (on: boolean) => {
    const state = said.current;
    window.clearTimeout(state.timer);
    const over = () => {
      if (state.at > 0) live.writing(conversationId, false, state.what);
      state.at = 0;
    };
    if (!on) return over();
    if (Date.now() - state.at > againMs || state.what !== what) {
      state.at = Date.now();
      state.what = what;
      live.writing(conversationId, true, what);
    }
    state.timer = window.setTimeout(over, idleMs);
  };
}
