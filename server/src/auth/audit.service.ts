import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';

export interface AuditRecord {
  brandId: string | null;
  /** `session.created`, `member.role_changed`, `channel.connected`, … */
  action: string;
  actorUserId: string | null;
  ip: string | null;
  details?: Record<string, unknown>;
}

/** Writes down what touches security, in the ambient transaction. Append-only; never holds secrets or bodies. */
@Injectable()
export class Audit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async write({ brandId, action, actorUserId, ip, details = {} }: AuditRecord): Promise<void> {
    await this.database.run(
      'INSERT INTO audit_entry (id, brand_id, at, action, actor_user_id, ip, details) VALUES ($1,$2,$3,$4,$5,$6,$7)',
      [newId(), brandId, this.clock.now(), action, actorUserId, ip, JSON.stringify(details)],
    );
  }
}
