import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InboxBench } from '../../test/builders/inbox-bench.js';
import { expectReferenceFold } from '../../test/builders/stored-turns.js';
import type { InboundEvent } from '../channels/core/inbound-event.js';
import { AppError } from '../platform/errors/app-error.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { ActsService } from './acts/acts.service.js';
import { MergeService } from './acts/merge.service.js';
import { SplitService } from './acts/split.service.js';
import { EntryRepository } from './entries/entry.repository.js';
import type { IntakeChannel } from './intake/intake-channel.js';

const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.PARLEY_RUNS ?? 25);
const MINUTE = 60_000;

let bench: InboxBench;
let seat: CallerSeat;
beforeAll(async () => {
  bench = await InboxBench.open();
  seat = { brandId: bench.owner.brandId, memberId: bench.owner.memberId, role: 'owner' };
});
afterAll(async () => {
  await bench.close();
});

const check = (conversationId: string) =>
  expectReferenceFold(
    { database: bench.database, entries: bench.get(EntryRepository) },
    seat.brandId,
    conversationId,
  );

const person = fc.constantFrom('anna', 'ben');
const said = fc.record({
  kind: fc.constantFrom('in' as const, 'in' as const, 'out' as const),
  person,
  automatic: fc.constantFrom(null, null, null, 'auto_reply'),
});
type Said = typeof said extends fc.Arbitrary<infer T> ? T : never;

function messageOf(what: Said, externalId: string, at: Date, thread = 'thread') {
  return bench.message({
    externalId,
    thread,
    person: what.person,
    direction: what.kind,
    automatic: what.automatic,
    at: at.toISOString(),
    text: `text of ${externalId}`,
  });
}

/** A conversation as it stands, without what every store names anew. */
async function stateOf(channel: IntakeChannel) {
  const turns = await bench.database.query(
    `SELECT t.person_id, t.opened_at, t.last_inbound_at, t.inbound_count, t.outcome, t.closed_at, t.answered_at, t.wait_ms,
       t.in_figures, m.external_id AS opened_by
     FROM turn t LEFT JOIN message m ON m.id = t.opened_by_message_id
     WHERE t.brand_id = $1 AND t.channel_id = $2 ORDER BY t.opened_at, t.person_id`,
    [channel.brandId, channel.id],
  );
  const messages = await bench.database.query(
    `SELECT external_id, direction, text, deleted_at, occurred_at FROM message
     WHERE brand_id = $1 AND channel_id = $2 ORDER BY external_id`,
    [channel.brandId, channel.id],
  );
  const conversations = await bench.database.query(
    `SELECT status, side, answer_by, waiting_since, settles_at, set_aside, message_count, last_words, last_words_by, last_at
     FROM conversation WHERE brand_id = $1 AND channel_id = $2`,
    [channel.brandId, channel.id],
  );
  return { turns, messages, conversations };
}

describe(`what is stored (seed ${seed})`, () => {
  test('is the same in whatever order events arrive, and however often', async () => {
    const script = fc.record({
      messages: fc.array(said, { minLength: 1, maxLength: 7 }),
      edited: fc.uniqueArray(fc.nat(6), { maxLength: 2 }),
      deleted: fc.uniqueArray(fc.nat(6), { maxLength: 2 }),
      order: fc.array(fc.nat(1_000), { minLength: 24, maxLength: 24 }),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ messages, edited, deleted, order }) => {
        const base = bench.clock.nowMs() - 86_400_000;
        const at = (minute: number) => new Date(base + minute * MINUTE);
        const events: InboundEvent[] = messages.map((what, n) => messageOf(what, `m${n}`, at(n * 3)));
        const existing = (n: number) => n < messages.length && messages[n]?.kind === 'in';
        for (const n of edited.filter(existing))
          events.push({
            type: 'edit',
            key: `e${n}`,
            account: 'test',
            externalId: `m${n}`,
            at: at(n * 3 + 1).toISOString(),
            text: `edited ${n}`,
          });
        for (const n of deleted.filter(existing))
          events.push({
            type: 'delete',
            key: `d${n}`,
            account: 'test',
            externalId: `m${n}`,
            at: at(n * 3 + 2).toISOString(),
          });
        const inTime = [...events].sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1));
        const twice = [...events, ...events.filter((_, n) => (order[n] ?? 0) % 3 === 0)];
        const shuffled = twice
          .map((event, n) => ({ event, place: order[n % order.length] ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ event }) => event);
        const [one, other] = [await bench.aChannel(), await bench.aChannel()];
        for (const event of inTime) await bench.apply(event, one);
        for (const event of shuffled) await bench.apply(event, other);
        expect(await stateOf(other)).toEqual(await stateOf(one));
        for (const channel of [one, other]) {
          const [row] = await bench.database.query<{ id: string }>(
            'SELECT id FROM conversation WHERE brand_id = $1 AND channel_id = $2',
            [channel.brandId, channel.id],
          );
          if (row !== undefined) await check(row.id);
        }
      }),
      { seed, numRuns, endOnFailure: true },
    );
  }, 120_000);

  test('is what the slow fold says, after every event and act, merges included', async () => {
    const step = fc.record({
      minutes: fc.integer({ min: 1, max: 90 }),
      thread: fc.nat(1),
      late: fc.constantFrom(0, 0, 0, 5, 200),
      what: fc.oneof(
        { weight: 6, arbitrary: said },
        {
          weight: 6,
          arbitrary: fc.record({
            kind: fc.constantFrom(
              'close' as const,
              'reopen' as const,
              'snooze' as const,
              'unsnooze' as const,
              'noAnswerNeeded' as const,
              'markAsOurs' as const,
              'needsAnswer' as const,
              'wake' as const,
            ),
            minutes: fc.option(fc.integer({ min: 1, max: 120 })),
          }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const) }) },
      ),
    });
    let turns = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const channel = await bench.aChannel();
        const acts = bench.get(ActsService);
        const started = new Map<number, string>();
        for (const { minutes, thread, late, what } of steps) {
          bench.clock.advance(minutes * MINUTE);
          const id = started.get(thread);
          try {
            if (what.kind === 'in' || what.kind === 'out') {
              const at = new Date(bench.clock.nowMs() - late * MINUTE);
              const event = messageOf(what, randomUUID(), at, `thread ${thread}`);
              await bench.apply(event, channel);
              const row = await bench.database.one<{ conversation_id: string }>(
                'SELECT conversation_id FROM message WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3',
                [channel.brandId, channel.id, event.externalId],
              );
              if (row !== undefined) started.set(thread, row.conversation_id);
            } else if (id === undefined) continue;
            else if (what.kind === 'merge') {
              const other = started.get(1 - thread);
              if (other === undefined) continue;
              const { id: remaining } = await bench.get(MergeService).merge(seat, id, other);
              for (const one of [0, 1]) started.set(one, remaining);
            } else if (what.kind === 'wake') await acts.wakeSnoozed();
            else if (what.kind === 'close') await acts.close(seat, id, undefined);
            else if (what.kind === 'snooze') {
              const { minutes: length } = what;
              const until =
                length === null ? null : new Date(bench.clock.nowMs() + length * MINUTE).toISOString();
              await acts.snooze(seat, id, until);
            } else if (what.kind === 'reopen') await acts.reopen(seat, id);
            else if (what.kind === 'unsnooze') await acts.unsnooze(seat, id);
            else await acts[what.kind](seat, id, undefined);
          } catch (error) {
            // What is not possible now must not have changed anything either.
            if (!(error instanceof AppError && error.code === 'not_possible_now')) throw error;
          }
          for (const conversationId of new Set(started.values()))
            turns += (await check(conversationId)).turns;
        }
      }),
      { seed, numRuns, endOnFailure: true },
    );
    expect(turns).toBeGreaterThan(numRuns);
  }, 240_000);

  test('is what the slow fold says of both parts after a split, and what it was after merging them back', async () => {
    const step = fc.record({
      minutes: fc.integer({ min: 1, max: 90 }),
      late: fc.constantFrom(0, 0, 0, 5, 200),
      thread: fc.constantFrom(0, 0, 1),
      what: fc.oneof(
        { weight: 6, arbitrary: said },
        {
          weight: 3,
          arbitrary: fc.record({
            kind: fc.constantFrom(
              'close' as const,
              'reopen' as const,
              'snooze' as const,
              'noAnswerNeeded' as const,
              'markAsOurs' as const,
              'needsAnswer' as const,
            ),
          }),
        },
      ),
    });
    const script = fc.record({
      steps: fc.array(step, { minLength: 3, maxLength: 12 }),
      where: fc.nat(1_000),
      only: fc.boolean(),
      merged: fc.boolean(),
    });
    let splits = 0;
    await fc.assert(
      fc.asyncProperty(script, async ({ steps, where, only, merged }) => {
        const channel = await bench.aChannel();
        const acts = bench.get(ActsService);
        const ids = new Map<number, string>();
        for (const { minutes, late, thread, what } of steps) {
          bench.clock.advance(minutes * MINUTE);
          const id = ids.get(thread);
          if (what.kind === 'in' || what.kind === 'out') {
            const at = new Date(bench.clock.nowMs() - late * MINUTE);
            const event = messageOf(what, randomUUID(), at, `thread ${thread}`);
            const mail = { ...event.conversation, medium: 'email' as const };
            const { conversationId } = await bench.received({ ...event, conversation: mail }, channel);
            ids.set(thread, conversationId);
          } else if (id !== undefined) {
            try {
              if (what.kind === 'close') await acts.close(seat, id, undefined);
              else if (what.kind === 'snooze') await acts.snooze(seat, id, null);
              else if (what.kind === 'reopen') await acts.reopen(seat, id);
              else await acts[what.kind](seat, id, undefined);
            } catch (error) {
              if (!(error instanceof AppError && error.code === 'not_possible_now')) throw error;
            }
          }
        }
        const [first, second] = [ids.get(0), ids.get(1)];
        if (merged && first !== undefined && second !== undefined)
          await bench.get(MergeService).merge(seat, second, first);
        const id = first ?? second;
        if (id === undefined) return;
        await bench.database.run(
          'UPDATE conversation SET external_id = NULL WHERE brand_id = $1 AND id = $2',
          [seat.brandId, id],
        );
        const known = await messagesOf(id);
        const before = await foldedRows(id);
        const messageId = known[where % known.length];
        if (messageId === undefined) return;
        let part: string;
        try {
          part = (await bench.get(SplitService).split(seat, id, { messageId, only })).id;
        } catch (error) {
          if (!(error instanceof AppError && error.code === 'not_possible_now')) throw error;
          expect(await foldedRows(id)).toEqual(before);
          return;
        }
        splits += 1;
        await check(id);
        await check(part);
        const parted = [...(await messagesOf(id)), ...(await messagesOf(part))];
        expect(parted.sort()).toEqual([...known].sort());
        await bench.get(MergeService).merge(seat, part, id);
        await check(id);
        expect((await messagesOf(id)).sort()).toEqual([...known].sort());
        expect(await foldedRows(id)).toEqual(before);
      }),
      { seed, numRuns, endOnFailure: true },
    );
    expect(splits).toBeGreaterThan(0);
  }, 240_000);
});

/** The ledger of a conversation: what was said in it. */
async function messagesOf(conversationId: string): Promise<string[]> {
  const rows = await bench.database.query<{ id: string }>(
    'SELECT id FROM message WHERE brand_id = $1 AND conversation_id = $2 ORDER BY occurred_at, arrival',
    [seat.brandId, conversationId],
  );
  return rows.map(({ id }) => id);
}

/** Turns and episodes of a conversation by their keys, and where it stands in the queue. */
async function foldedRows(conversationId: string) {
  const params = [seat.brandId, conversationId];
  const rows = (table: string) =>
    bench.database.query(
      `SELECT to_jsonb(r) - 'id' AS row FROM ${table} r WHERE brand_id = $1 AND conversation_id = $2 ORDER BY key`,
      params,
    );
  const [standing] = await bench.database.query(
    `SELECT status, side, answer_by, waiting_since, settles_at, snoozed_until, message_count, last_words, last_at FROM conversation
     WHERE brand_id = $1 AND id = $2`,
    params,
  );
  return { turns: await rows('turn'), episodes: await rows('episode'), standing };
}
