import { Injectable } from '@nestjs/common';
import type { ModerationAction } from '@parley/shared/moderation.js';
import { z } from 'zod';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, ModeratedMessage, Moderates, SendContext } from '../core/connector.js';
import { accountOf } from './account-of-channel.js';
import { MastodonApi } from './mastodon-api.client.js';
import { channelErrorOf, isGone } from './refusal.js';

const countedSchema = z.object({ favourites_count: z.number().int().nonnegative().optional() });

/** What of others can be done: a favourite. Ours can be deleted; nobody can hide what others have written. */
@Injectable()
export class MastodonModeration implements Moderates {
  readonly timeoutMs = 30_000;

  constructor(private readonly api: MastodonApi) {}

  async moderate(
    channel: ConnectedChannel,
    message: ModeratedMessage,
    action: ModerationAction,
    { signal, tell }: SendContext,
  ): Promise<{ likes?: number }> {
    const access = accountOf(channel, (quota) => tell.quota(quota));
    const path = `/api/v1/statuses/${encodeURIComponent(message.externalId)}`;
    try {
      if (action === 'delete' && message.direction === 'out') {
        await this.api.call(access, { method: 'DELETE', path, bucket: 'deletes', signal }, z.unknown());
        return {};
      }
      const verb = VERBS[action];
      if (verb === undefined) throw ChannelError.rejected('not_possible', 'Mastodon has nothing like this.');
      const { data } = await this.api.call(
        access,
        { method: 'POST', path: `${path}/${verb}`, signal },
        countedSchema,
      );
      return data.favourites_count === undefined ? {} : { likes: data.favourites_count };
    } catch (error) {
      // Deleted already is what was wanted.
      if (action === 'delete' && isGone(error)) return {};
      throw channelErrorOf(error);
    }
  }
}

const VERBS: Partial<Record<ModerationAction, string>> = { like: 'favourite', unlike: 'unfavourite' };
