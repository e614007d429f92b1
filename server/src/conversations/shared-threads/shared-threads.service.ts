import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type KnownVisitor,
  type SharedMessage,
  type SharedThread,
  SharedThreads,
  type ThreadRef,
} from '../../channels/core/shared-threads.js';
import {
  type SharedConversation,
  type SharedRow,
  SharedThreadRepository,
} from './shared-thread.repository.js';

const PAGE = 50;
/** As much as is caught up on at once; older messages are asked for page by page. */
const MOST = 200;
const EMPTY: SharedThread = { messages: [], cursor: '0.', hasOlder: false, readSeq: 0, closed: false };

/** Conversations as the people on the other side see them. */
@Injectable()
export class SharedThreadsService extends SharedThreads {
  constructor(private readonly threads: SharedThreadRepository) {
    super();
  }

  async read(thread: ThreadRef, page: { after?: string; before?: number }): Promise<SharedThread> {
    const conversation = await this.threads.conversation(thread);
    return conversation === undefined ? EMPTY : this.of(conversation, page);
  }

  /** The same for other domains, which know the conversation. */
  async of(
    conversation: SharedConversation,
    { after, before }: { after?: string; before?: number } = {},
  ): Promise<SharedThread> {
    const seen = after === undefined ? null : Number.parseInt(after, 10) || 0;
    const [newest, marks] = await Promise.all([
      this.threads.rows(conversation, before, (seen === null ? PAGE : MOST) + 1),
      this.threads.marks(conversation),
    ]);
    const closed = conversation.status === 'closed';
    const cursor = before === undefined ? cursorOf(newest, marks, closed) : '';
    const limit = seen === null ? PAGE : MOST;
    const wanted = newest
      .slice(0, limit)
      .filter(({ seq }, index) => seen === null || index < PAGE || seq > seen);
    const rows = after !== undefined && after === cursor ? [] : wanted.reverse();
    return {
      messages: await this.present(conversation, rows, marks.seen),
      cursor,
      hasOlder: newest.length > wanted.length,
      readSeq: marks.read,
      closed,
    };
  }

  private async present(
    { brandId }: SharedConversation,
    rows: readonly SharedRow[],
    seen: number,
  ): Promise<SharedMessage[]> {
    const shown = rows.filter(({ deleted_at }) => deleted_at === null).map(({ id }) => id);
    const files = shown.length === 0 ? new Map() : await this.threads.files(brandId, shown);
    return rows.map((row) => ({
      id: row.id,
      seq: row.seq,
      version: row.version,
      from: row.direction === 'in' ? 'visitor' : 'brand',
      externalId: row.external_id,
      author:
        row.direction === 'in' || row.member_name === null
          ? null
          : { name: row.member_name, avatarUrl: null },
      text: row.deleted_at === null ? row.text : '',
      at: row.occurred_at.toISOString(),
      deleted: row.deleted_at !== null,
      attachments: (files.get(row.id) ?? []).map((file: FileOf) => ({
        id: file.id,
        filename: file.filename,
        contentType: file.content_type,
        size: Number(file.size),
      })),
      seenByBrand: row.direction === 'in' && row.seq <= seen,
    }));
  }

  async unheard(thread: ThreadRef, outcome: 'delivered' | 'read', seq: number) {
    const conversation = await this.threads.conversation(thread);
    return conversation === undefined ? [] : this.threads.unheard(conversation, outcome, seq);
  }

  visitor(
    channel: { id: string; brandId: string },
    namespace: string,
    externalId: string,
  ): Promise<KnownVisitor | undefined> {
    return this.threads.visitor(channel, namespace, externalId);
  }

  refused(brandId: string, namespace: string, externalId: string): Promise<void> {
    return this.threads.refused(brandId, namespace, externalId);
  }

  has(channel: { id: string; brandId: string }, externalId: string): Promise<boolean> {
    return this.threads.has(channel, externalId);
  }

  /** Of these those that had left and are shown no more. */
  takenBack(brandId: string, ids: readonly string[]): Promise<{ id: string; seq: number }[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.threads.takenBack(brandId, ids);
  }

  conversation(brandId: string, id: string): Promise<SharedConversation | undefined> {
    return this.threads.byId(brandId, id);
  }

  names({ brandId, channelId, id }: SharedConversation): Promise<string[]> {
    return this.threads.names(brandId, channelId, id);
  }

  marks(conversation: SharedConversation): Promise<{ read: number; seen: number }> {
    return this.threads.marks(conversation);
  }
}

type FileOf = { id: string; filename: string; content_type: string; size: string };

/** The newest place, and a fingerprint of everything shown on the newest page. */
function cursorOf(
  newest: readonly SharedRow[],
  marks: { read: number; seen: number },
  closed: boolean,
): string {
  const page = newest.slice(0, PAGE).map(({ id, version }) => `${id}/${version}`);
  const hash = createHash('sha256').update(JSON.stringify([page, marks, closed]));
  return `${newest[0]?.seq ?? 0}.${hash.digest('base64url').slice(0, 16)}`;
}
