import { Injectable } from '@nestjs/common';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { presentPerson } from '../../people/person-summary.js';
import type { QueueRow } from './row.repository.js';

/** Shown for a kind that this installation no longer has. */
const UNKNOWN_ICON = 'channel';

@Injectable()
export class RowPresenter {
  constructor(private readonly connectors: ConnectorRegistry) {}

  present = (row: QueueRow): ConversationRow => ({
    id: row.id,
    brandId: row.brand_id,
    version: row.version,
    medium: row.medium,
    channel: {
      id: row.channel_id,
      kind: row.channel_kind,
      name: row.channel_name,
      icon: this.iconOf(row.channel_kind),
    },
    person: presentPerson({
      id: row.person_id,
      name: row.person_name,
      avatar_attachment_id: row.person_avatar,
      handle: row.person_handle,
    }),
    subject: row.subject,
    postId: row.post_id,
    status: row.status,
    side: row.side,
    setAside: row.set_aside,
    priority: row.priority,
    assignee: row.assignee_id === null ? null : { memberId: row.assignee_id, name: row.assignee_name ?? '' },
    tags: row.tags,
    lastWords: row.last_words,
    lastWordsBy: row.last_words_by,
    lastAt: row.last_at.toISOString(),
    waitingSince: row.waiting_since?.toISOString() ?? null,
    answerBy: row.answer_by?.toISOString() ?? null,
    targetMs: row.target_ms === null ? null : Number(row.target_ms),
    settlesAt: row.settles_at?.toISOString() ?? null,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    unconfirmed: row.unconfirmed,
    messageCount: row.message_count,
    utteranceSeq: row.utterance_seq,
    unread: row.read_seq < row.utterance_seq,
  });

  iconOf(kind: string): string {
    return this.manifestOf(kind)?.icon ?? UNKNOWN_ICON;
  }

  manifestOf(kind: string) {
    return this.connectors.all().find(({ manifest }) => manifest.kind === kind)?.manifest;
  }
}
