import { Injectable } from '@nestjs/common';
import type { Attachment, Message } from '@parley/shared/messages.js';
import { presentPerson } from '../../people/person-summary.js';
import {
  type AskedAct,
  type AttachmentRow,
  type MessageRow,
  MessageViewRepository,
} from './message-view.repository.js';

/** The sign that is counted apart from the others. */
const LIKE = 'like';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Messages as the API, and everything that is pushed, show them. */
@Injectable()
export class MessagePresenter {
  constructor(private readonly messages: MessageViewRepository) {}

  /** @returns those that exist, by seq */
  async byIds(brandId: string, ids: readonly string[]): Promise<Message[]> {
    return this.present(brandId, await this.messages.byIds(brandId, ids));
  }

  async present(brandId: string, rows: readonly MessageRow[]): Promise<Message[]> {
    const files = await this.messages.attachments(
      brandId,
      rows.filter(({ deleted_at }) => deleted_at === null).map(({ id }) => id),
    );
    return rows.map((row) => presentMessage(row, files.get(row.id) ?? []));
  }
}

/** What the person took back is no longer shown; that it was there is. */
function presentMessage(row: MessageRow, files: readonly AttachmentRow[]): Message {
  const shown = row.deleted_at === null;
  return {
    id: row.id,
    conversationId: row.conversation_id,
    version: row.version,
    seq: row.seq,
    direction: row.direction,
    visibility: row.visibility,
    person:
      row.person_id === null
        ? null
        : presentPerson({
            id: row.person_id,
            name: row.person_name ?? '',
            avatar_attachment_id: row.person_avatar,
            handle: row.person_handle,
          }),
    member: row.member_id === null ? null : { memberId: row.member_id, name: row.member_name ?? '' },
    outsideParley: row.outside_parley,
    automatic: row.automatic !== null,
    text: shown ? row.text : '',
    fullText: shown ? row.full_text : null,
    html: shown ? row.html : null,
    replyHtml: shown ? row.reply_html : null,
    at: row.occurred_at.toISOString(),
    editedAt: iso(row.edited_at),
    deletedAt: iso(row.deleted_at),
    history: row.history,
    inReplyToId: row.in_reply_to_id,
    attachments: files.map(presentAttachment),
    mail: row.mail,
    page: row.page === null ? null : { url: row.page.url, title: row.page.title },
    hasRaw: shown && row.has_raw,
    clientId: row.client_id,
    state: row.state,
    heldUntil: iso(row.send_at ?? row.held_until),
    sendAt: iso(row.send_at),
    cancelIfTheyWrite: row.cancel_if_they_write,
    sentAt: iso(row.sent_at),
    deliveredAt: iso(row.delivered_at),
    readAt: iso(row.read_at),
    reason:
      row.reason === null
        ? null
        : { code: row.reason.code, message: row.reason.message, remedy: row.reason.remedy ?? null },
    refused: (row.refused ?? []).map(({ address, reason }) => ({ address, reason })),
    followUp:
      row.follow_up === null
        ? null
        : { to: row.follow_up.to, at: row.follow_up.at, state: row.follow_up.state },
    moderation: {
      state: row.moderation ?? 'visible',
      asked: presentAsked(row.act),
      liked: row.liked,
      onPlatform: row.on_platform,
    },
    ...presentReactions(row),
    warning: shown ? row.warning : null,
    url: row.url,
    replyCosts: row.reply_costs ?? 0,
    closeAfter: row.close_after,
    forward: row.forward,
  };
}

/** Only what is still on its way, or did not get there. */
function presentAsked(act: AskedAct | null): Message['moderation']['asked'] {
  if (act === null || act.state === 'done' || act.state === 'withdrawn') return null;
  const { action, memberId, name, reason } = act;
  return {
    action,
    state: act.state === 'failed' ? 'failed' : 'waiting',
    member: { memberId, name },
    reason:
      reason === null ? null : { code: reason.code, message: reason.message, remedy: reason.remedy ?? null },
  };
}

/** What the platform counts wins over the people it names, who may be fewer. */
function presentReactions(row: MessageRow): Pick<Message, 'likes' | 'reactions'> {
  const known = new Map((row.reactions ?? []).map((one) => [one.emoji, one]));
  const totals = row.reaction_totals ?? {};
  const reactions = [...new Set([...known.keys(), ...Object.keys(totals)])]
    .map((emoji) => ({
      emoji,
      count: totals[emoji] ?? known.get(emoji)?.count ?? 0,
      names: known.get(emoji)?.names ?? [],
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.emoji < b.emoji ? -1 : 1));
  const likes = reactions.find(({ emoji }) => emoji === LIKE)?.count ?? null;
  return {
    likes: row.likes ?? likes,
    reactions: reactions.filter(({ emoji }) => emoji !== LIKE),
  };
}

export function presentAttachment(row: Omit<AttachmentRow, 'message_id'>): Attachment {
  return {
    id: row.id,
    filename: row.filename,
    contentType: row.content_type,
    size: Number(row.size),
    url: `/api/v1/attachments/${row.id}`,
    contentId: row.content_id,
    inline: row.inline,
    state: row.state,
    reason: row.reason,
    description: row.description,
  };
}
