import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ApiEndpoint, LedgerBench } from '../../test/builders/ledger-bench.js';

const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.PARLEY_RUNS ?? 25);
const START = Date.parse('2026-03-02T09:00:00Z');

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

const at = fc.nat(40).map((step) => new Date(START + step * 20_000).toISOString());
const messageId = fc.nat(6);
const thread = fc.constantFrom('a', 'a', 'b', 'c');
const message = fc.record({
  type: fc.constant('message' as const),
  at: fc.option(at, { nil: undefined }),
  thread,
  id: messageId,
  person: fc.constantFrom('anna', 'ben', 'cleo'),
  direction: fc.constantFrom('in', 'in', 'in', 'in', 'out'),
  automatic: fc.constantFrom(false, false, false, true),
  inReplyTo: fc.option(messageId, { nil: undefined, freq: 4 }),
});
const change = fc.record({
  type: fc.constantFrom('edit' as const, 'delete' as const),
  at,
  thread,
  id: messageId,
});
const happening = fc.oneof({ weight: 6, arbitrary: message }, { weight: 1, arbitrary: change });
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

function eventOf(what: Happening, n: number) {
  const base = { id: `event-${n}`, ...(what.at === undefined ? {} : { at: what.at }) };
  const idOf = (id: number) => `${what.thread}${id}`;
  if (what.type !== 'message') {
    const text = what.type === 'edit' ? { text: `edit ${n}` } : {};
    return {
      ...base,
      type: what.type,
      conversation: { id: what.thread },
      message: { id: idOf(what.id), ...text },
    };
  }
  // A thread has one medium, whoever is first to name it.
  const medium = what.thread === 'c' ? 'comment' : 'dm';
  return {
    ...base,
    type: 'message',
    conversation: { id: what.thread, medium },
    message: {
      id: idOf(what.id),
      text: `words ${n}`,
      direction: what.direction,
      automatic: what.automatic,
      ...(what.inReplyTo === undefined ? {} : { inReplyTo: idOf(what.inReplyTo) }),
    },
    person: { id: what.person, name: what.person },
    ...(medium === 'comment' ? { post: { id: 'post', title: 'A post' } } : {}),
  };
}

/** Everything a channel holds, by the names the platform gave. */
async function stateOf({ channel }: ApiEndpoint) {
  const of = (sql: string) => bench.database.query(sql, [bench.owner.seat.brandId, channel.id]);
  const at = (column: string, always: boolean) =>
    // Without a time of its own a message counts from its arrival, which differs.
    always ? column : `CASE WHEN ${column} < '2026-04-01' THEN ${column} END`;
  return {
    conversations: await of(
      `SELECT c.external_id, c.medium, c.status, c.side, c.set_aside, c.message_count, c.utterance_seq, c.last_words, c.last_words_by,
         c.unconfirmed, ${at('c.last_at', false)} AS last_at, ${at('c.waiting_since', false)} AS waiting_since, c.target_ms,
         i.external_id AS person, p.external_id AS post
       FROM conversation c JOIN identity i ON i.person_id = c.person_id LEFT JOIN post p ON p.id = c.post_id
       WHERE c.brand_id = $1 AND c.channel_id = $2 ORDER BY c.external_id`,
    ),
    messages: await of(
      `SELECT m.external_id, c.external_id AS thread, m.seq, m.direction, m.automatic, m.text, m.deleted_at, m.edited_at,
         i.external_id AS author, r.external_id AS reply_to, rank() OVER (PARTITION BY m.conversation_id ORDER BY m.arrival) AS place
       FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN identity i ON i.id = m.identity_id
       LEFT JOIN message r ON r.id = m.in_reply_to_id
       WHERE m.brand_id = $1 AND m.channel_id = $2 ORDER BY m.external_id`,
    ),
    turns: await of(
      `SELECT c.external_id AS thread, i.external_id AS person, o.external_id AS opened_by, t.first_of_episode, t.reopened,
         t.inbound_count, t.outcome, t.medium, t.in_figures, a.external_id AS answered_by, ${at('t.opened_at', false)} AS opened_at
       FROM turn t JOIN conversation c ON c.id = t.conversation_id JOIN identity i ON i.person_id = t.person_id
       LEFT JOIN message o ON o.id = t.opened_by_message_id LEFT JOIN message a ON a.id = t.answered_by_message_id
       WHERE t.brand_id = $1 AND t.channel_id = $2 ORDER BY 1, 2, 3`,
    ),
    episodes: await of(
      `SELECT c.external_id AS thread, count(*), count(e.closed_at) AS closed
       FROM episode e JOIN conversation c ON c.id = e.conversation_id
       WHERE e.brand_id = $1 AND c.channel_id = $2 GROUP BY 1 ORDER BY 1`,
    ),
    participants: await of(
      `SELECT c.external_id AS thread, i.external_id AS person, i.display_name FROM conversation_participant p
       JOIN conversation c ON c.id = p.conversation_id JOIN identity i ON i.id = p.identity_id
       WHERE p.brand_id = $1 AND c.channel_id = $2 ORDER BY 1, 2`,
    ),
    events: await of(
      'SELECT key, state FROM inbound_event WHERE brand_id = $1 AND channel_id = $2 ORDER BY key',
    ),
    early: await of(
      "SELECT external_id, payload->>'key' AS key FROM early_event WHERE brand_id = $1 AND channel_id = $2 ORDER BY 1, 2",
    ),
  };
}

describe(`the ledger (seed ${seed})`, () => {
  test('leaves the same whether it is worked on after each event or once after all of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 2, maxLength: 24 }),
        fc.array(fc.nat(23), { maxLength: 4 }),
        async (happenings, repeated) => {
          const events = happenings.map(eventOf);
          for (const n of repeated) events.push(...events.slice(n, n + 1));
          const [oneByOne, together] = [await bench.connectApi(), await bench.connectApi()];
          for (const event of events) {
            expect((await oneByOne.post(event)).status).toBe(200);
            await bench.work();
          }
          for (const event of events) expect((await together.post(event)).status).toBe(200);
          await bench.work();
          expect(await stateOf(together)).toEqual(await stateOf(oneByOne));
        },
      ),
      { seed, numRuns },
    );
  }, 120_000);
});
