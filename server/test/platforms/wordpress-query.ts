import { Refusal, type WpComment } from './wordpress-data.js';

const KNOWN = new Set(
  'context status after before include post parent author type orderby order per_page page _embed'.split(' '),
);
/** ISO 8601 as `rest_parse_date` takes it; without a zone it is the site's time. */
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})?$/;

/** `WP_Comment_Query` behind `GET /wp/v2/comments` (§9 "Inbound polling"). */
export class CommentQuery {
  constructor(
    private readonly query: Record<string, string>,
    private readonly local: (date: Date) => string,
  ) {
    for (const name of Object.keys(query)) if (!KNOWN.has(name)) throw invalid(name);
    for (const name of ['after', 'before']) {
      if (query[name] !== undefined && !DATE.test(query[name])) throw invalid(name);
    }
    if (query.orderby !== undefined && !['date', 'date_gmt', 'id'].includes(query.orderby))
      throw invalid('orderby');
  }

  of(all: readonly WpComment[]): { page: WpComment[]; total: number; pages: number } {
    const perPage = Number(this.query.per_page ?? 10);
    if (!Number.isInteger(perPage) || perPage < 1 || perPage > 100) throw invalid('per_page');
    const page = Number(this.query.page ?? 1);
    if (!Number.isInteger(page) || page < 1) throw invalid('page');
    const found = all.filter((comment) => this.takes(comment)).sort((a, b) => this.compare(a, b));
    return {
      page: found.slice((page - 1) * perPage, page * perPage),
      total: found.length,
      pages: Math.ceil(found.length / perPage),
    };
  }

  private takes(comment: WpComment): boolean {
    const { after, before, include, post, parent, author, type = 'comment' } = this.query;
    const among = (list: string | undefined, id: number) =>
      list === undefined || list.split(',').includes(String(id));
    const date = this.local(comment.date);
    return (
      comment.type === type &&
      this.hasStatus(comment) &&
      among(include, comment.id) &&
      among(post, comment.post) &&
      among(parent, comment.parent) &&
      among(author, comment.author) &&
      // The column of both is the local date, whatever `orderby` says, and the moment itself is left out.
      (after === undefined || date > this.moment(after)) &&
      (before === undefined || date < this.moment(before))
    );
  }

  /** `all` is what waits and what was approved. */
  private hasStatus({ status }: WpComment): boolean {
    switch (this.query.status ?? 'approve') {
      case 'all':
        return status === 'hold' || status === 'approved';
      case 'approve':
        return status === 'approved';
      default:
        return status === this.query.status;
    }
  }

  private moment(given: string): string {
    return DATE.exec(given)?.[1] === undefined ? given : this.local(new Date(given));
  }

  private compare(a: WpComment, b: WpComment): number {
    const byDate = this.query.orderby === 'id' ? 0 : a.date.getTime() - b.date.getTime();
    return (byDate || a.id - b.id) * (this.query.order === 'asc' ? 1 : -1);
  }
}

const invalid = (name: string) => new Refusal(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`);
