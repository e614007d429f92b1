import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { IntakeBench } from '../../../test/builders/intake-bench.js';
import type { ConversationRef, MessageEvent } from '../../channels/core/inbound-event.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await IntakeBench.open();
});
afterAll(async () => {
  await bench?.close();
});
beforeEach(async () => {
  await bench.database.run(
    'TRUNCATE conversation, message, turn, episode, person, identity, early_event, conversation_act, attachment CASCADE',
  );
});

const said = (externalId: string, conversation: ConversationRef, more: Partial<MessageEvent> = {}) =>
  bench.message({ externalId, conversation, ...more });
const threads = async () =>
  (await bench.conversations()).map(({ external_id, message_count }) => `${external_id}: ${message_count}`);

describe('a thread that seems to begin elsewhere than before', () => {
  test('goes on where the nearest message above it stands, of the same medium', async () => {
    await bench.apply(said('far', { externalId: 'other', medium: 'comment' }));
    await bench.apply(said('near', { externalId: 'root', medium: 'comment' }));
    await bench.apply(
      said('late', { externalId: 'near', medium: 'comment', under: ['gone', 'near', 'far'] }),
    );
    await bench.apply(said('aside', { externalId: 'direct', medium: 'dm', under: ['near'] }));
    expect((await threads()).sort()).toEqual(['direct: 1', 'other: 1', 'root: 2']);
  });

  test('is a conversation of its own where nothing above is known, or its own name is', async () => {
    await bench.apply(said('one', { externalId: 'a', medium: 'comment', under: ['unknown'] }));
    await bench.apply(said('two', { externalId: 'b', medium: 'comment' }));
    await bench.apply(said('three', { externalId: 'b', medium: 'comment', under: ['one'] }));
    expect((await threads()).sort()).toEqual(['a: 1', 'b: 2']);
  });
});

test('what came out of another conversation is linked with it, once', async () => {
  await bench.apply(said('public', { externalId: 'root', medium: 'comment' }));
  for (const id of ['first', 'second']) {
    await bench.apply(said(id, { externalId: 'direct', medium: 'dm', cameOutOf: 'root' }));
  }
  await bench.apply(said('lost', { externalId: 'alone', medium: 'dm', cameOutOf: 'never-seen' }));
  const rows = await bench.database.query(
    `SELECT a.external_id AS "from", b.external_id AS "to", relation FROM conversation_link l
     JOIN conversation a ON a.id = l.from_id JOIN conversation b ON b.id = l.to_id`,
  );
  expect(rows).toEqual([{ from: 'direct', to: 'root', relation: 'continues' }]);
});
