import { Injectable } from '@nestjs/common';
import type { ModerationAction, ModerationState } from '@parley/shared/moderation.js';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, ModeratedMessage, Moderates, SendContext } from '../core/connector.js';
import { commentSchema } from './comment.js';
import { stateOf } from './comment-state.js';
import { channelErrorOf } from './refusal.js';
import { SiteApi, SiteError } from './site.client.js';
import { siteOf } from './wordpress.settings.js';

/** What the site is told, and how the comment then does not stand any more, or does. */
const STATUS: Partial<
  Record<ModerationAction, { status: string; done: (state: ModerationState) => boolean }>
> = {
  approve: { status: 'approve', done: (state) => state === 'visible' },
  unapprove: { status: 'hold', done: (state) => state === 'pending' },
  spam: { status: 'spam', done: (state) => state === 'spam' },
  unspam: { status: 'unspam', done: (state) => state !== 'spam' },
  trash: { status: 'trash', done: (state) => state === 'trashed' },
  untrash: { status: 'untrash', done: (state) => state !== 'trashed' },
};

/** Approve, hold back, spam, trash, and each of them back. Nothing is deleted for good. */
@Injectable()
export class CommentModeration implements Moderates {
  readonly timeoutMs = 30_000;

  constructor(private readonly api: SiteApi) {}

  async moderate(
    channel: ConnectedChannel,
    { externalId }: ModeratedMessage,
    action: ModerationAction,
    context: SendContext,
  ): Promise<{ state?: ModerationState }> {
    const step = STATUS[action];
    if (step === undefined) throw ChannelError.rejected('not_possible', 'WordPress has no such thing.');
    try {
      return { state: await this.call(channel, externalId, context, { status: step.status }) };
    } catch (error) {
      // It says so as well of what stands that way already: repeating is no failure.
      if (error instanceof SiteError && error.code === 'rest_comment_failed_edit') {
        const state = await this.now(channel, externalId, context);
        if (step.done(state)) return { state };
        throw ChannelError.retryable('failed_edit', 'The site could not save the decision.', error);
      }
      throw channelErrorOf(error, true);
    }
  }

  private async now(channel: ConnectedChannel, externalId: string, context: SendContext) {
    try {
      return await this.call(channel, externalId, context, null);
    } catch (error) {
      throw channelErrorOf(error);
    }
  }

  /** @param body null: only reads */
  private async call(
    channel: ConnectedChannel,
    externalId: string,
    { signal, timeoutMs }: SendContext,
    body: Record<string, unknown> | null,
  ): Promise<ModerationState> {
    const site = siteOf(channel);
    const { data } = await this.api.call(
      site.apiUrl,
      site,
      {
        method: body === null ? 'GET' : 'POST',
        route: `wp/v2/comments/${externalId}`,
        ...(body === null ? { query: { context: 'edit' } } : { body }),
        signal,
        timeoutMs,
      },
      commentSchema,
    );
    return stateOf(data.status);
  }
}
