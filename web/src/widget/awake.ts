/** A timer that comes so much too late has slept. */
const SLEPT_MS = 20_000;
const BEAT_MS = 5_000;

export interface Waking {
  online(): void;
  offline(): void;
  /** Back from sleep, or from the browser's memory of pages. */
  wake(): void;
  /** The tab is looked at again. */
  shown(): void;
  /** Every few seconds while the tab is looked at. @param now in ms */
  beat(now: number): void;
}

/** Tells when the page wakes, and what it has woken from. @returns stops it */
export function watchAwake(waking: Waking): () => void {
  let beatAt = Date.now();
  const beat = () => {
    const now = Date.now();
    const slept = now - beatAt > SLEPT_MS;
    beatAt = now;
    if (slept) waking.wake();
    else if (!document.hidden) waking.beat(now);
  };
  const visibility = () => {
    if (!document.hidden) waking.shown();
  };
  window.addEventListener('online', waking.online);
  window.addEventListener('offline', waking.offline);
  window.addEventListener('pageshow', waking.wake);
  document.addEventListener('visibilitychange', visibility);
  const timer = setInterval(beat, BEAT_MS);
  return () => {
    window.removeEventListener('online', waking.online);
    window.removeEventListener('offline', waking.offline);
    window.removeEventListener('pageshow', waking.wake);
    document.removeEventListener('visibilitychange', visibility);
    clearInterval(timer);
  };
}
