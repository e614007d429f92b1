import { SocketClient } from '../../test/harness/socket-client.js';
import { cpuPer, cpuTime } from '../cpu-time.js';
import type { RowResult } from '../figures.js';
import type { NoopResult, NoopTask } from '../floors/noop-jobs.js';
import type { Installation } from '../installation.js';
import type { LoadResult, LoadTask } from '../load/load-task.js';
import { SideProcess } from '../side-process.js';
import { measured, perSecond, untilSilent } from './measured.js';

export interface InboundSizes {
  /** Jobs the floor adds and does nothing with. */
  jobs: number;
  /** Messages sent in. */
  messages: number;
}

const CONNECTIONS = 50;
/** Of ten, one to fifty adds and jobs at a time this gave the highest floor on either backend. */
const FLOOR_CONCURRENCY = 50;
const MESSAGES_PER_CONVERSATION = 4;
const MOST_SECONDS = 180;
const GOALS = { servers: 0.25, embedded: 0.4 };

/**
 * Messages from the webhook into their conversations, as fast as they come: sent by fifty connections at once, and
 * timed from the first request until the last is a message and its conversation's last state was pushed to a console
 * that looks at the queue.
 */
export function inboundRow(installation: Installation, sizes: InboundSizes): Promise<RowResult> {
  return measured(async () => {
    const floorRate = await noopJobs(installation, sizes.jobs);
    const { channelId, target } = await installation.apiChannel();
    const conversations = Math.ceil(sizes.messages / MESSAGES_PER_CONVERSATION);
    const screen = await QueueScreen.open(installation);
    const load = await SideProcess.start<LoadTask, LoadResult>('./load/load-process.ts');
    try {
      const series = { name: 'sustained', conversations };
      const warmup = Math.min(500, Math.ceil(sizes.messages / 10));
      await load.ask(task({ ...series, name: 'warm' }, warmup));
      await isTaken(installation, channelId, warmup);
      screen.forget();
      const cpuBefore = await cpuTime(installation);
      const from = performance.now();
      const accepting = load.ask(task(series, sizes.messages));
      const taken = await isTaken(installation, channelId, warmup + sizes.messages);
      const storedSeconds = (performance.now() - from) / 1_000;
      const accepted = await accepting;
      const pushed = await screen.sawAll(sizes.messages, conversations);
      const cpuAfter = await cpuTime(installation);
      const seconds = (pushed.complete ? pushed.at - from : performance.now() - from) / 1_000;
      const rate = (taken - warmup) / seconds;
      const ratio = rate / floorRate;
      const goal = GOALS[installation.mode];
      const complete = taken === warmup + sizes.messages && pushed.complete;
      return {
        row: 'inbound',
        title: 'inbound → in the conversation and pushed, sustained',
        goal: `≥ ${goal * 100} % of the floor`,
        met: complete && ratio >= goal,
        floor: `${perSecond(floorRate)} no-op jobs`,
        product: `${perSecond(rate)} messages${complete ? '' : ` (only ${taken - warmup} stored, ${pushed.seen} of ${conversations} conversations up to date on screen)`}`,
        ratio,
        figures: {
          floorJobsPerSecond: floorRate,
          messages: sizes.messages,
          conversations,
          messagesPerSecond: rate,
          cpuMsPerMessage: cpuPer(sizes.messages, cpuBefore, cpuAfter) ?? null,
          secondsUntilStored: storedSeconds,
          secondsUntilPushed: seconds,
          accepted,
          pushes: pushed.pushes,
          conversationsUpToDateOnScreen: pushed.seen,
        },
      };

      function task(of: typeof series, count: number): LoadTask {
        return { target, series: of, connections: CONNECTIONS, warmup: 0, count, mostSeconds: MOST_SECONDS };
      }
    } finally {
      screen.close();
      await load.stop();
    }
  });
}

/** Jobs per second that BullMQ adds and does on this mode's backend, in as many processes as the product has. */
async function noopJobs({ mode, redisUrl, databaseUrl }: Installation, count: number): Promise<number> {
  const task = { redisUrl, databaseUrl, concurrency: FLOOR_CONCURRENCY };
  const parts = mode === 'servers' ? (['work', 'add'] as const) : (['both'] as const);
  const processes = await Promise.all(
    parts.map(async (part) => ({
      part,
      process: await SideProcess.start<NoopTask, NoopResult>('./floors/noop-jobs.ts'),
    })),
  );
  try {
    const run = async (jobs: number) => {
      const results = await Promise.all(
        processes.map(({ part, process }) => process.ask({ ...task, part, count: jobs })),
      );
      const from = Math.max(...results.map((result) => result.from));
      return jobs / ((Math.max(...results.map((result) => result.to)) - from) / 1_000);
    };
    await run(Math.ceil(count / 10));
    return await run(count);
  } finally {
    await Promise.all(processes.map(({ process }) => process.stop()));
  }
}

/** Waits until so many messages are in their conversations. @returns how many are when it stops waiting */
async function isTaken(installation: Installation, channelId: string, count: number): Promise<number> {
  const deadline = Date.now() + MOST_SECONDS * 1_000;
  for (;;) {
    const taken = await installation.number(
      'SELECT count(*) AS number FROM message WHERE channel_id = $1 AND brand_id = (SELECT brand_id FROM channel WHERE id = $1)',
      [channelId],
    );
    if (taken >= count || Date.now() > deadline) return taken;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A console that looks at the queue and remembers what it was told last of each conversation. */
class QueueScreen {
  readonly #messages = new Map<string, { version: number; count: number }>();
  #pushes = 0;
  #lastAt = 0;

  private constructor(private readonly socket: SocketClient) {
    socket.socket.on(
      'conversation.changed',
      (event: { conversationId: string; row: { version: number; messageCount: number } }) => {
        this.#pushes += 1;
        this.#lastAt = performance.now();
        const { version, messageCount: count } = event.row;
        // As the console does: an older version never overwrites a newer one.
        if ((this.#messages.get(event.conversationId)?.version ?? 0) <= version)
          this.#messages.set(event.conversationId, { version, count });
      },
    );
  }

  static async open({ owner }: Installation): Promise<QueueScreen> {
    const socket = await SocketClient.connect(owner);
    const joined = await socket.say({ type: 'view.join', view: 'ours' });
    if (!joined.ok) throw new Error(`The queue's view could not be joined: ${joined.code}`);
    return new QueueScreen(socket);
  }

  forget(): void {
    this.#messages.clear();
    this.#pushes = 0;
  }

  /** Waits until the last message of every conversation was pushed, or no more comes. */
  async sawAll(messages: number, conversations: number) {
    const shown = () => [...this.#messages.values()].reduce((sum, { count }) => sum + count, 0);
    const missing = await untilSilent(() => Math.max(0, messages - shown()));
    const least = Math.floor(messages / conversations);
    return {
      complete: missing === 0,
      at: this.#lastAt,
      pushes: this.#pushes,
      seen: [...this.#messages.values()].filter(({ count }) => count >= least).length,
    };
  }

  close(): void {
    this.socket.close();
  }
}
