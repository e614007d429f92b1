import { Injectable } from '@nestjs/common';
import type { Attachment, Message } from '@parley/shared/messages.js';
import { presentPerson } from '../../people/person-summary.js';
import { type AttachmentRow, type MessageRow, MessageViewRepository } from './message-view.repository.js';

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
    closeAfter: row.close_after,
    forward: row.forward,
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
  };
}
