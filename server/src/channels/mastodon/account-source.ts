import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { PollSession, Polls, SourceToBegin } from '../core/connector.js';
import { accountOf } from './account-of-channel.js';
import { AccountWatch } from './account-watch.js';
import { endsOf } from './forward-reader.js';
import { MastodonApi } from './mastodon-api.client.js';
import { readErrorOf } from './refusal.js';

/**
 * How statuses come in. The stream says at once that there is something; the notifications, read forward from a cursor, bring
 * it: so nothing is missed while the stream is away, and nothing comes twice.
 */
@Injectable()
export class AccountSource implements Polls {
  constructor(
    private readonly api: MastodonApi,
    private readonly clock: Clock,
  ) {}

  async begin({ settings, secrets, known, signal }: SourceToBegin): Promise<Record<string, unknown>> {
    try {
      return await endsOf(this.api, accountOf({ settings, secrets }), known, signal);
    } catch (error) {
      throw readErrorOf(error);
    }
  }

  async poll(session: PollSession): Promise<void> {
    try {
      const access = accountOf(session.channel, (quota) => session.tell.quota(quota));
      await (await AccountWatch.of(this.api, access, session, () => this.clock.nowMs())).run();
    } catch (error) {
      if (session.signal.aborted) return;
      throw isOurs(error) ? error : readErrorOf(error);
    }
  }
}

/** Of the lease, the database, a mistake: passed on as they are. */
function isOurs(error: unknown): boolean {
  const { name } = error as { name?: string };
  return name !== 'MastodonApiError' && name !== 'OutboundError' && name !== 'ChannelError';
}
