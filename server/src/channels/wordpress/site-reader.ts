import { z } from 'zod';
import { commentSchema, type SiteComment } from './comment.js';
import { type SiteApi, SiteError, type SiteLogin } from './site.client.js';
import { oneSecondBefore } from './site-time.js';

const PER_PAGE = 100;
const commentsSchema = z.array(z.unknown());

/** A comment as the site gave it, and as we read it; undefined where it cannot be read. */
export interface Given {
  raw: unknown;
  comment: SiteComment | undefined;
}

export interface Page {
  given: Given[];
  total: number;
  pages: number;
  clockAheadMs: number;
}

/** `all` is what waits and what was approved: spam and trash have to be asked for. */
export type Status = 'all' | 'spam' | 'trash';

/** Reads comments of one site, everything of them, as a moderator. */
export class SiteReader {
  constructor(
    private readonly api: SiteApi,
    readonly login: SiteLogin,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Everything dated after a moment, oldest first. The moment moves along with what was read, so that what is deleted
   * meanwhile shifts nothing over the edge of a page; comments of the same second may come twice.
   * @param after by the site's clock, without a zone
   */
  async *since(after: string, query: { status: Status; before?: string }): AsyncGenerator<Page> {
    for (let from = after, page = 1; ; ) {
      const read = await this.page({
        ...query,
        after: from,
        page: String(page),
        orderby: 'date_gmt',
        order: 'asc',
      });
      yield read;
      // Comments we may not see are left out of a page and counted all the same: its length says nothing.
      if (page >= read.pages) return;
      const last = read.given.at(-1)?.comment?.date;
      const next = last == null ? undefined : oneSecondBefore(last);
      if (next !== undefined && next > from) {
        from = next;
        page = 1;
      } else page += 1;
    }
  }

  /** One page of what is dated after a moment, oldest first. */
  historyPage(after: string, page: number): Promise<Page> {
    return this.page({ status: 'all', after, page: String(page), orderby: 'date_gmt', order: 'asc' });
  }

  /** The newest by id, whatever their dates say. */
  newest(status: Status, most = PER_PAGE): Promise<Page> {
    return this.page({ status, orderby: 'id', order: 'desc', per_page: String(most) });
  }

  /** The last one dated before a moment by the site's clock. */
  lastBefore(before: string, status: Status): Promise<Page> {
    return this.page({ status, before, orderby: 'date_gmt', order: 'desc', per_page: '1' });
  }

  /** Those of these ids that are in this state; at most 100. */
  among(ids: readonly string[], status: Status): Promise<Page> {
    return this.page({ status, include: ids.join(','), orderby: 'id', order: 'asc' });
  }

  /** `gone`: not there any more. `hidden`: there, and not for us. */
  async one(id: string): Promise<Given | 'gone' | 'hidden'> {
    const query = { context: 'edit', _embed: 'up' };
    try {
      const { data } = await this.api.call(
        this.login.apiUrl,
        this.login,
        { route: `wp/v2/comments/${id}`, query, signal: this.signal },
        z.looseObject({ id: z.unknown() }),
      );
      return given(data);
    } catch (error) {
      if (!(error instanceof SiteError)) throw error;
      if (error.status === 404 && GONE.has(error.code)) return 'gone';
      if (error.status === 403 && HIDDEN.has(error.code)) return 'hidden';
      throw error;
    }
  }

  private async page(query: Record<string, string>): Promise<Page> {
    const { data, ...rest } = await this.api.call(
      this.login.apiUrl,
      this.login,
      {
        route: 'wp/v2/comments',
        query: { context: 'edit', per_page: String(PER_PAGE), _embed: 'up', ...query },
        signal: this.signal,
        timeoutMs: 60_000,
      },
      commentsSchema,
    );
    return { ...rest, given: data.map(given) };
  }
}

const GONE = new Set(['rest_comment_invalid_id', 'rest_post_invalid_id']);
const HIDDEN = new Set(['rest_cannot_read', 'rest_cannot_read_post', 'rest_forbidden_context']);

function given(raw: unknown): Given {
  const read = commentSchema.safeParse(raw);
  return { raw, comment: read.success ? read.data : undefined };
}
