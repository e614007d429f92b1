import { setTimeout as sleep } from 'node:timers/promises';
import type { PollSession } from './connector.js';

/**
 * Whether somebody wants a look at a source right now (`PollSession.onNudge`); what is asked for while we look is not
 * forgotten. One for as long as the source is watched.
 */
export class Nudges {
  private asked = false;
  private wake: (() => void) | undefined;

  constructor(private readonly session: PollSession) {
    session.onNudge(() => {
      this.asked = true;
      this.wake?.();
    });
  }

  /** Waits so many milliseconds, or until somebody asks, or the session ends. @returns whether somebody asked */
  async within(ms: number): Promise<boolean> {
    if (!this.asked && !this.session.signal.aborted) {
      const over = new AbortController();
      const woken = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      const end = () => this.wake?.();
      this.session.signal.addEventListener('abort', end, { once: true });
      await Promise.race([sleep(ms, undefined, { signal: over.signal }).catch(() => undefined), woken]);
      over.abort();
      this.session.signal.removeEventListener('abort', end);
      this.wake = undefined;
    }
    const asked = this.asked;
    this.asked = false;
    return asked;
  }
}
