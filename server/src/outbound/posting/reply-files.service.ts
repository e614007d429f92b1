import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { AppError } from '../../platform/errors/app-error.js';
import { contentIdOf } from './written.js';

export interface ReplyFile {
  id: string;
  filename: string;
  contentType: string;
  size: number;
}

/** The files of a reply: those its writer has uploaded, and those of a message that is passed on. */
@Injectable()
export class ReplyFiles {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Files a member uploaded and has not used yet, in the order named; locked until the transaction ends.
   * @throws AppError invalid_request naming those that are not theirs or not there
   */
  async uploads(brandId: string, memberId: string, ids: readonly string[]): Promise<ReplyFile[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<Omit<ReplyFile, 'size'> & { size: string }>(
      `SELECT id, filename, content_type AS "contentType", size FROM attachment
       WHERE brand_id = $1 AND id = ANY($2) AND uploaded_by = $3 AND message_id IS NULL AND state = 'ready' ORDER BY id FOR UPDATE`,
      [brandId, ids, memberId],
    );
    const found = new Map(rows.map((row) => [row.id, { ...row, size: Number(row.size) }]));
    const missing = ids.flatMap((id, index) => (found.has(id) ? [] : [index]));
    if (missing.length > 0) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: missing.map((index) => ({
          path: ['attachments', index],
          message: 'This file is not there, or was sent already: upload it again.',
        })),
      });
    }
    return [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
  }

  /** The files of a message, as they would go along when it is passed on. */
  async ofMessage(brandId: string, messageId: string): Promise<ReplyFile[]> {
    const rows = await this.database.query<Omit<ReplyFile, 'size'> & { size: string }>(
      `SELECT id, filename, content_type AS "contentType", size FROM attachment
       WHERE brand_id = $1 AND message_id = $2 AND state = 'ready' AND storage_key IS NOT NULL ORDER BY position, id`,
      [brandId, messageId],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }

  /**
   * Gives a message other files: those named of its own and new ones of the member, in the order named. Files that were
   * passed on with it stay; those no longer named are free again.
   * @param pictures ids of those that stand within the text
   * @returns all it has now
   */
  async exchange(
    brandId: string,
    memberId: string,
    messageId: string,
    ids: readonly string[],
    pictures: readonly string[],
  ): Promise<ReplyFile[]> {
    const had = await this.database.query<Omit<ReplyFile, 'size'> & { size: string; own: boolean }>(
      `SELECT id, filename, content_type AS "contentType", size, uploaded_by IS NOT NULL AS own FROM attachment
       WHERE brand_id = $1 AND message_id = $2 ORDER BY position, id FOR UPDATE`,
      [brandId, messageId],
    );
    const passedOn = had.filter(({ own }) => !own).map(({ id }) => id);
    const known = new Map(
      had.map(({ own: _own, ...file }) => [file.id, { ...file, size: Number(file.size) }]),
    );
    const wanted = [...new Set(ids)].filter((id) => !passedOn.includes(id));
    const fresh = await this.uploads(
      brandId,
      memberId,
      wanted.filter((id) => !known.has(id)),
    );
    for (const file of fresh) known.set(file.id, file);
    await this.database.run(
      `UPDATE attachment SET message_id = NULL, created_at = $4
       WHERE brand_id = $1 AND message_id = $2 AND uploaded_by IS NOT NULL AND NOT (id = ANY($3))`,
      [brandId, messageId, wanted, this.clock.now()],
    );
    await this.database.run(
      `UPDATE attachment a SET position = $3 + f.position - 1
       FROM unnest($2::uuid[]) WITH ORDINALITY AS f(id, position) WHERE a.brand_id = $1 AND a.id = f.id`,
      [brandId, passedOn, wanted.length],
    );
    const filesOf = (some: readonly string[]) => some.flatMap((id) => known.get(id) ?? []);
    await this.attach(brandId, messageId, filesOf(wanted), pictures);
    return [...filesOf(wanted), ...filesOf(passedOn)];
  }

  /** Ids of the files its writer had uploaded for it. */
  async uploaded(brandId: string, messageId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM attachment WHERE brand_id = $1 AND message_id = $2 AND uploaded_by IS NOT NULL ORDER BY position, id',
      [brandId, messageId],
    );
    return rows.map(({ id }) => id);
  }

  /** @param pictures ids of those that stand within the text */
  async attach(
    brandId: string,
    messageId: string,
    files: readonly ReplyFile[],
    pictures: readonly string[] = [],
  ): Promise<void> {
    if (files.length === 0) return;
    const inside = new Set(pictures);
    await this.database.run(
      `UPDATE attachment a SET message_id = $2, position = f.position - 1, content_id = f.content_id, inline = f.content_id IS NOT NULL
       FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS f(id, content_id, position) WHERE a.brand_id = $1 AND a.id = f.id`,
      [
        brandId,
        messageId,
        files.map(({ id }) => id),
        files.map(({ id }) => (inside.has(id) ? contentIdOf(id) : null)),
      ],
    );
  }

  /** Passing a message on shares its content, not its rows: each is deleted on its own. */
  async copy(brandId: string, messageId: string, files: readonly ReplyFile[], from: number): Promise<void> {
    for (const [index, { id }] of files.entries()) {
      await this.database.run(
        `INSERT INTO attachment (id, brand_id, message_id, position, filename, content_type, size, storage_key, content_id, inline,
           state, created_at)
         SELECT $3, brand_id, $4, $5, filename, content_type, size, storage_key, content_id, inline, 'ready', $6
         FROM attachment WHERE brand_id = $1 AND id = $2`,
        [brandId, id, newId(), messageId, from + index, this.clock.now()],
      );
    }
  }
}
