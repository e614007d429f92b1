import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, FetchesPost } from '../core/connector.js';
import type { InboundPost } from '../core/inbound-event.js';
import { commentSchema, postSchema } from './comment.js';
import { postCard } from './post-card.parse.js';
import { channelErrorOf } from './refusal.js';
import { SiteApi, SiteError } from './site.client.js';
import { routeOf } from './site-address.js';
import { type ReachableSite, siteOf } from './wordpress.settings.js';

/** Posts with their picture and author, which comments do not bring along. */
@Injectable()
export class SitePosts implements FetchesPost {
  constructor(private readonly api: SiteApi) {}

  async fetchPost(channel: ConnectedChannel, externalId: string, signal: AbortSignal): Promise<InboundPost> {
    const site = siteOf(channel);
    try {
      const named = await this.routeOf(site, externalId, signal);
      const usual = ['posts', 'pages'].map((type) => `wp/v2/${type}/${externalId}`);
      for (const route of new Set([...(named === undefined ? [] : [named]), ...usual])) {
        const found = await this.post(site, route, signal);
        if (found !== undefined) return found;
      }
    } catch (error) {
      throw channelErrorOf(error);
    }
    throw ChannelError.rejected('post_gone', 'The post is not there any more.');
  }

  /** Posts may be of any type, each with an address of its own, which their comments name. */
  private async routeOf(site: ReachableSite, post: string, signal: AbortSignal): Promise<string | undefined> {
    const query = { context: 'edit', status: 'all', post, per_page: '1' };
    const { data } = await this.api.call(
      site.apiUrl,
      site,
      { route: 'wp/v2/comments', query, signal },
      z.array(commentSchema),
    );
    const href = data[0]?._links?.up?.[0]?.href;
    return href === undefined ? undefined : routeOf(site.apiUrl, href);
  }

  private async post(
    site: ReachableSite,
    route: string,
    signal: AbortSignal,
  ): Promise<InboundPost | undefined> {
    try {
      const call = { route, query: { _embed: 'author,wp:featuredmedia' }, signal };
      return postCard((await this.api.call(site.apiUrl, site, call, postSchema)).data);
    } catch (error) {
      if (error instanceof SiteError && (error.status === 404 || error.status === 403)) return undefined;
      throw error;
    }
  }
}
