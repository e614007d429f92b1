import { middleBy, type RowResult } from '../figures.js';
import type { InsertHandlerTask } from '../floors/insert-handler.js';
import { DATABASE_POOL, type Installation } from '../installation.js';
import type { LoadResult, LoadTask } from '../load/load-task.js';
import type { WebhookTarget } from '../load/signed-webhook.js';
import { SideProcess } from '../side-process.js';
import { measured, ms, perSecond } from './measured.js';

export interface AcceptSizes {
  rounds: number;
  warmup: number;
  count: number;
}

const CONNECTIONS = 50;
const GOAL_RATIO = 0.7;
const GOAL_P99_MS = 50;
const MOST_SECONDS = 60;

/**
 * Webhooks verified, stored and answered. Floor and product take turns, so that both meet the machine in the same mood;
 * the round in the middle counts. With servers the api process is measured alone and then, as a second figure, with
 * the worker at work beside it; embedded there is one process, which always does both.
 */
export function acceptRow(installation: Installation, sizes: AcceptSizes): Promise<RowResult> {
  return measured(async () => {
    const { target } = await installation.apiChannel();
    const load = await SideProcess.start<LoadTask, LoadResult>('./load/load-process.ts');
    const floor = await SideProcess.start<InsertHandlerTask, { port: number }>('./floors/insert-handler.ts');
    try {
      const { secret } = target;
      const { port } = await floor.ask({
        databaseUrl: installation.databaseUrl,
        poolSize: DATABASE_POOL,
        secret,
      });
      const under = (name: string, to: WebhookTarget) =>
        load.ask({
          target: to,
          series: { name, conversations: Math.ceil(sizes.count / 4) },
          connections: CONNECTIONS,
          warmup: sizes.warmup,
          count: sizes.count,
          mostSeconds: MOST_SECONDS,
        });
      const alone = installation.mode === 'servers';
      if (alone) await installation.parley.kill('worker', 'SIGTERM');
      const rounds: { floor: LoadResult; product: LoadResult }[] = [];
      for (let round = 0; round < sizes.rounds; round += 1) {
        const floorResult = await under(`floor${round}`, { port, path: '/hooks/api/floor', secret });
        const product = await under(`accept${round}`, target);
        refuseUnlessAllAccepted('floor', floorResult);
        refuseUnlessAllAccepted('product', product);
        rounds.push({ floor: floorResult, product });
        await forgetBacklog(installation);
      }
      if (alone) await installation.parley.resume('worker');
      const busy = alone ? await under('busy', target) : undefined;
      await forgetBacklog(installation);
      const middle = middleBy(rounds, (round) => round.product.perSecond / round.floor.perSecond);
      const ratio = middle.product.perSecond / middle.floor.perSecond;
      const { p50, p99 } = middle.product.latency;
      return {
        row: 'accept',
        title: `webhook accepted (verified, stored, 200), ${CONNECTIONS} connections`,
        goal: `≥ ${GOAL_RATIO * 100} % of the floor; p99 < ${GOAL_P99_MS} ms`,
        met: ratio >= GOAL_RATIO && p99 < GOAL_P99_MS,
        floor: `${perSecond(middle.floor.perSecond)}, p99 ${ms(middle.floor.latency.p99)}`,
        product: `${perSecond(middle.product.perSecond)}, p50 ${ms(p50)}, p99 ${ms(p99)}`,
        ratio,
        figures: {
          rounds: rounds.map((round) => ({ floor: round.floor, product: round.product })),
          ...(busy === undefined ? {} : { withTheWorkerAtWork: busy }),
        },
      };
    } finally {
      await Promise.all([load.stop(), floor.stop()]);
    }
  });
}

function refuseUnlessAllAccepted(who: string, { statuses }: LoadResult): void {
  const others = Object.keys(statuses).filter((status) => status !== '200');
  if (others.length > 0) throw new Error(`The ${who} did not accept everything: ${JSON.stringify(statuses)}`);
}

/** Takes away what waits and waits for what a worker holds, so that the next round begins on a quiet machine. */
async function forgetBacklog(installation: Installation): Promise<void> {
  await installation.database.query(
    `DELETE FROM inbound_delivery WHERE state = 'pending' AND next_attempt_at <= clock_timestamp()`,
  );
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const held = await installation.number(
      `SELECT count(*) AS number FROM inbound_delivery WHERE state = 'pending'`,
    );
    if (held === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
