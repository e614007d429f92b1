import type { Readable } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ChannelError } from '../../channels/core/channel-error.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { Clock } from '../../platform/clock/clock.js';
import { Env } from '../../platform/config/env.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import {
  type FetchVerdict,
  verdictOnError,
  verdictOnStatus,
} from '../../platform/outbound-http/file-fetch.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import { Jobs } from '../../platform/queue/jobs.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { Storage } from '../../platform/storage/storage.js';
import { ATTACHMENT_PENDING, MESSAGE_CHANGED } from '../conversations.events.js';
import { FETCH_ATTACHMENT } from './attachments.jobs.js';

interface PendingRow {
  id: string;
  brand_id: string;
  message_id: string | null;
  conversation_id: string | null;
  channel_id: string | null;
  content_type: string;
  source_url: string | null;
  source_ref: string | null;
  created_at: Date;
}

interface OpenedFile {
  content: Readable;
  contentType?: string | undefined;
}

/** A file that cannot be fetched is asked for again until then; its message is there all the while. */
const GIVE_UP_MS = 6 * 3_600_000;
const SWEEP_MS = 60_000;
/** The sweeper leaves the job so much time, and later waits as long again as the file has waited. */
const PATIENCE_MS = 30_000;

/** Fetches attachments that came as an address. A failed fetch never holds up or loses the message. */
@Injectable()
export class AttachmentFetch implements OnModuleInit {
  /** When a file may be tried again, by attachment; forgotten with the process. */
  private readonly notBefore = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly storage: Storage,
    private readonly http: OutboundHttp,
    private readonly directory: ChannelDirectory,
    private readonly connectors: ConnectorRegistry,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly events: DomainEvents,
    private readonly env: Env,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(ATTACHMENT_PENDING, (pending) =>
      this.jobs.enqueue(FETCH_ATTACHMENT, pending, { id: `fetch-${pending.attachmentId}` }),
    );
    this.jobs.handle(FETCH_ATTACHMENT, ({ brandId, attachmentId }) => this.fetch(brandId, attachmentId));
    this.ticker.every('fetch-attachments', SWEEP_MS, () => this.sweep());
  }

  async fetch(brandId: string, attachmentId: string): Promise<void> {
    const row = await this.database.one<PendingRow>(
      `SELECT a.id, a.brand_id, a.message_id, m.conversation_id, m.channel_id, a.content_type, a.source_url, a.source_ref,
         a.created_at
       FROM attachment a LEFT JOIN message m ON m.id = a.message_id
       WHERE a.brand_id = $1 AND a.id = $2 AND a.state = 'pending' AND coalesce(a.source_url, a.source_ref) IS NOT NULL`,
      [brandId, attachmentId],
    );
    if (row === undefined) return;
    const verdict = await this.bring(row);
    if (verdict === undefined) {
      this.notBefore.delete(row.id);
      return;
    }
    const waited = this.clock.nowMs() - row.created_at.getTime();
    if (verdict.kind === 'again' && waited < GIVE_UP_MS) {
      this.notBefore.set(row.id, this.clock.nowMs() + Math.max(PATIENCE_MS, waited));
      return;
    }
    this.notBefore.delete(row.id);
    await this.settle(row, `state = 'failed', reason = $3`, [verdict.reason]);
  }

  /** @returns why it could not be brought */
  private async bring(row: PendingRow): Promise<FetchVerdict | undefined> {
    try {
      const file = row.source_ref === null ? await this.fromAddress(row) : await this.fromPlatform(row);
      if ('kind' in file) return file;
      const stored = await this.storage.put(row.brand_id, file.content);
      const told = file.contentType?.split(';')[0]?.trim().toLowerCase();
      const unknown = row.content_type === '' || row.content_type === 'application/octet-stream';
      await this.settle(
        row,
        `state = 'ready', reason = NULL, storage_key = $3, size = $4, content_type = $5`,
        [
          stored.key,
          stored.size,
          unknown && told !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(told) ? told : row.content_type,
        ],
      );
      return undefined;
    } catch (error) {
      if (error instanceof OutboundError) return verdictOnError(error);
      if (error instanceof ChannelError) {
        return { kind: error.kind === 'rejected' ? 'never' : 'again', reason: error.message };
      }
      throw error;
    }
  }

  private async fromAddress({ source_url }: PendingRow): Promise<OpenedFile | FetchVerdict> {
    const answer = await this.http.stream({ url: source_url ?? '', maxBytes: this.env.uploadBytes });
    if (answer.status !== 200) {
      answer.body.destroy();
      return verdictOnStatus(answer.status);
    }
    const header = answer.headers['content-type'];
    return { content: answer.body, contentType: Array.isArray(header) ? header[0] : header };
  }

  /** A file only its platform can find. */
  private async fromPlatform({ channel_id, source_ref }: PendingRow): Promise<OpenedFile | FetchVerdict> {
    const channel = channel_id === null ? undefined : await this.directory.find(channel_id);
    if (channel === undefined || channel.removedAt !== null) {
      return { kind: 'never', reason: 'Its channel is no longer connected.' };
    }
    const { files } = this.connectors.get(channel.kind);
    if (files === undefined) return { kind: 'never', reason: 'This kind of channel has no files to fetch.' };
    return files.openFile(await this.directory.open(channel), source_ref ?? '', {
      maxBytes: this.env.uploadBytes,
    });
  }

  private settle(row: PendingRow, change: string, params: unknown[]): Promise<void> {
    return this.database.transaction(async () => {
      const changed = await this.database.run(
        `UPDATE attachment SET ${change} WHERE brand_id = $1 AND id = $2 AND state = 'pending'`,
        [row.brand_id, row.id, ...params],
      );
      if (changed === 0 || row.message_id === null || row.conversation_id === null) return;
      await this.database.run('UPDATE message SET version = version + 1 WHERE brand_id = $1 AND id = $2', [
        row.brand_id,
        row.message_id,
      ]);
      await this.events.publish(MESSAGE_CHANGED, {
        brandId: row.brand_id,
        conversationId: row.conversation_id,
        messageId: row.message_id,
      });
    });
  }

  private async sweep(): Promise<void> {
    const now = this.clock.nowMs();
    const rows = await this.database.query<{ id: string; brand_id: string }>(
      `SELECT id, brand_id FROM attachment -- any brand: whatever waits is fetched
       WHERE state = 'pending' AND created_at < $1 ORDER BY created_at LIMIT 500`,
      [new Date(now - PATIENCE_MS)],
    );
    for (const { id, brand_id } of rows) {
      if ((this.notBefore.get(id) ?? 0) > now) continue;
      await this.jobs.enqueue(
        FETCH_ATTACHMENT,
        { brandId: brand_id, attachmentId: id },
        { id: `fetch-${id}` },
      );
    }
  }
}
