import type { inboundEventSchema } from '@parley/shared/channels.js';
import type { z } from 'zod';
import { presentReason } from './failure-reason.js';

export interface LedgerRow {
  id: string;
  deliveryId: string;
  channelId: string | null;
  kind: string;
  key: string;
  state: 'pending' | 'done' | 'failed' | 'unroutable' | 'ignored';
  attempts: number;
  reason: string | null;
  receivedAt: Date;
  updatedAt: Date;
}

/** An event of the ledger, or a whole delivery that could not be read (`kind` is then `delivery`). */
export const presentLedgerRow = (row: LedgerRow): z.infer<typeof inboundEventSchema> => ({
  ...row,
  ...presentReason(row.reason),
  receivedAt: row.receivedAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
