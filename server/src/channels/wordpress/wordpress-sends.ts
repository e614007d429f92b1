import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, SendContext, Sends } from '../core/connector.js';
import type { LookupResult, OutboundMessage, SendReceipt } from '../core/outbound-message.js';
import { commentSchema, instantOf, type SiteComment } from './comment.js';
import { commentWords } from './comment-words.parse.js';
import { channelErrorOf } from './refusal.js';
import { formatReply, type OutgoingComment, underUsersName } from './reply.format.js';
import { SiteApi, SiteError } from './site.client.js';
import { siteOf } from './wordpress.settings.js';

const TIMEOUT_MS = 45_000;
/** What our clock and the site's may differ by beyond what its answers tell. */
const SLACK_MS = 60_000;
const CHILDREN = 100;

@Injectable()
export class WordPressSends implements Sends<OutgoingComment> {
  readonly timeoutMs = TIMEOUT_MS;

  constructor(private readonly api: SiteApi) {}

  format(channel: ConnectedChannel, message: OutboundMessage): OutgoingComment {
    return formatReply(channel, message);
  }

  async send(
    channel: ConnectedChannel,
    outgoing: OutgoingComment,
    message: OutboundMessage,
    context: SendContext,
  ): Promise<SendReceipt> {
    try {
      return await this.post(channel, outgoing, context);
    } catch (error) {
      const code = error instanceof SiteError ? error.code : '';
      // A sure refusal: without the name it may be taken.
      if (code === 'rest_comment_invalid_author' && outgoing.author_name !== undefined) {
        return this.send(channel, underUsersName(outgoing), message, context);
      }
      if (code === 'comment_duplicate')
        return this.duplicate(error as SiteError, () => this.find(channel, outgoing, message, context));
      throw channelErrorOf(error, true);
    }
  }

  /** Only reads. Not found is never certain: a slow host may still be at it. */
  async lookup(
    channel: ConnectedChannel,
    message: OutboundMessage,
    context: SendContext,
  ): Promise<LookupResult> {
    const found = await this.find(channel, formatReply(channel, message), message, context);
    return found === undefined
      ? { found: false, certain: false }
      : { found: true, receipt: receiptOf(found) };
  }

  private async post(
    channel: ConnectedChannel,
    outgoing: OutgoingComment,
    { signal, timeoutMs }: SendContext,
  ): Promise<SendReceipt> {
    const site = siteOf(channel);
    const { data } = await this.api.call(
      site.apiUrl,
      site,
      { method: 'POST', route: 'wp/v2/comments', body: { ...outgoing }, signal, timeoutMs },
      commentSchema,
    );
    return receiptOf(data);
  }

  /** WordPress has the very same words of us under that comment: from a try that lost its answer, or from long ago. */
  private async duplicate(
    refusal: SiteError,
    look: () => Promise<SiteComment | undefined>,
  ): Promise<SendReceipt> {
    let found: SiteComment | undefined;
    try {
      found = await look();
    } catch (error) {
      const message = 'The site has these words of ours already; whether they are this reply is not known.';
      throw ChannelError.ambiguous(message, error);
    }
    if (found !== undefined) return receiptOf(found);
    throw channelErrorOf(refusal);
  }

  /** What we wrote under the same comment, in the same words, since the reply was made. */
  private async find(
    channel: ConnectedChannel,
    { post, parent, content }: OutgoingComment,
    { createdAt }: OutboundMessage,
    { signal }: SendContext,
  ): Promise<SiteComment | undefined> {
    const site = siteOf(channel);
    const wanted = wordsOf(content);
    for (const status of ['all', 'spam']) {
      const query = {
        context: 'edit',
        status,
        post: String(post),
        parent: String(parent),
        author: site.userId,
        orderby: 'date_gmt',
        order: 'desc',
        per_page: String(CHILDREN),
      };
      const call = { route: 'wp/v2/comments', query, signal };
      let answer: Awaited<ReturnType<typeof this.list>>;
      try {
        answer = await this.list(site, call);
      } catch (error) {
        throw channelErrorOf(error);
      }
      const since = createdAt.getTime() + answer.clockAheadMs - SLACK_MS;
      const found = answer.data.find(
        (comment) =>
          comment.parent === String(parent) &&
          comment.author === site.userId &&
          (instantOf(comment.date_gmt)?.getTime() ?? 0) >= since &&
          wordsOf(comment.content.raw ?? comment.content.rendered) === wanted,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private list(
    site: ReturnType<typeof siteOf>,
    call: { route: string; query: Record<string, string>; signal: AbortSignal },
  ) {
    return this.api.call(site.apiUrl, site, call, z.array(commentSchema));
  }
}

const receiptOf = ({ id, date_gmt }: SiteComment): SendReceipt => ({
  externalId: id,
  at: instantOf(date_gmt),
});

/** Tags, and what a site adds to them (`rel="ugc"`), make no other words. */
const wordsOf = (html: string) => commentWords(html).text.replace(/\s+/g, ' ');
