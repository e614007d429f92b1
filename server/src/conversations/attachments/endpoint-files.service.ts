import { Injectable } from '@nestjs/common';
import { EndpointFiles } from '../../channels/core/endpoint-door.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { storable } from '../../platform/database/storable.js';
import { Storage } from '../../platform/storage/storage.js';

/** Files that sending systems bring along before their message, and those of replies they fetch. */
@Injectable()
export class EndpointFilesService extends EndpointFiles {
  constructor(
    private readonly database: Database,
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {
    super();
  }

  async keep(
    endpoint: { id: string; brandId: string },
    file: { filename: string; contentType: string; content: Uint8Array },
  ): Promise<string> {
    const { key, size } = await this.storage.put(endpoint.brandId, file.content);
    const id = newId();
    await this.database.run(
      `INSERT INTO attachment (id, brand_id, endpoint_id, filename, content_type, size, storage_key, state, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'ready', $8)`,
      storable([
        id,
        endpoint.brandId,
        endpoint.id,
        file.filename,
        file.contentType,
        size,
        key,
        this.clock.now(),
      ]),
    );
    return id;
  }

  async loose(endpoint: { id: string; brandId: string }, ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM attachment
       WHERE brand_id = $1 AND endpoint_id = $2 AND id = ANY($3) AND message_id IS NULL AND state = 'ready'`,
      [endpoint.brandId, endpoint.id, ids],
    );
    return rows.map(({ id }) => id);
  }

  async open(
    channel: { id: string; brandId: string },
    attachmentId: string,
    whose: 'ours' | 'both' = 'ours',
  ) {
    const row = await this.database.one<{
      filename: string;
      content_type: string;
      size: string;
      storage_key: string;
    }>(
      `SELECT a.filename, a.content_type, a.size, a.storage_key
       FROM attachment a JOIN message m ON m.id = a.message_id JOIN conversation c ON c.id = m.conversation_id
       WHERE a.brand_id = $1 AND m.brand_id = $1 AND a.id = $2 AND a.state = 'ready' AND a.storage_key IS NOT NULL
         AND m.deleted_at IS NULL AND CASE WHEN $4 THEN c.channel_id = $3 AND m.direction <> 'note'
           ELSE m.channel_id = $3 AND m.direction = 'out' END`,
      [channel.brandId, attachmentId, channel.id, whose === 'both'],
    );
    if (row === undefined) return undefined;
    return {
      filename: row.filename,
      contentType: row.content_type,
      size: Number(row.size),
      content: await this.storage.read(row.storage_key),
    };
  }
}
