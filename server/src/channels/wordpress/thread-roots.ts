import type { Reading, SiteComment } from './comment.js';
import { isOurs } from './comment-author.parse.js';
import type { KnownComments } from './known-comments.js';
import type { Given, SiteReader } from './site-reader.js';
import type { OurSide } from './wordpress.settings.js';

/** Deeper than any site lets people answer each other. */
const DEEPEST = 50;

/** What has been learnt of the ways up, for one batch. */
interface Batch {
  comments: ReadonlyMap<string, Given>;
  /** Fetched for their sake, nearest the root last. */
  ancestors: Map<string, Given>;
}

/** Finds what comments stand under: their parents may be older than anything we have read. */
export class ThreadRoots {
  constructor(
    private readonly reader: SiteReader,
    private readonly known: KnownComments,
    private readonly us: OurSide,
  ) {}

  /** @returns a reading for each, and the comments above them that had to be fetched, each with its root */
  async place(batch: readonly Given[]): Promise<{ readings: Reading[]; ancestors: Reading[] }> {
    const found: Batch = {
      comments: new Map(batch.flatMap((one) => (one.comment === undefined ? [] : [[one.comment.id, one]]))),
      ancestors: new Map(),
    };
    const readings: Reading[] = [];
    for (const { raw, comment } of batch) {
      if (comment === undefined) readings.push({ comment: raw });
      else readings.push({ comment: raw, root: await this.rootOf(comment, found) });
    }
    const ancestors: Reading[] = [];
    for (const { raw, comment } of [...found.ancestors.values()].reverse()) {
      if (comment !== undefined) ancestors.push({ comment: raw, root: await this.rootOf(comment, found) });
    }
    return { readings, ancestors };
  }

  private async rootOf(comment: SiteComment, found: Batch): Promise<string> {
    let at = comment;
    // Of our own we have to know whom it answers: the next above that is not ours.
    let wanted = isOurs(comment, this.us);
    for (let depth = 0; depth < DEEPEST && at.parent !== '0'; depth += 1) {
      const root = this.known.rootOf(at.parent);
      const above = found.comments.get(at.parent) ?? found.ancestors.get(at.parent);
      if (root !== undefined && (above !== undefined || !wanted)) return root;
      const parent = above ?? (await this.fetch(at.parent, found));
      // Deleted, or not for us to see: the thread begins below it.
      if (parent?.comment === undefined) return at.parent;
      at = parent.comment;
      if (!isOurs(at, this.us)) wanted = false;
      if (root !== undefined && !wanted) return root;
    }
    return at.id;
  }

  private async fetch(id: string, found: Batch): Promise<Given | undefined> {
    const given = await this.reader.one(id);
    if (typeof given === 'string') return undefined;
    found.ancestors.set(id, given);
    return given;
  }
}
