import { performance } from 'node:perf_hooks';
import { SocketClient } from '../../test/harness/socket-client.js';
import { type Latency, latencyOf, type RowResult } from '../figures.js';
import type { Installation } from '../installation.js';
import { apiMessage, textOf } from '../load/api-messages.js';
import { HttpConnection } from '../load/http-connection.js';
import { signedRequest, type WebhookTarget } from '../load/signed-webhook.js';
import { measured, ms } from './measured.js';

export interface ScreenSizes {
  seconds: number;
}

const PER_SECOND = 50;
const WARM_SECONDS = 3;
const CONVERSATIONS = 50;
const CONNECTIONS = 20;
const GRACE_MS = 5_000;
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
      const inQueue = new Map<string, number>();
      const inConversation = new Map<string, number>();
      socket.socket.on('conversation.changed', ({ row }: { row: { lastWords: string } }) => {
        note(inQueue, row.lastWords);
      });
      socket.socket.on('message.changed', ({ message }: { message: { text: string } }) => {
        note(inConversation, message.text);
      });
      const warm = WARM_SECONDS * PER_SECOND;
      await paced(target, connections, { from: 0, count: warm });
      await openConversation(installation, socket);
      const count = sizes.seconds * PER_SECOND;
      const { due, refused } = await paced(target, connections, { from: warm, count });
      await untilQuiet(() => inQueue.size, warm + count);
      const queue = latenciesOf(due, inQueue);
      const conversation = latenciesOf(due, inConversation);
      const opened = [...due.keys()].filter((number) => number % CONVERSATIONS === 0).length;
      const { latency } = queue;
      const lost = count - latency.count + (opened - conversation.latency.count);
      return {
        row: 'screen',
        title: `inbound → on an agent's screen, at ${PER_SECOND} msg/s`,
        goal: `p50 < ${GOAL.p50} ms, p95 < ${GOAL.p95} ms`,
        met: latency.p50 < GOAL.p50 && latency.p95 < GOAL.p95 && lost === 0 && refused === 0,
        floor: '–',
        product: `${inWords(latency)}; open conversation ${inWords(conversation.latency)}${lost + refused > 0 ? `; ${lost} never shown, ${refused} refused` : ''}`,
        ratio: null,
        figures: { sent: count, refused, lost, queue: latency, openConversation: conversation.latency },
      };
    } finally {
      socket.close();
      for (const connection of connections) connection.close();
    }
  });
}

const inWords = ({ p50, p95 }: Latency): string => `p50 ${ms(p50)}, p95 ${ms(p95)}`;

/** Keeps when a text was first seen. */
function note(seen: Map<string, number>, text: string): void {
  if (!seen.has(text)) seen.set(text, performance.now());
}

function latenciesOf(due: Map<number, number>, seen: Map<string, number>): { latency: Latency } {
  const found: number[] = [];
  for (const [number, at] of due) {
    const seenAt = seen.get(textOf(SERIES.name, number));
    if (seenAt !== undefined) found.push(seenAt - at);
  }
  return { latency: latencyOf(found) };
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
  const deadline = Date.now() + 20_000;
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

async function untilQuiet(seen: () => number, expected: number): Promise<void> {
  const deadline = Date.now() + GRACE_MS;
  while (seen() < expected && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}
