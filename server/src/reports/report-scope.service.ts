import { Injectable } from '@nestjs/common';
import { FEWEST_TURNS_OF_MEMBER } from '@parley/shared/reports.js';
import { BrandsService } from '../brands/brands.service.js';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { Clock } from '../platform/clock/clock.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { comparedRange, type DayRange, dayNumber, dayRange, periodOf } from './cohort/local-days.js';
import { ReportSettingsService } from './settings/report-settings.service.js';

interface Asked {
  from: string;
  to: string;
  compare?: 'none' | 'previous' | 'period';
  compareFrom?: string | undefined;
  compareTo?: string | undefined;
  channelId?: string | undefined;
  memberId?: string | undefined;
  by?: string | undefined;
}

/** What a report may count, and of which time. */
export interface ReportScope {
  readonly brandId: string;
  readonly range: DayRange;
  readonly compared: DayRange | null;
  readonly visible: ReadonlySet<string> | 'all';
  readonly now: Date;
  /** Cells resting on fewer turns are withheld; 0 where nothing is about a single member. */
  readonly fewest: number;
}

/** Every report begins here: whose figures they are, and whether the caller may see them. */
@Injectable()
export class ReportScopes {
  constructor(
    private readonly brands: BrandsService,
    private readonly access: ChannelAccess,
    private readonly settings: ReportSettingsService,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError member_figures_off when it is about a member and the brand has no figures per member;
   *   not_found for a channel the caller may not see
   */
  async of(seat: CallerSeat, asked: Asked): Promise<ReportScope> {
    const aboutMembers = asked.memberId !== undefined || asked.by === 'member';
    if (aboutMembers) await this.settings.requirePerMember(seat.brandId);
    const visible = await this.access.visibleChannelIds(seat);
    if (asked.channelId !== undefined) await this.access.requireVisible(seat, asked.channelId);
    const { timezone } = await this.brands.get(seat.brandId);
    const range = dayRange(dayNumber(asked.from), dayNumber(asked.to), timezone);
    return {
      brandId: seat.brandId,
      range,
      compared: comparedRange(range, { ...asked, compare: asked.compare ?? 'none' }),
      visible: visible === 'all' ? 'all' : new Set(visible),
      now: this.clock.now(),
      fewest: aboutMembers ? FEWEST_TURNS_OF_MEMBER : 0,
    };
  }

  /** A member's own figures. @throws AppError member_figures_off */
  async own(seat: CallerSeat, asked: Asked): Promise<ReportScope> {
    const scope = await this.of(seat, { ...asked, memberId: seat.memberId });
    // Nobody else is shown, so nothing is withheld.
    return { ...scope, fewest: 0 };
  }
}

/** The periods a report is about. */
export const heading = ({ range, compared }: ReportScope) => ({
  period: periodOf(range),
  compared: compared === null ? null : periodOf(compared),
});
