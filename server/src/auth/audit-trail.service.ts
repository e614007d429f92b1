import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { decodeCursor, pageOfRows } from '../platform/http/cursor.js';

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
    const after = decodeCursor(cursor);
    const rows = await this.database.query<AuditRow>(
      `SELECT a.id, a.at, a.action, u.name AS actor, a.ip, a.details
       FROM audit_entry a LEFT JOIN app_user u ON u.id = a.actor_user_id
       WHERE a.brand_id = $1 AND ($2::timestamptz IS NULL OR (a.at, a.id) < ($2, $3::uuid))
       ORDER BY a.at DESC, a.id DESC LIMIT $4`,
      [brandId, after?.at ?? null, after?.id ?? null, limit + 1],
    );
    return pageOfRows(
      rows,
      limit,
      (row) => row,
      ({ actor, at, ...row }) => ({ ...row, at: at.toISOString(), actorName: actor }),
    );
  }
}
