import type pg from 'pg';
import { type Latency, latencyOf, type RowResult } from '../figures.js';
import { fillConversations } from '../fill-conversations.js';
import type { Installation } from '../installation.js';
import { HttpConnection } from '../load/http-connection.js';
import { measured, ms } from './measured.js';

export interface QueueSizes {
  few: number;
  many: number;
  requests: number;
}

const GOAL_P95_MS = 15;
/** Two measurements of the same thing differ by this much from run to run; less is no difference. */
const NOISE = 1.15;
/** What is measured beside the main view. */
const VIEWS = ['mine', 'unassigned', 'theirs', 'closed'] as const;

interface Measurement {
  floor: Latency;
  product: Latency;
  views: Record<string, Latency>;
}

/**
 * A page of the queue over HTTP, signed in, one request after another: its first page and the ones behind it in turn.
 * The floor reads the same rows of the table alone through the driver, in the same order.
 */
export function queueRow(installation: Installation, sizes: QueueSizes): Promise<RowResult> {
  return measured(async () => {
    const few = await measureAt(installation, sizes.few, sizes.requests);
    const many = await measureAt(installation, sizes.many, sizes.requests);
    const flat = many.product.p95 <= few.product.p95 * NOISE;
    return {
      row: 'queue',
      title: `queue page with ${sizes.many.toLocaleString('en')} conversations`,
      goal: `p95 < ${GOAL_P95_MS} ms, and no slower than at ${sizes.few.toLocaleString('en')}`,
      met: many.product.p95 < GOAL_P95_MS && flat,
      floor: `p50 ${ms(many.floor.p50)}, p95 ${ms(many.floor.p95)}`,
      product: `p50 ${ms(many.product.p50)}, p95 ${ms(many.product.p95)}; at ${sizes.few.toLocaleString('en')} p95 ${ms(few.product.p95)}`,
      ratio: null,
      figures: { few: { conversations: sizes.few, ...few }, many: { conversations: sizes.many, ...many } },
    };
  });
}

async function measureAt(
  installation: Installation,
  conversations: number,
  requests: number,
): Promise<Measurement> {
  await fillConversations(installation.database, conversations);
  const floor = await timeFloor(installation.database, requests);
  const connection = await HttpConnection.open(installation.port);
  try {
    const pages = new QueuePages(installation, connection);
    await pages.time('ours', Math.ceil(requests / 5));
    const product = await pages.time('ours', requests);
    const views: Record<string, Latency> = {};
    for (const view of VIEWS) views[view] = await pages.time(view, Math.ceil(requests / 3));
    return { floor, product, views };
  } finally {
    connection.close();
  }
}

/** Follows the cursor of a view page by page for a while, then begins anew at its top. */
class QueuePages {
  static readonly #deepest = 10;

  constructor(
    private readonly installation: Installation,
    private readonly connection: HttpConnection,
  ) {}

  async time(view: string, requests: number): Promise<Latency> {
    const latencies: number[] = [];
    let cursor: string | null = null;
    for (let number = 0; number < requests; number += 1) {
      if (number % QueuePages.#deepest === 0) cursor = null;
      const request = this.#request(
        `/api/v1/conversations?view=${view}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      const from = performance.now();
      const { status, body } = await this.connection.exchange(request);
      latencies.push(performance.now() - from);
      const page = JSON.parse(body.toString('utf8')) as { items?: unknown[]; nextCursor: string | null };
      if (status !== 200 || page.items === undefined || page.items.length === 0) {
        throw new Error(`A page of ${view} answered ${status}: ${body.toString('utf8').slice(0, 300)}`);
      }
      cursor = page.nextCursor;
    }
    return latencyOf(latencies);
  }

  #request(path: string): Buffer {
    const { port, owner } = this.installation;
    return Buffer.from(
      `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\ncookie: ${owner.cookie}\r\n\r\n`,
    );
  }
}

/** Rows of a page and the one that tells whether there is another, as the API reads by default. */
const FLOOR_ROWS = 51;
const FLOOR = {
  name: 'floor',
  text: `SELECT * FROM conversation WHERE brand_id = $1 AND side = 'ours' AND status = 'open' AND set_aside IS NULL
    AND merged_into_id IS NULL AND (answer_by, id) > ($2::timestamptz, $3::uuid)
    ORDER BY answer_by, id LIMIT ${FLOOR_ROWS}`,
};

async function timeFloor(database: pg.Client, requests: number): Promise<Latency> {
  const { rows } = await database.query<{ id: string }>('SELECT id FROM brand');
  const latencies: number[] = [];
  let after: [Date | string, string] = ['-infinity', '00000000-0000-0000-0000-000000000000'];
  for (let number = 0; number < requests; number += 1) {
    if (number % 10 === 0) after = ['-infinity', '00000000-0000-0000-0000-000000000000'];
    const from = performance.now();
    const page = await database.query<{ id: string; answer_by: Date }>({
      ...FLOOR,
      values: [rows[0]?.id, ...after],
    });
    latencies.push(performance.now() - from);
    const last = page.rows.at(-1);
    if (last !== undefined) after = [last.answer_by, last.id];
  }
  return latencyOf(latencies);
}
