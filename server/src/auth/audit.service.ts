import { Injectable } from '@nestjs/common';
import { MembersService } from '../brands/members.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';

interface AuditNote {
  /** `session.created`, `member.role_changed`, `channel.connected`, … */
  action: string;
  ip: string | null;
  details?: Record<string, unknown>;
}

export interface AuditRecord extends AuditNote {
  brandId: string | null;
  actorUserId: string | null;
}

/** Writes down what touches security, in the ambient transaction. Append-only; never holds secrets or bodies. */
@Injectable()
export class Audit {
  constructor(
    private readonly database: Database,
    private readonly members: MembersService,
    private readonly clock: Clock,
  ) {}

  async write({ brandId, action, actorUserId, ip, details = {} }: AuditRecord): Promise<void> {
    await this.database.run(
      'INSERT INTO audit_entry (id, brand_id, at, action, actor_user_id, ip, details) VALUES ($1,$2,$3,$4,$5,$6,$7)',
      [newId(), brandId, this.clock.now(), action, actorUserId, ip, JSON.stringify(details)],
    );
  }

  /**
   * What concerns an account wherever it sits (its password, its sessions): an entry in every brand the user has a
   * seat in, so that each of their owners can see it.
   */
  async writeForUser(userId: string, note: AuditNote): Promise<void> {
    const seats = await this.members.seatsOf(userId);
    const brandIds = seats.length === 0 ? [null] : seats.map(({ brandId }) => brandId);
    for (const brandId of brandIds) await this.write({ ...note, brandId, actorUserId: userId });
  }
}
