import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Channel } from '../channels/channel.js';
import type { StoredDelivery } from '../channels/core/connector.js';
import type { Storage } from '../platform/storage/storage.js';
import type { ClaimedDelivery, DeliveryRepository } from './delivery.repository.js';

/** A claimed delivery as its connector's `parse` sees it. */
export function asStoredDelivery(
  row: ClaimedDelivery,
  channel: Channel | undefined,
  { storage, deliveries }: { storage: Storage; deliveries: DeliveryRepository },
): StoredDelivery {
  const scope = channel?.brandId ?? row.brandId;
  const open = async () =>
    row.bodyKey === null ? Readable.from([await bytes()]) : storage.read(row.bodyKey);
  const bytes = async () => {
    if (row.body !== null) return row.body;
    return row.bodyKey === null ? deliveries.body(row.id) : buffer(await storage.read(row.bodyKey));
  };
  return {
    id: row.id,
    channel:
      channel === undefined
        ? null
        : {
            id: channel.id,
            account: channel.account,
            settings: channel.settings,
            connectedAt: channel.connectedAt,
          },
    headers: row.headers,
    meta: row.meta,
    receivedAt: row.receivedAt,
    body: bytes,
    open,
    async store(content) {
      if (scope === null) throw new Error('this delivery belongs to no brand: nothing can be kept for it');
      const { key, size } = await storage.put(scope, content);
      return { key, size };
    },
    bodyKey: row.bodyKey,
  };
}
