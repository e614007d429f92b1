import { z } from 'zod';
import type { StoredDelivery } from '../../src/channels/core/connector.js';
import type { InboundEvent } from '../../src/channels/core/inbound-event.js';

const callSchema = z.object({ id: z.string().min(1), from: z.string().min(1), words: z.string() });

/** `[{id, from, words}, …]`; what cannot be read stands in the ledger with the reason. */
export async function parseCalls(delivery: StoredDelivery): Promise<InboundEvent[]> {
  const account = delivery.channel?.account ?? 'valley';
  const entries = z.array(z.unknown()).parse(JSON.parse((await delivery.body()).toString()));
  return entries.map((entry, position): InboundEvent => {
    const call = callSchema.safeParse(entry);
    if (!call.success) {
      const key = `unreadable/${delivery.id}/${position}`;
      return { type: 'unreadable', key, account, at: null, reason: call.error.message, entry };
    }
    const { id, from, words } = call.data;
    return {
      type: 'message',
      key: `call/${id}`,
      account,
      at: null,
      conversation: { externalId: from, medium: 'dm' },
      externalId: id,
      direction: 'in',
      visibility: 'private',
      author: { namespace: `echo:${account}`, externalId: from, name: from },
      others: [],
      text: words,
      attachments: [],
    };
  });
}
