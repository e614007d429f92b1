import type { Message } from '@parley/shared/messages.js';
import { useEffect, useRef, useState } from 'react';

/** Who types on for so long after something new appeared has seen it. */
const noticedMs = 4_000;

/**
 * The newest utterance the writer has seen. It moves along while nothing is written; once there is text, what
 * comes in is news until it is acknowledged, or typing simply goes on with the news in sight.
 */
export function useSeenSeq(messages: Message[], writing: boolean) {
  const newest = messages.reduce(
    (max, message) => (message.version > 0 ? Math.max(max, message.seq) : max),
    0,
  );
  const [seen, setSeen] = useState(newest);
  const since = useRef(0);
  useEffect(() => {
    // Zero: nothing was on screen yet. A draft that was there before the messages were does not make them news.
    setSeen((before) => (!writing || before === 0 ? newest : before));
    if (writing) since.current = Date.now();
  }, [writing, newest]);
  const news = messages.filter(
    (message) => message.seq > seen && message.version > 0 && message.direction !== 'note',
  );
  return {
    seenSeq: seen,
    news,
    acknowledge: () => setSeen(newest),
    typed: () => {
      if (news.length > 0 && !document.hidden && Date.now() - since.current > noticedMs) setSeen(newest);
    },
  };
}
