import type { StoredDelivery } from '../core/connector.js';
import type { InboundEvent } from '../core/inbound-event.js';
import { parseExactly } from './exact-json.js';
import type { Found, FoundMeta } from './found.js';
import { readAccount } from './mastodon.settings.js';
import { hashOf, piecesOf } from './pieces.parse.js';
import { eventsOf, type Reading } from './status-events.parse.js';

/** A delivery's bytes as events, in the order in which they were said. @throws SyntaxError when they are no JSON */
export async function parseDelivery(delivery: StoredDelivery): Promise<InboundEvent[]> {
  const body = parseExactly((await delivery.body()).toString('utf8'));
  const account = delivery.channel?.account ?? 'unknown';
  const { id: self, host } = readAccount(account);
  const meta = delivery.meta as FoundMeta;
  const reading: Reading = {
    account,
    self,
    host,
    threads: threadsOf(body),
    history: meta.history ?? null,
    queueSince: meta.queueSince ?? null,
  };
  const events = piecesOf(body).flatMap((piece): InboundEvent[] => {
    const base = { account, at: null };
    switch (piece.kind) {
      case 'unreadable':
        return [
          {
            ...base,
            type: 'unreadable',
            key: `unreadable:${hashOf(piece.raw)}`,
            reason: piece.reason,
            entry: piece.raw,
          },
        ];
      case 'ignored':
        return [{ ...base, type: 'ignored', key: piece.key, what: piece.what }];
      case 'deleted':
        return [{ ...base, type: 'delete', key: `delete:${piece.id}`, externalId: piece.id }];
      default:
        return eventsOf(piece, reading);
    }
  });
  return inOrder(once(events));
}

function threadsOf(body: unknown): NonNullable<Found['threads']> {
  const threads = (body as Found | null)?.threads;
  return typeof threads === 'object' && threads !== null ? threads : {};
}

/** A status may come as a notification and as our own at once, and does in conversations with oneself. */
const once = (events: InboundEvent[]) => [...new Map(events.map((event) => [event.key, event])).values()];

/** Answers are to find what they answer. */
function inOrder(events: InboundEvent[]): InboundEvent[] {
  const time = ({ at }: InboundEvent) => (at === null ? Number.POSITIVE_INFINITY : Date.parse(at));
  return events
    .map((event, index) => ({ event, index }))
    .sort((a, b) => {
      const [first, second] = [time(a.event), time(b.event)];
      return first === second ? a.index - b.index : first - second;
    })
    .map(({ event }) => event);
}
