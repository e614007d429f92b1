import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { SocketClient } from '../../test/harness/socket-client.js';
import { type Latency, latencyOf, type RowResult } from '../figures.js';
import { fillWaiting, letWait, type WaitingSizes } from '../fill-waiting.js';
import type { Installation } from '../installation.js';
import { HttpConnection } from '../load/http-connection.js';
import { measured, ms } from './measured.js';

export interface NowSizes extends WaitingSizes {
  /** How many of the brand's conversations wait: measured at each. */
  waiting: number[];
  readings: number;
  /** How many look at the board: measured with each. */
  viewers: number[];
  /** How long they look. */
  seconds: number;
}

/** Readings under way when the counting begins or ends. */
const MISCOUNTED = 3;
const GOAL_P95_MS = 250;
/** A reading is kept for so long for those who ask. */
const KEPT_MS = 1_000;

interface Looked {
  viewers: number;
  /** How many boards the first of them was sent. */
  boards: number;
  /** How often the queue was read meanwhile. */
  readings: number;
}

/**
 * A reading of who waits now, and what those who look at it cost. The floor counts the same conversations through the driver, by
 * channel and medium, and nothing else. A reading is asked for over HTTP, no sooner than the last one is forgotten.
 */
export function nowRow(installation: Installation, sizes: NowSizes): Promise<RowResult> {
  return measured(async () => {
    const { database } = installation;
    await fillWaiting(database, sizes);
    const at: { waiting: number; floor: Latency; reading: Latency }[] = [];
    for (const waiting of sizes.waiting) {
      await letWait(database, waiting, sizes.conversations);
      const floor = await timeFloor(database, sizes.readings);
      at.push({ waiting, floor, reading: await timeReading(installation, sizes.readings) });
    }
    const scans = await installation.number(SCANS);
    await timeReading(installation, sizes.readings);
    await wait(COUNTED_MS);
    // One more than is timed: it warms up.
    const perReading = ((await installation.number(SCANS)) - scans) / (sizes.readings + 1);
    const looked: Looked[] = [];
    for (const viewers of sizes.viewers) {
      const { scans: all, boards } = await look(installation, viewers, sizes.seconds);
      looked.push({ viewers, boards, readings: Math.round(all / perReading) });
    }
    const most = at.at(-1);
    if (most === undefined) throw new Error('Nothing was measured.');
    // What the first viewer has read is read for all: a second one asks for nothing.
    const more = Math.max(...looked.map(({ readings, boards }) => readings - boards));
    return {
      row: 'now',
      title: `reading who waits, ${most.waiting.toLocaleString('en')} of ${(sizes.conversations + sizes.others).toLocaleString('en')}`,
      goal: `p95 < ${GOAL_P95_MS} ms, and none for a viewer`,
      met: most.reading.p95 < GOAL_P95_MS && more <= MISCOUNTED,
      floor: at
        .map(({ waiting, floor }) => `${waiting.toLocaleString('en')}: p95 ${ms(floor.p95)}`)
        .join('; '),
      product: [
        ...at.map(({ waiting, reading }) => `${waiting.toLocaleString('en')}: p95 ${ms(reading.p95)}`),
        ...looked.map(
          ({ viewers, readings, boards }) => `${viewers} look: ${readings} readings, ${boards} boards each`,
        ),
      ].join('; '),
      ratio: null,
      figures: { ...sizes, at, looked },
    };
  });
}

async function timeFloor(database: pg.Client, readings: number): Promise<Latency> {
  const latencies: number[] = [];
  for (let number = 0; number < readings; number += 1) {
    const from = performance.now();
    await database.query(
      `SELECT channel_id, medium, count(*), count(*) FILTER (WHERE answer_by <= now()), min(waiting_since) FROM conversation
       WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1) AND side = 'ours' AND status = 'open'
         AND set_aside IS NULL AND merged_into_id IS NULL GROUP BY 1, 2`,
    );
    latencies.push(performance.now() - from);
  }
  return latencyOf(latencies);
}

async function timeReading({ port, owner }: Installation, readings: number): Promise<Latency> {
  const connection = await HttpConnection.open(port);
  const request = Buffer.from(
    `GET /api/v1/now HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\ncookie: ${owner.cookie}\r\n\r\n`,
  );
  const latencies: number[] = [];
  try {
    // The first one warms up.
    for (let number = 0; number <= readings; number += 1) {
      await wait(KEPT_MS);
      const from = performance.now();
      const { status, body } = await connection.exchange(request);
      if (number > 0) latencies.push(performance.now() - from);
      if (status !== 200)
        throw new Error(`The board answered ${status}: ${body.toString('utf8').slice(0, 300)}`);
    }
  } finally {
    connection.close();
  }
  return latencyOf(latencies);
}

/** PostgreSQL counts that late. */
const COUNTED_MS = 1_500;
/** Every reading scans this index as often, and nothing else does while nobody acts. */
const SCANS = `SELECT idx_scan AS number FROM pg_stat_user_indexes WHERE indexrelname = 'conversation_waiting'`;

async function look(
  installation: Installation,
  viewers: number,
  seconds: number,
): Promise<{ scans: number; boards: number }> {
  const sockets: SocketClient[] = [];
  try {
    for (let number = 0; number < viewers; number += 1) {
      const socket = await SocketClient.connect(installation.owner);
      sockets.push(socket);
      const joined = await socket.say({ type: 'now.join' });
      if (!joined.ok) throw new Error(`The board could not be joined: ${joined.code}`);
    }
    const boards = (socket: SocketClient) =>
      socket.events.filter(({ type }) => type === 'now.changed').length;
    const [first] = sockets;
    if (first === undefined) throw new Error('Nobody looks.');
    const before = { scans: await installation.number(SCANS), boards: boards(first) };
    await wait(seconds * 1_000);
    const shown = boards(first) - before.boards;
    await wait(COUNTED_MS);
    return { scans: (await installation.number(SCANS)) - before.scans, boards: shown };
  } finally {
    for (const socket of sockets) socket.close();
  }
}
