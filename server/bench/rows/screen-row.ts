import { performance } from 'node:perf_hooks';
import { SocketClient } from '../../test/harness/socket-client.js';
import { type Latency, latencyOf, type RowResult } from '../figures.js';
import type { Installation } from '../installation.js';
import { apiMessage, numberIn } from '../load/api-messages.js';
import { HttpConnection } from '../load/http-connection.js';
import { signedRequest, type WebhookTarget } from '../load/signed-webhook.js';
import { measured, ms, untilSilent } from './measured.js';

export interface ScreenSizes {
  seconds: number;
}

const PER_SECOND = 50;
const WARM_SECONDS = 3;
const CONVERSATIONS = 50;
const CONNECTIONS = 20;
const GOAL = { p50: 40, p95: 120 };
const SERIES = { name: 'screen', conversations: CONVERSATIONS };

/**
 * From the moment a webhook is due to be sent until an agent's console has the message: in the queue it looks at, and in
 * the conversation it has open. Sent by the clock whatever comes back (open loop), so that a pause of the product shows in
 * every message that was due during it.
 */
export function screenRow(installation: Installation, sizes: ScreenSizes): Promise<RowResult> {
  return measured(async () => {
    const { target } = await installation.apiChannel();
    const socket = await SocketClient.connect(installation.owner);
    const connections = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => HttpConnection.open(target.port)),
    );
    try {
      const joined = await socket.say({ type: 'view.join', view: 'ours' });
      if (!joined.ok) throw new Error(`The queue's view could not be joined: ${joined.code}`);
      const inQueue = new Map<number, number>();
      const inConversation = new Map<number, number>();
      socket.socket.on('conversation.changed', ({ row }: { row: { lastWords: string } }) => {
        const shown = numberIn(row.lastWords);
        if (shown !== undefined) note(inQueue, shown);
      });
      socket.socket.on('message.changed', ({ message }: { message: { text: string } }) => {
        const shown = numberIn(message.text);
        if (shown !== undefined && !inConversation.has(shown)) inConversation.set(shown, performance.now());
      });
      const warm = WARM_SECONDS * PER_SECOND;
      await paced(target, connections, { from: 0, count: warm });
      await openConversation(installation, socket);
      const count = sizes.seconds * PER_SECOND;
      const { due, refused } = await paced(target, connections, { from: warm, count });
      const opened = [...due.keys()].filter((number) => number % CONVERSATIONS === 0);
      const missing = () =>
        [...due.keys()].filter((number) => !inQueue.has(number)).length +
        opened.filter((number) => !inConversation.has(number)).length;
      const lost = await untilSilent(missing);
      const latency = waitedFor(due, inQueue);
      const conversation = waitedFor(due, inConversation);
      return {
        row: 'screen',
        title: `inbound → on an agent's screen, at ${PER_SECOND} msg/s`,
        goal: `p50 < ${GOAL.p50} ms, p95 < ${GOAL.p95} ms`,
        met: latency.p50 < GOAL.p50 && latency.p95 < GOAL.p95 && lost === 0 && refused === 0,
        floor: '–',
        product: `${inWords(latency)}; open conversation ${inWords(conversation)}${lost + refused > 0 ? `; ${lost} never shown, ${refused} refused` : ''}`,
        ratio: null,
        figures: { sent: count, refused, lost, queue: latency, openConversation: conversation },
      };
    } finally {
      socket.close();
      for (const connection of connections) connection.close();
    }
  });
}

const inWords = ({ p50, p95 }: Latency): string => `p50 ${ms(p50)}, p95 ${ms(p95)}`;

/** Keeps when a message was first to be seen: in the row, or behind a later one of its conversation in it. */
function note(seen: Map<number, number>, shown: number): void {
  for (let number = shown; number >= 0 && !seen.has(number); number -= CONVERSATIONS) {
    seen.set(number, performance.now());
  }
}

function waitedFor(due: Map<number, number>, seen: Map<number, number>): Latency {
  return latencyOf(
    [...due].flatMap(([number, at]) => (seen.has(number) ? [(seen.get(number) ?? 0) - at] : [])),
  );
}

/** Sends one webhook every 20 ms by the clock, each on a connection that is free. */
async function paced(
  target: WebhookTarget,
  connections: readonly HttpConnection[],
  { from, count }: { from: number; count: number },
): Promise<{ due: Map<number, number>; refused: number }> {
  const due = new Map<number, number>();
  const free = [...connections];
  const waiting: Buffer[] = [];
  let refused = 0;
  let answered = 0;
  const start = performance.now() + 50;
  return new Promise((resolve, reject) => {
    const send = (connection: HttpConnection, request: Buffer) => {
      connection.send(
        request,
        (status) => {
          if (status !== 200) refused += 1;
          answered += 1;
          const next = waiting.shift();
          if (next !== undefined) send(connection, next);
          else free.push(connection);
          if (answered === count) resolve({ due, refused });
        },
        reject,
      );
    };
    let sent = 0;
    const tick = () => {
      while (sent < count) {
        const dueAt = start + (sent * 1_000) / PER_SECOND;
        const wait = dueAt - performance.now();
        if (wait > 0) {
          setTimeout(tick, wait);
          return;
        }
        const number = from + sent;
        due.set(number, dueAt);
        const request = signedRequest(target, `${SERIES.name}-${number}`, apiMessage(SERIES, number));
        const connection = free.pop();
        if (connection === undefined) waiting.push(request);
        else send(connection, request);
        sent += 1;
      }
    };
    tick();
  });
}

/** Opens the first conversation of the series, as an agent who clicks on it. */
async function openConversation({ database }: Installation, socket: SocketClient): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { rows } = await database.query<{ id: string }>(
      'SELECT id FROM conversation WHERE external_id = $1 -- any brand: the bench has one',
      [`${SERIES.name}-0`],
    );
    if (rows[0] !== undefined) {
      const answer = await socket.say({ type: 'conversation.open', conversationId: rows[0].id });
      if (!answer.ok) throw new Error(`The conversation could not be opened: ${answer.code}`);
      return;
    }
    if (Date.now() > deadline) throw new Error('The first conversation never came.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
