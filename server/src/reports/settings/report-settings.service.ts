import { Injectable } from '@nestjs/common';
import type { ReportSettings } from '@parley/shared/reports.js';
import { Audit } from '../../auth/audit.service.js';
import { BrandsService } from '../../brands/brands.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Member } from '../../platform/http/caller.js';

/** The switch for figures per member. Off until an owner turns it on. */
@Injectable()
export class ReportSettingsService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly brands: BrandsService,
    private readonly clock: Clock,
  ) {}

  async get(brandId: string): Promise<ReportSettings> {
    const row = await this.database.one<{ per_member: boolean }>(
      'SELECT per_member FROM report_setting WHERE brand_id = $1',
      [brandId],
    );
    return { perMember: row?.per_member ?? false };
  }

  /** Audited, and told to every open console, when it changes. */
  async save({ seat, userId, ip }: Member, { perMember }: ReportSettings): Promise<ReportSettings> {
    await this.database.transaction(async () => {
      const changed = await this.database.run(
        `INSERT INTO report_setting AS s (brand_id, per_member, changed_at, changed_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (brand_id) DO UPDATE SET per_member = $2, changed_at = $3, changed_by = $4 WHERE s.per_member <> $2`,
        [seat.brandId, perMember, this.clock.now(), seat.memberId],
      );
      if (changed === 0) return;
      await this.audit.write({
        brandId: seat.brandId,
        action: 'reports.per_member_changed',
        actorUserId: userId,
        ip,
        details: { perMember },
      });
      await this.brands.tellReportsChanged(seat.brandId);
    });
    return { perMember };
  }

  /** @throws AppError member_figures_off until an owner has switched them on */
  async requirePerMember(brandId: string): Promise<void> {
    if ((await this.get(brandId)).perMember) return;
    throw new AppError('member_figures_off', 'Figures per member are switched off in this brand.');
  }
}
