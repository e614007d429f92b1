import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerBench } from '../../test/builders/ledger-bench.js';
import { newId } from '../platform/database/id.js';
import { Storage } from '../platform/storage/storage.js';
import { ReleasedObjects } from './released-objects.service.js';

let bench: LedgerBench;
let storage: Storage;
beforeAll(async () => {
  bench = await LedgerBench.open();
  storage = bench.get(Storage);
}, 60_000);
afterAll(() => bench.close());
beforeEach(() => bench.database.run('TRUNCATE attachment, released_object CASCADE'));

const put = async (content: string) =>
  (await storage.put(bench.owner.seat.brandId, Buffer.from(content))).key;
const isThere = async (key: string) => (await storage.head(key)) !== undefined;
const aDayLater = () =>
  bench.database.run(`UPDATE released_object SET released_at = released_at - interval '25 hours'`);
const sweep = () => bench.get(ReleasedObjects).deleteDue();

async function name(key: string): Promise<string> {
  const id = newId();
  await bench.database.run(
    `INSERT INTO attachment (id, brand_id, filename, content_type, storage_key, created_at)
     VALUES ($1, $2, 'a', 'text/plain', $3, now())`,
    [id, bench.owner.seat.brandId, key],
  );
  return id;
}
const drop = (id: string) =>
  bench.database.run('DELETE FROM attachment WHERE brand_id = $1 AND id = $2', [
    bench.owner.seat.brandId,
    id,
  ]);

describe('an object', () => {
  it('goes a day after the last row that named it', async () => {
    const key = await put('twice');
    const [one, other] = [await name(key), await name(key)];
    await aDayLater();
    expect(await sweep()).toBe(0);
    await drop(one);
    await aDayLater();
    expect([await sweep(), await isThere(key)]).toEqual([0, true]);
    await drop(other);
    expect([await sweep(), await isThere(key)]).toEqual([0, true]);
    await aDayLater();
    expect([await sweep(), await isThere(key)]).toEqual([1, false]);
    expect(await bench.rows('released_object', 'key')).toEqual([]);
  });

  it('goes too when whoever put it never named it', async () => {
    const key = await put('left behind');
    await aDayLater();
    expect([await sweep(), await isThere(key)]).toEqual([1, false]);
  });

  it('stays when the same content is put again before its time', async () => {
    const key = await put('again');
    await aDayLater();
    expect(await put('again')).toBe(key);
    expect([await sweep(), await isThere(key)]).toEqual([0, true]);
  });

  it('named by a raw mail or a delivery stays', async () => {
    const key = await put('a mail');
    await bench.database.run(
      `INSERT INTO inbound_delivery (id, kind, source, body_key, received_at, next_attempt_at)
       VALUES ($1, 'api', 'poll', $2, now(), 'infinity')`,
      [newId(), key],
    );
    await aDayLater();
    expect(await sweep()).toBe(0);
    await bench.database.run('DELETE FROM inbound_delivery WHERE body_key = $1', [key]);
    await aDayLater();
    expect([await sweep(), await isThere(key)]).toEqual([1, false]);
  });

  it('an event brings along that may still be applied stays until it is', async () => {
    const key = await put('a file of a message that failed');
    const deliveryId = newId();
    await bench.database.run(
      `INSERT INTO inbound_delivery (id, kind, source, body, received_at, state, next_attempt_at)
       VALUES ($1, 'api', 'webhook', '', now(), 'parsed', 'infinity')`,
      [deliveryId],
    );
    await bench.database.run(
      `INSERT INTO inbound_event (id, delivery_id, account, position, kind, key, payload, received_at, state,
         next_attempt_at, updated_at)
       VALUES ($1, $2, 'a', 0, 'message', 'k', $3, now(), 'failed', 'infinity', now())`,
      [newId(), deliveryId, JSON.stringify({ attachments: [{ storageKey: key }] })],
    );
    await aDayLater();
    expect([await sweep(), await isThere(key)]).toEqual([0, true]);
    await bench.database.run('DELETE FROM inbound_delivery WHERE id = $1', [deliveryId]);
    await aDayLater();
    expect([await sweep(), await isThere(key)]).toEqual([1, false]);
  });

  it('that is being deleted keeps whoever puts it again waiting, so that it is there afterwards', async () => {
    const key = await put('at this moment');
    await bench.database.run(
      `UPDATE released_object SET deleting_until = clock_timestamp() + interval '1 minute' WHERE key = $1`,
      [key],
    );
    let back = false;
    const again = put('at this moment').then(() => {
      back = true;
    });
    await storage.delete(key);
    expect(back).toBe(false);
    await bench.database.run('DELETE FROM released_object WHERE key = $1', [key]);
    await again;
    expect(await isThere(key)).toBe(true);
  });
});
