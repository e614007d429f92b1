import type pg from 'pg';
import { type Latency, latencyOf, type RowResult } from '../figures.js';
import { fillMessages } from '../fill-messages.js';
import type { Installation } from '../installation.js';
import { InventedWords } from '../invented-words.js';
import { HttpConnection } from '../load/http-connection.js';
import { measured, ms, perSecond } from './measured.js';

export interface SearchSizes {
  messages: number;
  /** Of each kind of search. */
  requests: number;
}

const GOAL_P95_MS = 150;

/**
 * Searches of every kind over HTTP, signed in, one after another, each for other words: a page as the console reads it,
 * with excerpts. The floor asks the words' index of the table alone through the driver for the newest messages with one
 * word.
 */
export function searchRow(installation: Installation, sizes: SearchSizes): Promise<RowResult> {
  return measured(async () => {
    const words = new InventedWords();
    const indexed = await fillMessages(installation.database, words, sizes.messages);
    const floor = await timeFloor(installation.database, words, sizes.requests);
    const names = await someNames(installation.database, sizes.requests);
    const connection = await HttpConnection.open(installation.port);
    try {
      const latencies: number[] = [];
      const kinds: Record<string, Latency & { found: number }> = {};
      // Each kind once, so that nothing is measured for the first time.
      for (const typed of Object.values(KINDS))
        await exchange(installation, connection, typed(words, names, 0));
      for (const [kind, typed] of Object.entries(KINDS)) {
        const own: number[] = [];
        let found = 0;
        for (let number = 0; number < sizes.requests; number += 1) {
          const { took, items } = await exchange(installation, connection, typed(words, names, number));
          own.push(took);
          found += items;
        }
        latencies.push(...own);
        kinds[kind] = { ...latencyOf(own), found };
      }
      const product = latencyOf(latencies);
      const slowest = Object.entries(kinds).reduce((a, b) => (b[1].p95 > a[1].p95 ? b : a));
      return {
        row: 'search',
        title: `search in ${sizes.messages.toLocaleString('en')} messages`,
        goal: `p95 < ${GOAL_P95_MS} ms`,
        met: product.p95 < GOAL_P95_MS,
        floor: `p50 ${ms(floor.p50)}, p95 ${ms(floor.p95)}`,
        product: `p50 ${ms(product.p50)}, p95 ${ms(product.p95)}; slowest: ${slowest[0]}, p95 ${ms(slowest[1].p95)}; indexed ${perSecond(indexed)}`,
        ratio: null,
        figures: { messages: sizes.messages, indexedPerSecond: indexed, floor, product, kinds },
      };
    } finally {
      connection.close();
    }
  });
}

type Typed = (words: InventedWords, names: readonly string[], number: number) => string;

/** Behind the commonest words, which are looked up as fillers. */
const COMMON = 40;
const MIDDLING = 600;
const RARE = 9_000;
const nameOf = (names: readonly string[], number: number) => names[number % names.length] ?? '';
const lastName = (names: readonly string[], number: number) => nameOf(names, number).split(' ')[1] ?? '';

/** What is typed, by kinds; the number makes each search another one. */
const KINDS: Record<string, Typed> = {
  'a common word': (words, _, number) => `${words.word(COMMON + (number % 40))} `,
  'a middling word': (words, _, number) => `${words.word(MIDDLING + number)} `,
  'a rare word': (words, _, number) => `${words.word(RARE + number * 7)} `,
  'the beginning of a word': (words, _, number) => words.word(MIDDLING + number * 3).slice(0, 3),
  'two words': (words, _, number) => `${words.word(COMMON + number)} ${words.word(MIDDLING + number)} `,
  'a word and a beginning': (words, _, number) =>
    `${words.word(COMMON + number)} ${words.word(RARE + number).slice(0, 4)}`,
  'words in a row': (words, _, number) =>
    `"${words.word(COMMON + (number % 20))} ${words.word(MIDDLING + number)}"`,
  'one without the other': (words, _, number) =>
    `${words.word(MIDDLING + number)} -${words.word(COMMON + number)} `,
  nothing: (_, __, number) => `zzyzx${number}q`,
  'a name': (_, names, number) => nameOf(names, number),
  'half a name': (_, names, number) => lastName(names, number).slice(0, 4),
  'a misspelt name': (_, names, number) => {
    const name = lastName(names, number);
    return `${name.slice(0, 3)}x${name.slice(3)} `;
  },
  'a person and a word': (words, names, number) =>
    `from:${lastName(names, number)} ${words.word(number % 20)} `,
  'a word of ours': (words, _, number) => `is:ours ${words.word(MIDDLING + number)} `,
  'a word of mine': (words, _, number) => `is:mine ${words.word(COMMON + number)} `,
  'a word with a tag': (words, _, number) => `tag:"tag ${number % 10}" ${words.word(COMMON + number)} `,
  'a word on a channel, long ago': (words, _, number) =>
    `channel:"channel ${number % 5}" before:2w ${words.word(COMMON + number)} `,
  files: (words, _, number) => `has:attachment ${words.word(COMMON + number)} `,
  'filters alone': (_, __, number) => `is:closed after:${7 + number}d -tag:"tag 1"`,
};

async function exchange(installation: Installation, connection: HttpConnection, typed: string) {
  const request = Buffer.from(
    `GET /api/v1/search?limit=40&q=${encodeURIComponent(typed)} HTTP/1.1\r\nhost: 127.0.0.1:${installation.port}\r\n` +
      `accept: application/json\r\ncookie: ${installation.owner.cookie}\r\n\r\n`,
  );
  const from = performance.now();
  const { status, body } = await connection.exchange(request);
  const took = performance.now() - from;
  const page = JSON.parse(body.toString('utf8')) as { items?: unknown[] };
  if (status !== 200 || page.items === undefined) {
    throw new Error(`The search for ${typed} answered ${status}: ${body.toString('utf8').slice(0, 300)}`);
  }
  return { took, items: page.items.length };
}

async function someNames(database: pg.Client, count: number): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    'SELECT name FROM person ORDER BY md5(id::text) LIMIT $1',
    [count],
  );
  return rows.map(({ name }) => name);
}

async function timeFloor(database: pg.Client, words: InventedWords, requests: number): Promise<Latency> {
  const { rows } = await database.query<{ id: string }>('SELECT id FROM brand');
  const latencies: number[] = [];
  for (const rank of [COMMON, MIDDLING, RARE]) {
    for (let number = 0; number < requests; number += 1) {
      const from = performance.now();
      await database.query(
        `SELECT * FROM message_search WHERE brand_id = $1 AND words @@ plainto_tsquery('parley_simple', $2)
         ORDER BY at DESC, message_id DESC LIMIT 41`,
        [rows[0]?.id, words.word(rank + number)],
      );
      latencies.push(performance.now() - from);
    }
  }
  return latencyOf(latencies);
}
