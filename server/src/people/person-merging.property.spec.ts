import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PersonField } from '@parley/shared/people.js';
import fc from 'fast-check';
import { InboxBench } from '../../test/builders/inbox-bench.js';
import { expectReferenceFold } from '../../test/builders/stored-turns.js';
import { MergedWorld } from '../../test/reference/merged-world.js';
import { ActsService } from '../conversations/acts/acts.service.js';
import { EntryRepository } from '../conversations/entries/entry.repository.js';
import { AppError } from '../platform/errors/app-error.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { PeopleService } from './people.service.js';
import { PersonMerging } from './person-merging.service.js';

const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.PARLEY_RUNS ?? 12);
const WHO = ['anna', 'ben', 'carl', 'dora'] as const;
const THREADS = ['post', 'chat anna', 'chat ben'] as const;

let bench: InboxBench;
let seat: CallerSeat;
let fields: string[];
let tags: string[];
beforeAll(async () => {
  bench = await InboxBench.open();
  seat = { brandId: bench.owner.brandId, memberId: bench.owner.memberId, role: 'owner' };
  const { client } = bench.owner;
  fields = [];
  tags = [];
  for (const name of ['Company', 'City']) {
    fields.push((await client.post<PersonField>('/api/v1/person-fields', { name, kind: 'text' })).id);
    tags.push((await client.post<{ id: string }>('/api/v1/tags', { name })).id);
  }
});
afterAll(async () => {
  await bench.close();
});

const who = fc.constantFrom(...WHO);
const side = fc.constantFrom('into' as const, 'from' as const);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('says' as const), who, thread: fc.constantFrom(...THREADS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('answer' as const), who, thread: fc.constantFrom(...THREADS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('noAnswerNeeded' as const, 'markAsOurs' as const),
      who: fc.option(who),
      thread: fc.constantFrom(...THREADS),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('merge' as const),
      into: who,
      from: who,
      name: fc.option(side, { nil: undefined }),
      field: side,
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('undo' as const), which: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('name' as const), who, text: fc.constantFrom('X', 'Y') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('notes' as const), who, text: fc.constantFrom('', 'n', 'm') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('field' as const),
      who,
      field: fc.nat(1),
      text: fc.option(fc.constantFrom('v', 'w')),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('tag' as const), who, tag: fc.nat(1), on: fc.boolean() }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe(`merging people (seed ${seed})`, () => {
  test('gives what replaying everything but the merges taken back would give, after every step', async () => {
    let merges = 0;
    let undone = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 18 }), async (steps) => {
        await bench.database.run('TRUNCATE conversation, person CASCADE');
        const world = new MergedWorld();
        const channel = await bench.aChannel();
        const home = new Map<string, string>();
        const conversations = new Map<string, string>();
        for (const name of WHO) {
          // Everybody has written once, so that there is somebody to be merged.
          await says(name, `hello ${name}`);
          const row = await bench.database.one<{ id: string; person_id: string }>(
            'SELECT id, person_id FROM identity WHERE brand_id = $1 AND external_id = $2',
            [seat.brandId, name],
          );
          home.set(name, row?.person_id ?? '');
          world.born(name);
        }
        const idOf = (name: string) => home.get(name) ?? '';

        async function says(name: string, thread: string, direction: 'in' | 'out' = 'in') {
          bench.clock.advance(60_000);
          const medium = thread === 'post' ? 'comment' : 'dm';
          const { conversationId } = await bench.received(
            { person: name, thread, medium, direction },
            channel,
          );
          if (!conversations.has(thread)) world.opened(thread, name);
          conversations.set(thread, conversationId);
        }
        async function take(one: Step): Promise<void> {
          switch (one.kind) {
            case 'says':
              return says(one.who, one.thread);
            case 'answer':
              return conversations.has(one.thread) ? says(one.who, one.thread, 'out') : undefined;
            case 'noAnswerNeeded':
            case 'markAsOurs': {
              const id = conversations.get(one.thread);
              if (id === undefined) return;
              await bench.get(ActsService)[one.kind](seat, id, one.who === null ? undefined : idOf(one.who));
              return;
            }
            case 'merge': {
              const choices = {
                ...(one.name === undefined ? {} : { name: one.name }),
                fields: { [fields[0] ?? '']: one.field },
              };
              const pair = { intoId: idOf(one.into), fromId: idOf(one.from) };
              const { mergeId } = await bench.get(PersonMerging).merge(seat, pair, choices);
              world.merged(mergeId, one.into, one.from, choices);
              merges += 1;
              return;
            }
            case 'undo': {
              const mergeId = world.standing()[one.which % Math.max(1, world.standing().length)];
              if (mergeId === undefined) return;
              await bench.get(PersonMerging).undo(seat, mergeId);
              world.takenBack(mergeId);
              undone += 1;
              return;
            }
            default: {
              const people = bench.get(PeopleService);
              if (one.kind === 'name') await people.update(seat, idOf(one.who), { name: one.text });
              if (one.kind === 'notes') await people.update(seat, idOf(one.who), { notes: one.text });
              if (one.kind === 'field') {
                const field = fields[one.field] ?? '';
                await people.update(seat, idOf(one.who), { fields: { [field]: one.text } });
                world.said(one.who, { field, text: one.text });
              } else if (one.kind === 'tag') {
                const tag = tags[one.tag] ?? '';
                const now = world.tagsOf(one.who).filter((id) => id !== tag);
                await people.update(seat, idOf(one.who), { tagIds: one.on ? [...now, tag] : now });
                world.said(one.who, { tag, on: one.on });
              } else world.said(one.who, { [one.kind]: one.text });
            }
          }
        }
        for (const one of steps) {
          try {
            await take(one);
          } catch (error) {
            // Two who are one already, somebody who does not take part: nothing may have changed.
            const refused =
              error instanceof AppError && ['not_possible_now', 'not_found'].includes(error.code);
            if (!refused) throw error;
          }
          await check(world, home, conversations);
        }
      }),
      { seed, numRuns, endOnFailure: true },
    );
    expect(merges).toBeGreaterThan(numRuns / 2);
    expect(undone).toBeGreaterThan(0);
  }, 240_000);
});

async function check(
  world: MergedWorld,
  home: ReadonlyMap<string, string>,
  conversations: ReadonlyMap<string, string>,
): Promise<void> {
  const { brandId } = seat;
  const nameOf = new Map([...home].map(([name, id]) => [id, name]));
  const identities = await bench.database.query<{ external_id: string; person_id: string }>(
    'SELECT external_id, person_id FROM identity WHERE brand_id = $1 ORDER BY external_id',
    [brandId],
  );
  expect(identities.map((row) => [row.external_id, nameOf.get(row.person_id)])).toEqual(
    [...home.keys()].sort().map((name) => [name, world.livingAs(name)]),
  );
  const people = await bench.database.query<{ id: string; merged_into_id: string | null }>(
    `SELECT p.id, p.merged_into_id, p.name, p.notes,
       coalesce((SELECT jsonb_object_agg(field_id, value) FROM person_field_value v WHERE v.person_id = p.id), '{}') AS fields,
       ARRAY(SELECT tag_id::text FROM person_tag t WHERE t.person_id = p.id ORDER BY tag_id) AS tags
     FROM person p WHERE p.brand_id = $1`,
    [brandId],
  );
  for (const { id, merged_into_id, ...stored } of people) {
    const name = nameOf.get(id) ?? '';
    expect(merged_into_id === null ? name : nameOf.get(merged_into_id)).toBe(world.livingAs(name));
    expect({ who: name, ...stored }).toEqual({ who: name, ...world.knownOf(name) });
  }
  for (const [thread, conversationId] of conversations) {
    const row = await bench.database.one<{ person_id: string }>(
      'SELECT person_id FROM conversation WHERE brand_id = $1 AND id = $2',
      [brandId, conversationId],
    );
    expect([thread, nameOf.get(row?.person_id ?? '')]).toEqual([thread, world.shownUnder(thread)]);
    await expectReferenceFold(
      { database: bench.database, entries: bench.get(EntryRepository) },
      brandId,
      conversationId,
    );
    const open = await bench.database.query<{ person_id: string; count: number }>(
      `SELECT person_id, count(*)::int AS count FROM turn
       WHERE brand_id = $1 AND conversation_id = $2 AND closed_at IS NULL GROUP BY person_id`,
      [brandId, conversationId],
    );
    for (const turn of open) {
      expect(turn.count).toBe(1);
      const name = nameOf.get(turn.person_id) ?? '';
      expect(world.livingAs(name)).toBe(name);
    }
  }
}
