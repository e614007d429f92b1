import { createHash } from 'node:crypto';
import { type Change, commentSchema, type Reading, type SiteComment } from './comment.js';

/** As many of the newest are looked at again and again, for edits, other states and deletions. */
export const MOST_KNOWN = 1_000;
export const CHUNK = 100;
/** Name of the cursor. */
export const KNOWN = 'known';

/** `f`: fingerprint of the words, `s`: status, `r`: root of its thread. Short, since they are stored with every change. */
interface Seen {
  f: string;
  s: string;
  r: string;
}

export type StoredComments = Record<string, Seen>;

/** The newest comments of a site as we last saw them. */
export class KnownComments {
  private readonly seen: Map<string, Seen>;

  constructor(stored: StoredComments | null) {
    this.seen = new Map(Object.entries(stored ?? {}));
  }

  has(id: string): boolean {
    return this.seen.has(id);
  }

  rootOf(id: string): string | undefined {
    return this.seen.get(id)?.r;
  }

  /** What is different about it since we saw it last; none where we have not. */
  changesOf(comment: SiteComment): Change[] {
    const before = this.seen.get(comment.id);
    if (before === undefined) return [];
    const changes: Change[] = [];
    if (before.f !== fingerprint(comment)) changes.push('content');
    if (before.s !== comment.status) changes.push('status');
    return changes;
  }

  note(comment: SiteComment, root: string): void {
    this.seen.set(comment.id, { f: fingerprint(comment), s: comment.status, r: root });
  }

  /** Those whose place is known. */
  noteAll(readings: readonly Reading[]): void {
    for (const { comment, root } of readings) {
      const read = commentSchema.safeParse(comment);
      if (read.success && root !== undefined) this.note(read.data, root);
    }
  }

  forget(id: string): void {
    this.seen.delete(id);
  }

  /** Newest first, in portions that fit into one request. */
  chunks(): string[][] {
    const ids = this.newestFirst();
    return Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, at) =>
      ids.slice(at * CHUNK, (at + 1) * CHUNK),
    );
  }

  /** To be stored; what is older than the newest is let go. */
  stored(): StoredComments {
    for (const id of this.newestFirst().slice(MOST_KNOWN)) this.seen.delete(id);
    return Object.fromEntries(this.seen);
  }

  private newestFirst(): string[] {
    return [...this.seen.keys()].sort((a, b) => compareIds(b, a));
  }
}

/** By number, however long. */
export const compareIds = (a: string, b: string): number =>
  a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;

/** Of what was written: how it is rendered may change with every theme and plugin. */
const fingerprint = ({ content }: SiteComment): string =>
  createHash('sha256')
    .update(content.raw ?? content.rendered)
    .digest('base64url')
    .slice(0, 16);
