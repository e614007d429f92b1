import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

interface AuditRow {
  id: string;
  at: Date;
  action: string;
  actor: string | null;
  ip: string | null;
  details: Record<string, unknown>;
}

/** Reads the audit entries of a brand, newest first. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  async page(brandId: string, { cursor, limit }: { cursor?: string; limit: number }) {
    // Ids are UUIDv7: their order is the order of writing.
    const rows = await this.database.query<AuditRow>(
      `SELECT a.id, a.at, a.action, u.name AS actor, a.ip, a.details
       FROM audit_entry a LEFT JOIN app_user u ON u.id = a.actor_user_id
       WHERE a.brand_id = $1 AND ($2::uuid IS NULL OR a.id < $2) ORDER BY a.id DESC LIMIT $3`,
      [brandId, /^[0-9a-f-]{36}$/.test(cursor ?? '') ? cursor : null, limit + 1],
    );
    const items = rows
      .slice(0, limit)
      .map(({ actor, at, ...row }) => ({ ...row, at: at.toISOString(), actorName: actor }));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
