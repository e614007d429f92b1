import type { WidgetSettings } from '@parley/shared/livechat.js';
import { type Backend, RETRY_MS, refusalOf } from './backend.js';

const LONGEST_RETRY_MS = 600_000;

type Loaded =
  | { settings: WidgetSettings }
  /** Not now; so many ms later it may work. */
  | { retryMs: number }
  /** The server does not serve this page. */
  | 'refused'
  /** Being asked for already, or refused for good. */
  | 'busy';

/** Asks what the widget looks like, one call at a time, and says on the page's console why it gets no answer. */
export class SettingsLoad {
  #asking = false;
  #refused = false;
  #failures = 0;

  constructor(
    private readonly backend: Backend,
    private readonly warn: (text: string) => void,
  ) {}

  async load(): Promise<Loaded> {
    if (this.#asking || this.#refused) return 'busy';
    this.#asking = true;
    try {
      return { settings: await this.backend.settings() };
    } catch (error) {
      const refused = refusalOf(error);
      if (!refused.temporary) {
        this.warn(`Parley does not serve this page (${refused.code}): ${refused.message}`);
        this.#refused = true;
        return 'refused';
      }
      // A refusal of the page's origin, or by the page's own policy, looks like no answer at all.
      if (this.#failures === 0 && navigator.onLine)
        this.warn(
          `Parley cannot be reached from here. Is ${location.origin} among the websites of the channel, and ${this.backend.origin} in the page's connect-src?`,
        );
      const retryMs = Math.min(LONGEST_RETRY_MS, 4 * RETRY_MS * 2 ** this.#failures);
      this.#failures += 1;
      return { retryMs };
    } finally {
      this.#asking = false;
    }
  }
}
