import { setTimeout as sleep } from 'node:timers/promises';
import { loggerFor } from '../../platform/logging/logger.js';
import type { AccountAccess } from './account-of-channel.js';
import type { Frame } from './entities.js';
import type { MastodonApi } from './mastodon-api.client.js';
import { EventReader } from './sse.parse.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 120_000;
const PATH = '/api/v1/streaming/user';

const log = loggerFor('channels');

/**
 * The account's stream, opened again whenever it ends. It is only ever the quicker way: whatever it does not tell, the looks
 * beside it find.
 */
export class UserStream {
  /** Open at this moment. */
  open = false;

  constructor(
    private readonly api: MastodonApi,
    private readonly access: AccountAccess,
    private readonly told: { opened: () => void; closed: () => void; frame: (frame: Frame) => void },
  ) {}

  /** Until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !signal.aborted; ) {
      try {
        const { body } = await this.api.stream(this.access, {
          url: this.access.streamingUrl,
          path: PATH,
          signal,
        });
        wait = FIRST_WAIT_MS;
        await this.read(body);
      } catch (error) {
        // Instances may have switched streaming off; who looks often enough misses nothing by it.
        if (!signal.aborted)
          log.info({ err: error, instance: this.access.url }, 'the stream of an account ended');
      }
      if (this.open) {
        this.open = false;
        this.told.closed();
      }
      await sleep(wait * (0.8 + Math.random() * 0.4), undefined, { signal }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  private async read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const reader = new EventReader();
    for await (const chunk of body) {
      // Only what comes shows that it is open: some proxies say 200 and keep everything to themselves.
      if (!this.open) {
        this.open = true;
        this.told.opened();
      }
      for (const frame of reader.read(chunk)) this.told.frame(frame);
    }
  }
}
