import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { DomainEvents } from '../platform/events/events.js';
import { type FetchVerdict, verdictOnError, verdictOnStatus } from '../platform/outbound-http/file-fetch.js';
import { OutboundError } from '../platform/outbound-http/outbound-error.js';
import { OutboundHttp } from '../platform/outbound-http/outbound-http.js';
import { Jobs } from '../platform/queue/jobs.js';
import { Ticker } from '../platform/queue/ticker.js';
import { Storage } from '../platform/storage/storage.js';
import { MergedPeople } from './merged-people.service.js';
import { AVATAR_DUE } from './people.events.js';
import { FETCH_AVATAR } from './people.jobs.js';

const MAX_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const SWEEP_MS = 300_000;
const PICTURE = /^image\/(?:png|jpeg|gif|webp|avif)$/;

interface DueRow {
  id: string;
  brand_id: string;
  avatar_source: string;
}

/** Fetches people's pictures, so that the console shows them without calling anybody else. */
@Injectable()
export class AvatarFetch implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly storage: Storage,
    private readonly http: OutboundHttp,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
    private readonly merged: MergedPeople,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(AVATAR_DUE, (due) => this.wake(due.brandId, due.identityId));
    this.jobs.handle(FETCH_AVATAR, ({ brandId, identityId }) => this.fetch(brandId, identityId));
    this.ticker.every('fetch-avatars', SWEEP_MS, async () => {
      const rows = await this.database.query<{ id: string; brand_id: string }>(
        `SELECT id, brand_id FROM identity -- any brand: whatever waits is fetched
         WHERE avatar_source IS NOT NULL AND avatar_attachment_id IS NULL LIMIT 500`,
      );
      for (const row of rows) await this.wake(row.brand_id, row.id);
    });
  }

  private wake(brandId: string, identityId: string): Promise<void> {
    return this.jobs.enqueue(FETCH_AVATAR, { brandId, identityId }, { id: `avatar-${identityId}` });
  }

  async fetch(brandId: string, identityId: string): Promise<void> {
    const due = await this.database.one<DueRow>(
      `SELECT id, brand_id, avatar_source FROM identity
       WHERE brand_id = $1 AND id = $2 AND avatar_source IS NOT NULL AND avatar_attachment_id IS NULL`,
      [brandId, identityId],
    );
    if (due === undefined) return;
    const brought = await this.bring(due);
    // What may pass is tried again by the sweeper; what stays so is noted, and not asked for again.
    if ('kind' in brought && brought.kind === 'again') return;
    await this.keep(due, 'kind' in brought ? { reason: brought.reason } : brought);
  }

  private async bring(
    due: DueRow,
  ): Promise<FetchVerdict | { key: string; size: number; contentType: string }> {
    try {
      const answer = await this.http.stream({
        url: due.avatar_source,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_BYTES,
        headers: { accept: 'image/*' },
      });
      const header = answer.headers['content-type'];
      const contentType = String(Array.isArray(header) ? header[0] : header)
        .split(';')[0]
        ?.trim()
        .toLowerCase();
      if (answer.status !== 200 || contentType === undefined || !PICTURE.test(contentType)) {
        answer.body.destroy();
        if (answer.status !== 200) return verdictOnStatus(answer.status);
        return { kind: 'never', reason: 'There is no picture at this address.' };
      }
      const { key, size } = await this.storage.put(due.brand_id, answer.body);
      return { key, size, contentType };
    } catch (error) {
      if (error instanceof OutboundError) return verdictOnError(error);
      throw error;
    }
  }

  private async keep(
    due: DueRow,
    found: { key: string; size: number; contentType: string } | { reason: string },
  ): Promise<void> {
    const attachmentId = newId();
    const ready = 'key' in found ? found : undefined;
    await this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO attachment (id, brand_id, filename, content_type, size, storage_key, state, reason, source_url, created_at)
         VALUES ($1, $2, 'avatar', $3, $4, $5, $6, $7, $8, $9)`,
        [
          attachmentId,
          due.brand_id,
          ready?.contentType ?? 'application/octet-stream',
          ready?.size ?? 0,
          ready?.key ?? null,
          ready === undefined ? 'failed' : 'ready',
          'reason' in found ? found.reason : null,
          due.avatar_source,
          this.clock.now(),
        ],
      );
      const taken = await this.database.run(
        `UPDATE identity SET avatar_attachment_id = $4
         WHERE brand_id = $1 AND id = $2 AND avatar_source = $3 AND avatar_attachment_id IS NULL`,
        [due.brand_id, due.id, due.avatar_source, attachmentId],
      );
      if (taken === 0 || ready === undefined) return;
      await this.merged.pictured(due.brand_id, due.id, attachmentId);
    });
  }
}
