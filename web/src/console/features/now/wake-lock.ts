import { useEffect } from 'react';

/** Keeps the screen on while mounted, where the browser can; a hidden page lets go of it and takes it again. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let ended = false;
    const hold = async () => {
      if (document.hidden) return;
      try {
        const held = await navigator.wakeLock?.request('screen');
        if (ended) void held?.release();
        else lock = held;
      } catch {
        // Refused (a battery running low): the screen goes dark as it always does.
      }
    };
    const onVisible = () => void hold();
    void hold();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', onVisible);
      void lock?.release();
    };
  }, []);
}
