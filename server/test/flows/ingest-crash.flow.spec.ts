import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApiSender } from '../builders/api-sender.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';
import { type RefEntry, referenceFold } from '../reference/reference-fold.js';

const THREADS = 125;
const PER_THREAD = 16;
const CLIENTS = 20;
const KILLS = 20;
/** Events sent before each kill: a few kills more than have to be seen. */
const CHUNK = 90;

/** Small and repeatable (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Sent {
  thread: string;
  id: string;
  at: number;
  event: Record<string, unknown>;
}

/** 2,000 events of 125 threads, about a sixth of them answers written elsewhere, in no order at all. */
function events(random: () => number): Sent[] {
  const begin = Date.now() - 5 * 3_600_000;
  const all: (Sent & { rank: number })[] = [];
  for (let thread = 0; thread < THREADS; thread += 1) {
    for (let n = 0; n < PER_THREAD; n += 1) {
      const id = `m-${thread}-${n}`;
      const at = begin + n * 600_000 + thread;
      const direction = n > 0 && random() < 0.17 ? 'out' : 'in';
      all.push({
        thread: `thread-${thread}`,
        id,
        at,
        // Mostly in order, as systems send, and sometimes far from it.
        rank: n + (random() < 0.1 ? random() * PER_THREAD : random()),
        event: {
          type: 'message',
          id: `e-${id}`,
          at: new Date(at).toISOString(),
          conversation: { id: `thread-${thread}`, medium: 'dm' },
          message: { id, text: id, direction },
          person: { id: `person-${thread}` },
        },
      });
    }
  }
  return all.sort((a, b) => a.rank - b.rank);
}

describeModes('nothing is lost on the way in', (start, mode) => {
  const seed = Number(process.env.PARLEY_TEST_SEED ?? Date.now() % 1_000_000);
  let parley: Parley;
  let client: pg.Client | undefined;

  beforeAll(async () => {
    parley = await start({
      workers: 2,
      env: {
        PARLEY_HOOKS_PER_SECOND: '10000',
        PARLEY_LOG_LEVEL: 'error',
        PARLEY_TEST_CHORES_MS: '300',
      },
    });
  });
  afterAll(async () => {
    await client?.end();
  });

  /** Asks the database; a restart of the embedded one ends connections, and may bring it back elsewhere. */
  async function ask<T extends pg.QueryResultRow>(sql: string, params: unknown[] = []): Promise<T[]> {
    if (client === undefined) {
      const fresh = new pg.Client({ connectionString: await parley.databaseUrl() });
      fresh.on('error', () => {
        if (client === fresh) client = undefined;
      });
      await fresh.connect();
      client = fresh;
    }
    return (await client.query<T>(sql, params)).rows;
  }

  /** Deliveries in a worker's hands right now, each try of one counted apart. */
  async function inHand(): Promise<string[]> {
    const rows = await ask<{ claim: string }>(
      `SELECT id || '/' || attempts AS claim FROM inbound_delivery
       WHERE state = 'pending' AND attempts > 0 AND next_attempt_at > clock_timestamp() + interval '20 s'`,
    );
    return rows.map(({ claim }) => claim);
  }

  it(`2,000 events, 20 clients, workers killed in the middle of their work (${mode})`, async () => {
    console.log(`seed ${seed} (PARLEY_TEST_SEED repeats it)`);
    const random = randomFrom(seed);
    const all = events(random);
    expect(all).toHaveLength(2_000);
    const shop = await ApiSender.connect(await parley.signedIn());
    // What is older than the connection would be history, and history opens no turns.
    await ask(`UPDATE channel SET connected_at = now() - interval '1 day'`);
    const queue = [...all];
    const accepted = new Set<string>();
    const abandoned = new Set<string>();
    let killsInWork = 0;
    let kills = 0;
    while (queue.length > 0) {
      const chunk = queue.splice(0, CHUNK);
      const sending = Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          for (let one = chunk.shift(); one !== undefined; one = chunk.shift()) {
            await shop.deliver(one.event);
            accepted.add(one.id);
          }
        }),
      );
      // Struck at once, or a moment later, but only while a worker has something new in its hands.
      const held = await eventually(
        'a worker at its work',
        async () => {
          const fresh = (await inHand()).filter((claim) => !abandoned.has(claim));
          return fresh.length > 0 ? fresh : chunk.length === 0 ? [] : null;
        },
        { everyMs: 1 },
      );
      if (held.length > 0) {
        if (mode === 'servers' && kills % 7 === 3) await parley.redis?.kill();
        await parley.kill('worker');
        kills += 1;
        const left = (await inHand()).filter((claim) => !abandoned.has(claim));
        if (left.length > 0) killsInWork += 1;
        for (const claim of left) abandoned.add(claim);
        await parley.redis?.resume();
        // Two take each other's work away now and then; to be killed at work, one is enough, and it is back sooner.
        await parley.resume('worker', kills % 5 === 0 ? 2 : 1);
      }
      await sending;
    }
    console.log(`${kills} kills, ${killsInWork} of them in the middle of a job`);
    expect(killsInWork).toBeGreaterThanOrEqual(KILLS);
    expect(accepted.size).toBe(2_000);

    await parley.resume('worker');

    // The time the claims of dead workers last, without waiting for it.
    await ask(
      `UPDATE inbound_delivery SET next_attempt_at = clock_timestamp() WHERE state = 'pending' AND id || '/' || attempts = ANY($1)`,
      [[...abandoned]],
    );
    await eventually(
      'every delivery to be done',
      async () => {
        const rows = await ask(
          `SELECT count(*) FILTER (WHERE state <> 'done')::int AS open FROM inbound_delivery`,
        );
        return rows[0]?.open === 0;
      },
      { timeoutMs: 240_000, everyMs: 500 },
    );
    await everyEventIsOneMessage(all);
    await everyTurnIsRight(all);
  }, 1_200_000);

  async function everyEventIsOneMessage(all: Sent[]): Promise<void> {
    const rows = await ask<{ external_id: string; thread: string; seq: number; at: Date }>(
      `SELECT m.external_id, c.external_id AS thread, m.seq, m.occurred_at AS at
       FROM message m JOIN conversation c ON c.id = m.conversation_id ORDER BY c.external_id, m.occurred_at, m.arrival`,
    );
    expect(rows.map((row) => row.external_id).sort()).toEqual(all.map(({ id }) => id).sort());
    for (let n = 0; n < THREADS; n += 1) {
      const thread = `thread-${n}`;
      const expected = all.filter((one) => one.thread === thread).sort((a, b) => a.at - b.at);
      const found = rows.filter((row) => row.thread === thread);
      expect(found.map((row) => row.external_id)).toEqual(expected.map(({ id }) => id));
      expect(found.map((row) => row.seq).sort((a, b) => a - b)).toEqual(expected.map((_, i) => i + 1));
    }
  }

  async function everyTurnIsRight(all: Sent[]): Promise<void> {
    const messages = await ask(
      `SELECT m.id, m.thread_id, m.direction, i.person_id, m.occurred_at, m.arrival, m.external_id, c.id AS conversation
       FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN identity i ON i.id = m.identity_id`,
    );
    const turns = await ask(
      `SELECT conversation_id, key, opened_at, last_inbound_at, inbound_count, outcome, answered_at, wait_ms, answer_by FROM turn`,
    );
    const conversations = new Set(messages.map((row) => row.conversation));
    expect(conversations.size).toBe(new Set(all.map(({ thread }) => thread)).size);
    for (const conversation of conversations) {
      const entries: RefEntry[] = messages
        .filter((row) => row.conversation === conversation)
        .map((row) => ({
          kind: row.direction === 'in' ? 'inbound' : 'reply',
          id: row.id,
          threadId: row.thread_id,
          at: row.occurred_at.getTime(),
          arrival: Number(row.arrival),
          platformId: row.external_id,
          personId: row.person_id,
          medium: 'dm',
          automatic: false,
          origin: 'live',
          outOfFigures: null,
          answers: 'everyone',
          memberId: null,
          state: 'accepted',
        }));
      const expected = referenceFold(entries).turns.map((turn) => ({
        openedAt: turn.openedAt,
        lastInboundAt: turn.lastInboundAt,
        inboundCount: turn.inboundCount,
        outcome: turn.outcome,
        answeredAt: turn.answeredAt,
        waitMs: turn.waitMs,
        answerBy: turn.answerBy,
      }));
      const found = turns
        .filter((row) => row.conversation_id === conversation)
        .map((row) => ({
          openedAt: row.opened_at.getTime(),
          lastInboundAt: row.last_inbound_at.getTime(),
          inboundCount: row.inbound_count,
          outcome: row.outcome,
          answeredAt: row.answered_at?.getTime() ?? null,
          waitMs: row.wait_ms === null ? null : Number(row.wait_ms),
          answerBy: row.answer_by.getTime(),
        }));
      const inOrder = <T extends { openedAt: number }>(list: T[]) =>
        list.sort((a, b) => a.openedAt - b.openedAt);
      expect(inOrder(found)).toEqual(inOrder(expected));
    }
  }
});
