import { Injectable } from '@nestjs/common';
import type { PollSession, Polls, SourceToBegin } from '../core/connector.js';
import { CommentWatch } from './comment-watch.js';
import { beginningOf, PLACE } from './place.js';
import { channelErrorOf } from './refusal.js';
import { SiteApi } from './site.client.js';
import { SiteReader } from './site-reader.js';
import { MODERATES } from './site-user.js';
import { siteOf } from './wordpress.settings.js';

/** How comments come in: a site tells nobody, so it is asked; its plugin only says when. */
@Injectable()
export class CommentSource implements Polls {
  constructor(private readonly api: SiteApi) {}

  async begin({ settings, secrets, known, signal }: SourceToBegin): Promise<Record<string, unknown>> {
    if (known.includes(PLACE)) return {};
    const site = siteOf({ settings, secrets });
    try {
      return { [PLACE]: await beginningOf(this.api, new SiteReader(this.api, site, signal), new Date()) };
    } catch (error) {
      throw channelErrorOf(error);
    }
  }

  async poll(session: PollSession): Promise<void> {
    try {
      await new CommentWatch(this.api, session).run();
    } catch (error) {
      if (session.signal.aborted) return;
      const fault = channelErrorOf(error);
      if (fault.code === 'not_allowed') await session.tell.missingPermissions([MODERATES]);
      throw fault;
    }
  }
}
