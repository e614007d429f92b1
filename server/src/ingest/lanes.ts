import type { Channel } from '../channels/channel.js';
import { isPlain } from '../conversations/intake/placed-message.js';
import type { LedgerEvent } from './event.repository.js';
import type { PlainEvent } from './event-applier.service.js';

/** An event read from its delivery, and the channel its account names. */
export interface ReadEvent {
  row: LedgerEvent;
  channel: Channel | undefined;
  /** Its place among all that were read together. */
  place: number;
}

/** What has to be applied one after the other. */
export type Lane = readonly ReadEvent[];

/** What can be applied in one transaction, in this order. */
export interface Group {
  channel: Channel;
  reads: (ReadEvent & { row: PlainEvent })[];
}

/**
 * One lane for what belongs to one conversation, in its order. An edit or deletion goes where its message went; threads
 * that are only found by references share one lane per channel, so that a reply and what it replies to do not miss each
 * other.
 */
export function lanesOf(reads: readonly ReadEvent[]): Lane[] {
  const lanes = new Map<string, ReadEvent[]>();
  const laneOfMessage = new Map<string, string>();
  // What is said in a thread after it moved waits for the move.
  const movedTo = new Map<string, string>();
  const laneOfThread = (thread: string) => movedTo.get(thread) ?? thread;
  for (const read of reads) {
    const { event } = read.row;
    const scope = `${read.row.channelId ?? event.account}/`;
    let lane: string;
    if (event.type === 'message') {
      lane = laneOfThread(`${scope}${event.conversation.externalId ?? ''}`);
      laneOfMessage.set(scope + event.externalId, lane);
    } else if (event.type === 'moved') {
      lane = laneOfThread(scope + event.from);
      movedTo.set(scope + event.to, lane);
    } else if (event.type === 'notice') {
      lane = laneOfThread(scope + event.conversationExternalId);
    } else {
      const about = 'externalId' in event ? event.externalId : `\n${event.key}`;
      lane = laneOfMessage.get(scope + about) ?? `${scope}\n${about}`;
      if ('externalId' in event) laneOfMessage.set(scope + about, lane);
    }
    const known = lanes.get(lane);
    if (known === undefined) lanes.set(lane, [read]);
    else known.push(read);
  }
  return [...lanes.values()];
}

/**
 * The fronts of lanes that can be applied together: messages of people in threads their platform names, of one channel,
 * each under another key and about another message.
 * @param most events in one transaction
 * @returns by channel, its groups in their order; channels with a single such event are left out
 */
export function groupsOf(lanes: readonly Lane[], most: number): Group[][] {
  const channels = new Map<string, { channel: Channel; reads: Group['reads']; seen: Set<string> }>();
  for (const lane of lanes) {
    for (const { row, channel, place } of lane) {
      if (channel === undefined || !isPlain(row.event)) break;
      const { event } = row;
      const known = channels.get(channel.id) ?? { channel, reads: [], seen: new Set() };
      channels.set(channel.id, known);
      const own = [`key ${event.key}`, `message ${event.externalId}`];
      const awaited = event.inReplyTo == null ? [] : [`message ${event.inReplyTo}`];
      if ([...own, ...awaited].some((name) => known.seen.has(name))) break;
      for (const name of own) known.seen.add(name);
      known.reads.push({
        row: { ...row, event, channelId: channel.id, brandId: channel.brandId },
        channel,
        place,
      });
    }
  }
  return [...channels.values()]
    .filter(({ reads }) => reads.length > 1)
    .map(({ channel, reads }) => {
      reads.sort((a, b) => a.place - b.place);
      const groups: Group[] = [];
      for (let from = 0; from < reads.length; from += most) {
        groups.push({ channel, reads: reads.slice(from, from + most) });
      }
      return groups;
    });
}

/** What is left of the lanes without what was applied, by row ids. */
export const withoutApplied = (lanes: readonly Lane[], applied: ReadonlySet<string>): Lane[] =>
  lanes.map((lane) => lane.filter(({ row }) => !applied.has(row.id))).filter((lane) => lane.length > 0);

/** Works on so many items at the same time. @throws what the first failing one threw, once all have ended */
export async function sideBySide<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const runners = Array.from({ length: Math.min(width, queue.length) }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  });
  const results = await Promise.allSettled(runners);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
