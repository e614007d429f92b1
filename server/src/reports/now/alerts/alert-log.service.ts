import { Injectable } from '@nestjs/common';
import type { AlertCrossing, AlertLog } from '@parley/shared/now.js';
import type { pageQuerySchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { ChannelAccess } from '../../../channels/channel-access.service.js';
import type { Member } from '../../../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../../../platform/http/cursor.js';
import { AlertRepository, type CrossingRow } from './alert.repository.js';

/** When alerts were up, newest first. */
@Injectable()
export class AlertLogService {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly access: ChannelAccess,
  ) {}

  async page({ seat }: Member, { cursor, limit }: z.infer<typeof pageQuerySchema>): Promise<AlertLog> {
    const visible = await this.access.visibleChannelIds(seat);
    const after = decodeCursor(cursor);
    const rows = await this.alerts.crossings(seat.brandId, visible === 'all' ? null : visible, {
      after,
      limit,
    });
    return pageOfRows(rows, limit, ({ raisedAt, id }) => ({ at: raisedAt, id }), present);
  }
}

const present = (row: CrossingRow): AlertCrossing => ({
  ...row,
  threshold: Number(row.threshold),
  value: Number(row.value),
  raisedAt: row.raisedAt.toISOString(),
  toldAt: row.toldAt?.toISOString() ?? null,
  clearedAt: row.clearedAt?.toISOString() ?? null,
});
