import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { Tasks } from '../../platform/queue/tasks.js';
import { FOLLOW_UP_BY_MAIL } from '../outbound.tasks.js';
import type { FollowUp } from './follow-up.repository.js';

const MINUTE = 60_000;

let bench: OutboundBench;
beforeAll(async () => {
  bench = await OutboundBench.open();
});
afterAll(() => bench.close());
beforeEach(() => bench.quiet());

/** A reply as a worker leaves it that died between the first byte of its mail and the answer to it. */
async function takenForAMail() {
  const conversationId = await bench.waiting();
  const { id } = await bench.sent(conversationId);
  const { brandId } = bench.channel;
  const followUp: FollowUp = {
    id: 'mail',
    to: 'anna@example.test',
    subject: 'Your question',
    at: bench.inbox.clock.now().toISOString(),
    state: 'sending',
  };
  await bench.inbox.database.run(
    `UPDATE message SET outgoing = outgoing || jsonb_build_object('followUp', $3::jsonb) WHERE brand_id = $1 AND id = $2`,
    [brandId, id, JSON.stringify(followUp)],
  );
  await bench.inbox.get(Tasks).add(FOLLOW_UP_BY_MAIL, { brandId, subjectId: conversationId, data: {} });
  return { id, conversationId };
}
const tasks = () =>
  bench.inbox.database.query('SELECT 1 FROM task WHERE brand_id = $1 AND name = $2', [
    bench.channel.brandId,
    FOLLOW_UP_BY_MAIL.name,
  ]);

describe('a mail whose sender died', () => {
  it('is under way for as long as a try may take, then of unknown outcome, and is not sent again', async () => {
    const { id } = await takenForAMail();
    await bench.later(9 * MINUTE);
    expect((await bench.message(id)).followUp).toMatchObject({ state: 'sending' });
    expect(await tasks()).toHaveLength(1);
    const tries = bench.platform.tries.length;
    await bench.later(2 * MINUTE);
    expect((await bench.message(id)).followUp).toMatchObject({
      state: 'unknown',
      to: 'anna@example.test',
    });
    expect(await tasks()).toEqual([]);
    await bench.later(20 * MINUTE);
    expect((await bench.message(id)).followUp).toMatchObject({ state: 'unknown' });
    expect(bench.platform.tries).toHaveLength(tries);
  });
});
