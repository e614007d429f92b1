import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { MembersService } from '../../brands/members.service.js';
import { CHANNEL_VISIBILITY_CHANGED } from '../../channels/channels.events.js';
import { DomainEvents } from '../../platform/events/events.js';

let bench: InboxBench;
let anna: Signed;
let otto: Signed;
beforeAll(async () => {
  bench = await InboxBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person CASCADE');
  anna = await bench.member('agent', 'Anna');
  otto = await bench.member('agent', 'Otto');
});

async function assigned(to: Signed, channel = bench.channel): Promise<string> {
  const { conversationId } = await bench.received({}, channel);
  await bench.owner.client.post(`/api/v1/conversations/${conversationId}/assign`, { memberId: to.memberId });
  return conversationId;
}
const assigneeOf = async (id: string) =>
  (await bench.owner.client.get<ConversationDetail>(`/api/v1/conversations/${id}`)).assignee?.name ?? null;

describe('conversations come back to everybody', () => {
  test('when the seat of their member is removed, and the history says so', async () => {
    const theirs = await assigned(anna);
    const others = await assigned(otto);
    await bench.get(MembersService).remove(anna.brandId, anna.memberId);
    expect([await assigneeOf(theirs), await assigneeOf(others)]).toEqual([null, 'Otto']);
    const { acts } = await bench.owner.client.get<ConversationDetail>(`/api/v1/conversations/${theirs}`);
    expect(acts).toMatchObject([
      { kind: 'assigned', details: { name: 'Anna' } },
      { kind: 'assigned', member: null, details: { memberId: null } },
    ]);
  });

  test('when their member may no longer look into the channel', async () => {
    const channel = await bench.aChannel({ only: [anna.memberId, otto.memberId] });
    const [theirs, others] = [await assigned(anna, channel), await assigned(otto, channel)];
    const elsewhere = await assigned(anna);
    await bench.database.transaction(async () => {
      await bench.database.run('DELETE FROM channel_member WHERE brand_id = $1 AND member_id = $2', [
        anna.brandId,
        anna.memberId,
      ]);
      await bench
        .get(DomainEvents)
        .publish(CHANNEL_VISIBILITY_CHANGED, { brandId: anna.brandId, channelId: channel.id });
    });
    expect([await assigneeOf(theirs), await assigneeOf(others), await assigneeOf(elsewhere)]).toEqual([
      null,
      'Otto',
      'Anna',
    ]);
  });

  test('when an owner steps down from where only owners may look', async () => {
    const members = bench.get(MembersService);
    await members.changeRole(anna.brandId, anna.memberId, 'owner');
    const channel = await bench.aChannel({ only: [] });
    const hidden = await assigned(anna, channel);
    const open = await assigned(anna);
    await members.changeRole(anna.brandId, anna.memberId, 'manager');
    expect([await assigneeOf(hidden), await assigneeOf(open)]).toEqual([null, 'Anna']);
  });
});
