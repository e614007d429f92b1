import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Attachment } from '@parley/shared/messages.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Env } from '../../platform/config/env.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { storable } from '../../platform/database/storable.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import type { FileAnswer } from '../../platform/http/file-answer.js';
import { Storage } from '../../platform/storage/storage.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';
import { presentAttachment } from '../messages/message.presenter.js';

interface StoredRow {
  message_id: string | null;
  uploaded_by: string | null;
  filename: string;
  content_type: string;
  size: string;
  storage_key: string | null;
  state: 'pending' | 'ready' | 'failed';
  reason: string | null;
  /** Somebody's picture, and they speak where the asking member may look. */
  is_avatar: boolean;
}

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;
const NAME_LENGTH = 200;

/** Files: those members bring, those that came with messages, and raw mails. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly database: Database,
    private readonly storage: Storage,
    private readonly access: ConversationAccess,
    private readonly channels: ChannelAccess,
    private readonly env: Env,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a file of a member until a message of theirs takes it.
   * @throws AppError too_large, storage_full
   */
  async upload(
    seat: CallerSeat,
    file: { filename: string; contentType: string; content: Readable & { truncated?: boolean } },
  ): Promise<Attachment> {
    const { key, size } = await this.storage.put(seat.brandId, whole(file.content), {
      maxBytes: this.env.uploadBytes,
    });
    const row = {
      id: newId(),
      filename: nameOf(file.filename),
      content_type: MEDIA_TYPE.test(file.contentType)
        ? file.contentType.toLowerCase()
        : 'application/octet-stream',
      size: String(size),
      content_id: null,
      inline: false,
      state: 'ready' as const,
      reason: null,
      description: null,
    };
    await this.database.run(
      `INSERT INTO attachment (id, brand_id, uploaded_by, filename, content_type, size, storage_key, state, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'ready', $8)`,
      [row.id, seat.brandId, seat.memberId, row.filename, row.content_type, size, key, this.clock.now()],
    );
    return presentAttachment(row);
  }

  /** @throws AppError not_found, not_possible_now while it is being fetched or when it could not be */
  async open(seat: CallerSeat, id: string, download: boolean): Promise<FileAnswer> {
    const channels = await this.channels.visibleChannelIds(seat);
    const row = await this.database.one<StoredRow>(
      `SELECT a.message_id, a.uploaded_by, a.filename, a.content_type, a.size, a.storage_key, a.state, a.reason,
         EXISTS (
           SELECT 1 FROM (
             SELECT i.person_id FROM identity i WHERE i.brand_id = $1 AND i.avatar_attachment_id = a.id
             UNION SELECT p.id FROM person p WHERE p.brand_id = $1 AND p.avatar_attachment_id = a.id
           ) shown
           WHERE $3::uuid[] IS NULL OR EXISTS (
             SELECT 1 FROM identity i JOIN conversation_participant cp ON cp.identity_id = i.id
               JOIN conversation c ON c.id = cp.conversation_id
             WHERE i.brand_id = $1 AND cp.brand_id = $1 AND i.person_id = shown.person_id AND c.channel_id = ANY($3)
           )
         ) AS is_avatar
       FROM attachment a WHERE a.brand_id = $1 AND a.id = $2`,
      [seat.brandId, id, channels === 'all' ? null : channels],
    );
    if (row === undefined) throw notFound('The file');
    if (row.message_id !== null) await this.access.requireByMessage(seat, row.message_id);
    else if (!row.is_avatar && row.uploaded_by !== seat.memberId) throw notFound('The file');
    if (row.state === 'pending') throw new AppError('not_possible_now', 'The file is still being fetched.');
    if (row.state === 'failed' || row.storage_key === null) {
      throw new AppError('not_possible_now', row.reason ?? 'The file could not be fetched.');
    }
    return {
      key: row.storage_key,
      filename: row.filename,
      contentType: row.content_type,
      size: Number(row.size),
      download,
    };
  }

  /** The bytes of a mail as they came. @throws AppError not_found */
  async raw(seat: CallerSeat, messageId: string): Promise<FileAnswer> {
    await this.access.requireByMessage(seat, messageId);
    const row = await this.database.one<{ raw_key: string | null; subject: string | null }>(
      `SELECT raw_key, mail->>'subject' AS subject FROM message
       WHERE brand_id = $1 AND id = $2 AND deleted_at IS NULL`,
      [seat.brandId, messageId],
    );
    const head = row?.raw_key == null ? undefined : await this.storage.head(row.raw_key);
    if (row?.raw_key == null || head === undefined) throw notFound('The raw mail');
    const filename = `${nameOf(row.subject?.trim() || 'mail').slice(0, 80)}.eml`;
    return { key: row.raw_key, filename, contentType: 'message/rfc822', size: head.size, download: true };
  }
}

/** A stream that was cut at the limit is no file. */
async function* whole(content: Readable & { truncated?: boolean }): AsyncIterable<Uint8Array> {
  yield* content as AsyncIterable<Uint8Array>;
  if (content.truncated === true) throw new AppError('too_large', 'The file is too large.');
}

/** Only the name, without a path or what no file system likes. */
function nameOf(given: string): string {
  const name = storable(given.split(/[/\\]/).at(-1) ?? '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
    .replace(/[\x00-\x1f\x7f<>:"|?*]/g, '_')
    .trim();
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot).slice(0, 20) : '';
  return name.length > NAME_LENGTH ? name.slice(0, NAME_LENGTH - ending.length) + ending : name || 'file';
}
