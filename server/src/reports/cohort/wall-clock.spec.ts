import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/test-database.js';
import { dayAndHourSql, dayNumber, dayRange } from './local-days.js';

const DAY = 86_400_000;

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Day and hour as the clock of the zone shows them to a reader. */
function clockOf(timeZone: string, first: number): (at: number) => { day: number; hour: number } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  return (at) => {
    const [date = '', time = ''] = format.format(at).split(', ');
    return { day: Date.parse(`${date}T00:00:00Z`) / DAY - first, hour: Number(time.slice(0, 2)) };
  };
}

// Ordinary ones; half an hour forward; at midnight; a month of fasting; a quarter of an hour off; one whose rule changed lately, of
// which a database of last year does not know.
test.each([
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'America/Vancouver',
  'UTC',
])('hours and days of %s are those its periods are made of', async (timeZone) => {
  const range = dayRange(dayNumber('2025-10-01'), dayNumber('2027-01-31'), timeZone);
  const hours = (range.endsAt - range.startsAt) / 3_600_000;
  const instants = Array.from({ length: hours * 4 }, (_, n) => range.startsAt + n * 900_000);
  const { rows } = await client.query<{ day: number; hour: number }>(
    `SELECT ${dayAndHourSql('at', range)} FROM unnest($1::timestamptz[]) WITH ORDINALITY AS t(at, n) ORDER BY n`,
    [instants.map((at) => new Date(at))],
  );
  expect(rows).toHaveLength(instants.length);
  const shown = clockOf(timeZone, range.first);
  const wrong = instants.filter((at, n) => {
    const { day, hour } = shown(at);
    return rows[n]?.day !== day || rows[n]?.hour !== hour;
  });
  expect(wrong.map((at) => new Date(at).toISOString())).toEqual([]);
});
