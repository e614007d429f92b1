import { describe, expect, it } from '@jest/globals';
import type { InboundEvent } from '../channels/core/inbound-event.js';
import { lanesOf, type ReadEvent } from './lanes.js';

const read = (event: Partial<InboundEvent>, place: number): ReadEvent =>
  ({ row: { channelId: 'channel', event: { key: `${place}`, account: 'a', ...event } }, place }) as ReadEvent;
const said = (thread: string) =>
  ({
    type: 'message',
    conversation: { externalId: thread },
    externalId: `said in ${thread}`,
  }) as Partial<InboundEvent>;
const places = (events: Partial<InboundEvent>[]) =>
  lanesOf(events.map(read)).map((lane) => lane.map(({ place }) => place));

describe('lanesOf', () => {
  it('puts what belongs to one conversation in one lane', () => {
    const notice: Partial<InboundEvent> = { type: 'notice', conversationExternalId: 'a' };
    expect(places([said('a'), said('b'), notice, { type: 'edit', externalId: 'said in b' }])).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('has what is said in a thread after it moved wait for the move', () => {
    expect(places([said('a'), { type: 'moved', from: 'a', to: 'b' }, said('b'), said('c')])).toEqual([
      [0, 1, 2],
      [3],
    ]);
  });
});
