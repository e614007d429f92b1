import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';

/** A line that is gone for a blink is not worth a word. */
export function useLost(state: string): boolean {
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (state === 'online') return setLost(false);
    const timer = window.setTimeout(() => setLost(true), 2_500);
    return () => window.clearTimeout(timer);
  }, [state]);
  return lost;
}

/** Browsers take all of the screen only when somebody asks for it by hand, which nobody does after a reload. */
export const takeWholeScreen = () => document.documentElement.requestFullscreen?.().catch(() => undefined);

/** Whether the page has all of the screen, or cannot have it. */
export const useIsWhole = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      document.addEventListener('fullscreenchange', listener);
      return () => document.removeEventListener('fullscreenchange', listener);
    },
    () => !document.fullscreenEnabled || document.fullscreenElement !== null,
  );

/** Takes all of the screen; what lies below cannot be reached meanwhile. */
export function useWholeScreen(wall: RefObject<HTMLElement | null>, onClose: () => void) {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const rail = document.querySelector<HTMLElement>('.rail');
    if (rail) rail.inert = true;
    wall.current?.focus({ preventScroll: true });
    // A browser that will not (an address opened directly, a phone) shows it in its window.
    const asked = takeWholeScreen();
    const onKey = (event: KeyboardEvent) => {
      // What lies over it closes first.
      const over = event.defaultPrevented || document.querySelector('dialog[open]') !== null;
      if (event.key === 'Escape' && !over) close.current();
    };
    const onFullscreen = () => !document.fullscreenElement && close.current();
    window.addEventListener('keydown', onKey);
    document.addEventListener('fullscreenchange', onFullscreen);
    return () => {
      window.removeEventListener('keydown', onKey);
      document.removeEventListener('fullscreenchange', onFullscreen);
      if (rail) rail.inert = false;
      void asked?.then(() => (document.fullscreenElement ? document.exitFullscreen() : undefined));
    };
  }, [wall]);
}
