import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { MergePreview, PersonDetail, PersonField, PersonRow } from '@parley/shared/people.js';
import { InboxBench } from '../../test/builders/inbox-bench.js';
import { expectReferenceFold } from '../../test/builders/stored-turns.js';
import { EntryRepository } from '../conversations/entries/entry.repository.js';
import { PersonMerging } from './person-merging.service.js';

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open();
});
afterAll(async () => {
  await bench.close();
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person, person_field, tag CASCADE');
});

const client = () => bench.owner.client;
const get = (id: string) => client().get<PersonDetail>(`/api/v1/people/${id}`);
async function idOf(person: string): Promise<string> {
  const row = await bench.database.one<{ id: string }>(
    'SELECT person_id AS id FROM identity WHERE brand_id = $1 AND external_id = $2',
    [bench.owner.brandId, person],
  );
  if (row === undefined) throw new Error(`nobody is ${person}`);
  return row.id;
}
const merge = (intoId: string, fromId: string, choices: object = {}) =>
  client().post<PersonDetail>(`/api/v1/people/${intoId}/merge`, { fromId, ...choices });
const undo = (id: string, mergeId: string | undefined) =>
  client().post<PersonDetail>(`/api/v1/people/${id}/merges/${mergeId}/undo`, {});
const shownUnder = async (conversationId: string) =>
  (
    await bench.database.one<{ person_id: string }>(
      'SELECT person_id FROM conversation WHERE brand_id = $1 AND id = $2',
      [bench.owner.brandId, conversationId],
    )
  )?.person_id;
const checkFold = (conversationId: string) =>
  expectReferenceFold(
    { database: bench.database, entries: bench.get(EntryRepository) },
    bench.owner.brandId,
    conversationId,
  );
/** Everything that is stored of turns, so that nothing is overlooked. */
const turns = () =>
  bench.database.query('SELECT * FROM turn WHERE brand_id = $1 ORDER BY conversation_id, key', [
    bench.owner.brandId,
  ]);
const people = () =>
  bench.database.query(
    `SELECT p.*, ARRAY(SELECT jsonb_build_array(v.field_id, v.value) FROM person_field_value v WHERE v.person_id = p.id ORDER BY 1) AS fields,
       ARRAY(SELECT t.tag_id FROM person_tag t WHERE t.person_id = p.id ORDER BY 1) AS tags
     FROM person p WHERE p.brand_id = $1 ORDER BY p.id`,
    [bench.owner.brandId],
  );
const identities = () =>
  bench.database.query('SELECT * FROM identity WHERE brand_id = $1 ORDER BY id', [bench.owner.brandId]);

/** Anna and Berta with everything a person can have; both stand under one post. */
async function twoPeople() {
  const owner = client();
  const text = await owner.post<PersonField>('/api/v1/person-fields', { name: 'Company', kind: 'text' });
  const size = await owner.post<PersonField>('/api/v1/person-fields', { name: 'Size', kind: 'number' });
  const vip = await owner.post<{ id: string }>('/api/v1/tags', { name: 'VIP' });
  const loyal = await owner.post<{ id: string }>('/api/v1/tags', { name: 'Loyal' });
  const anna = await bench.received({ person: 'anna' });
  const berta = await bench.received({ person: 'berta' });
  const post = { medium: 'comment' as const, thread: 'under the post' };
  const both = await bench.received({ ...post, person: 'anna' });
  bench.clock.advance(60_000);
  await bench.received({ ...post, person: 'berta' });
  const [annaId, bertaId] = [await idOf('anna'), await idOf('berta')];
  await owner.patch(`/api/v1/people/${annaId}`, {
    name: 'Anna Arm',
    notes: 'Likes tea.',
    fields: { [text.id]: 'Acme', [size.id]: 3 },
    tagIds: [vip.id],
  });
  await owner.patch(`/api/v1/people/${bertaId}`, {
    notes: 'Likes coffee.',
    fields: { [text.id]: 'Bertram' },
    tagIds: [loyal.id],
  });
  return { anna, berta, both, annaId, bertaId, text, size, vip, loyal };
}

describe('two people who are one', () => {
  test('are previewed, merged, and taken apart exactly', async () => {
    const { anna, both, annaId, bertaId, text, size, vip, loyal } = await twoPeople();
    const before = { people: await people(), identities: await identities(), turns: await turns() };
    const preview = await client().get<MergePreview>(
      `/api/v1/people/${bertaId}/merge-preview?fromId=${annaId}`,
    );
    expect(preview).toMatchObject({
      identities: [{ externalId: 'anna' }],
      conversationCount: 2,
      togetherCount: 1,
      conflicts: [{ field: { id: text.id }, into: 'Bertram', from: 'Acme' }],
      filled: [{ field: { id: size.id }, value: 3 }],
      addedTags: [{ id: vip.id }],
      notes: 'Likes coffee.\n\nLikes tea.',
    });

    const merged = await merge(bertaId, annaId, { name: 'from', fields: { [text.id]: 'from' } });
    expect(merged).toMatchObject({
      id: bertaId,
      name: 'Anna Arm',
      notes: 'Likes coffee.\n\nLikes tea.',
      fields: { [text.id]: 'Acme', [size.id]: 3 },
      conversationCount: 3,
      merges: [{ person: { id: annaId, name: 'Anna Arm', handle: '@anna' }, mergedBy: 'Olga' }],
    });
    expect(new Set(merged.tags.map(({ id }) => id))).toEqual(new Set([vip.id, loyal.id]));
    expect(merged.identities.map(({ externalId }) => externalId).sort()).toEqual(['anna', 'berta']);
    expect(await shownUnder(anna.conversationId)).toBe(bertaId);
    // Under the post they are one now, and have waited since the first of them wrote.
    expect(await checkFold(both.conversationId)).toEqual({ turns: 1 });
    expect(await get(annaId)).toMatchObject({ id: bertaId });
    const list = await client().get<{ items: PersonRow[] }>('/api/v1/people');
    expect(list.items.map(({ id }) => id)).toEqual([bertaId]);

    const apart = await undo(bertaId, merged.merges[0]?.id);
    expect(apart).toMatchObject({ id: bertaId, name: 'berta', merges: [] });
    expect(await people()).toEqual(before.people);
    expect(await identities()).toEqual(before.identities);
    const ids = (rows: Record<string, unknown>[]) => rows.map(({ id, ...rest }) => rest);
    expect(ids(await turns())).toEqual(ids(before.turns));
    expect(await shownUnder(anna.conversationId)).toBe(annaId);
    expect(await checkFold(both.conversationId)).toEqual({ turns: 2 });
  });

  test('keep what came afterwards: messages by identity, what a member said where it was said', async () => {
    const { annaId, bertaId, text, vip, loyal } = await twoPeople();
    const { merges } = await merge(bertaId, annaId);
    bench.clock.advance(60_000);
    const opened = await bench.received({ person: 'anna' });
    expect(await shownUnder(opened.conversationId)).toBe(bertaId);
    await client().patch(`/api/v1/people/${annaId}`, { fields: { [text.id]: 'Both' }, tagIds: [loyal.id] });
    expect(await get(bertaId)).toMatchObject({ fields: { [text.id]: 'Both' }, tags: [{ id: loyal.id }] });
    const apart = await undo(bertaId, merges[0]?.id);
    expect(await shownUnder(opened.conversationId)).toBe(annaId);
    expect(apart).toMatchObject({ fields: { [text.id]: 'Both' }, notes: 'Likes coffee.' });
    expect(await get(annaId)).toMatchObject({
      name: 'Anna Arm',
      notes: 'Likes tea.',
      fields: { [text.id]: 'Acme' },
      tags: [{ id: vip.id }],
      conversationCount: 3,
    });
    expect(new Date((await get(annaId)).lastSeenAt) > new Date(apart.lastSeenAt)).toBe(true);
  });

  test('keep the address they answer from by mail, whoever they were merged into then', async () => {
    const { conversationId, thread } = await bench.received({ person: 'anna' });
    await bench.received({ person: 'berta' });
    const [annaId, bertaId] = [await idOf('anna'), await idOf('berta')];
    const merged = await merge(bertaId, annaId);
    const reply = await bench.received({ person: 'anna', thread, direction: 'out' });
    const mailbox = await bench.aChannel({ name: 'Mailbox' });
    // The reply went to her by mail.
    await bench.database.run(
      `UPDATE message SET outgoing = '{"followUp": {"to": "anna@example.test"}}' WHERE brand_id = $1 AND id = $2`,
      [bench.owner.brandId, reply.messageId],
    );
    await bench.database.run(
      `INSERT INTO message_reference (channel_id, reference, own, message_id, conversation_id, brand_id)
       VALUES ($2, 'the mail', true, $3, $4, $1)`,
      [bench.owner.brandId, mailbox.id, reply.messageId, conversationId],
    );
    const answer = await bench.received(
      {
        person: 'anna@example.test',
        reports: { references: ['the mail'], outcome: 'delivered', code: '', reason: '' },
      },
      mailbox,
    );
    expect(answer.conversationId).toBe(conversationId);
    expect(await idOf('anna@example.test')).toBe(bertaId);
    await undo(bertaId, merged.merges[0]?.id);
    expect(await idOf('anna@example.test')).toBe(annaId);
    expect(await shownUnder(conversationId)).toBe(annaId);
  });

  test('say what they say to both of them: needing no answer counts for both after they are apart', async () => {
    const { both, annaId, bertaId } = await twoPeople();
    const { merges } = await merge(bertaId, annaId);
    await client().post(`/api/v1/conversations/${both.conversationId}/no-answer-needed`, {
      personId: bertaId,
    });
    await undo(bertaId, merges[0]?.id);
    await checkFold(both.conversationId);
    const outcomes = await bench.database.query(
      'SELECT person_id, outcome FROM turn WHERE brand_id = $1 AND conversation_id = $2',
      [bench.owner.brandId, both.conversationId],
    );
    expect(new Set(outcomes.map(({ person_id }) => person_id))).toEqual(new Set([annaId, bertaId]));
    expect(outcomes.every(({ outcome }) => outcome === 'no_answer_needed')).toBe(true);
  });

  test('may be merged on and taken apart in any order', async () => {
    const { annaId, bertaId, vip } = await twoPeople();
    await bench.received({ person: 'carla' });
    const carlaId = await idOf('carla');
    const carla = await people();
    const first = await merge(bertaId, annaId);
    const second = await merge(carlaId, bertaId);
    expect(second.merges.map(({ person }) => person.id)).toEqual([bertaId, annaId]);
    expect(await get(annaId)).toMatchObject({ id: carlaId });
    const without = await undo(annaId, first.merges[0]?.id);
    expect(without).toMatchObject({ id: annaId, notes: 'Likes tea.', tags: [{ id: vip.id }] });
    expect(await get(bertaId)).toMatchObject({ id: carlaId, notes: 'Likes coffee.', conversationCount: 3 });
    expect((await get(carlaId)).tags.map(({ name }) => name)).toEqual(['Loyal']);
    await undo(carlaId, second.merges[0]?.id);
    expect(await people()).toEqual(carla);
  });

  test('are not merged twice, nor with themselves, nor taken apart twice', async () => {
    const { annaId, bertaId } = await twoPeople();
    const refused = async (path: string, body: object) =>
      (await client().request('POST', `/api/v1/people/${path}`, { body })).status;
    expect(await refused(`${annaId}/merge`, { fromId: annaId })).toBe(409);
    const { merges } = await merge(bertaId, annaId);
    expect(await refused(`${annaId}/merge`, { fromId: bertaId })).toBe(409);
    await undo(bertaId, merges[0]?.id);
    expect(await refused(`${bertaId}/merges/${merges[0]?.id}/undo`, {})).toBe(404);
    await expect(
      bench
        .get(PersonMerging)
        .undo(
          { brandId: bench.owner.brandId, memberId: bench.owner.memberId, role: 'owner' },
          merges[0]?.id ?? '',
        ),
    ).rejects.toMatchObject({ code: 'not_possible_now' });
  });
});
