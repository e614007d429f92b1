/** Nothing is drawn while the page is hidden, and no frame comes: then so often, in ms. */
const HIDDEN_MS = 250;

/**
 * Collects what comes between two frames and hands it over at once, in order: a crowd of events costs one render.
 * @returns `end` hands over what is left, and takes no more
 */
export function batchByFrame<Event>(apply: (events: Event[]) => void) {
  let waiting: Event[] = [];
  let forget: (() => void) | null = null;
  const hand = () => {
    forget?.();
    forget = null;
    const events = waiting;
    waiting = [];
    if (events.length > 0) apply(events);
  };
  const plan = () => {
    if (!document.hidden) {
      const frame = requestAnimationFrame(hand);
      // A page that is being hidden may not get the frame it asked for.
      const timer = window.setTimeout(hand, HIDDEN_MS);
      return () => {
        cancelAnimationFrame(frame);
        window.clearTimeout(timer);
      };
    }
    const timer = window.setTimeout(hand, HIDDEN_MS);
    return () => window.clearTimeout(timer);
  };
  let ended = false;
  return {
    add: (event: Event) => {
      if (ended) return;
      waiting.push(event);
      forget ??= plan();
    },
    end: () => {
      hand();
      ended = true;
    },
  };
}
