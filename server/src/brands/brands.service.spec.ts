import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthBench, type Seated } from '../../test/builders/auth-bench.js';
import { DomainEvents } from '../platform/events/events.js';
import { BRAND_CHANGED } from './brands.events.js';
import { BrandsService } from './brands.service.js';
import { CalendarsService } from './calendars.service.js';
import { DEFAULT_TARGETS } from './default-targets.js';
import { TagsService } from './tags.service.js';
import { TargetsService } from './targets.service.js';

const MINUTE_MS = 60_000;
const HOURS = [{ from: '09:00', to: '17:00' }];
const WEEK = { mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS, sat: [], sun: [] };

describe('a brand', () => {
  let bench: AuthBench;
  let owner: Seated;
  let other: Seated;
  const changes: { brandId: string; what: string }[] = [];
  beforeAll(async () => {
    bench = await AuthBench.open();
    bench.get(DomainEvents).afterCommit(BRAND_CHANGED, (change) => changes.push(change));
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    bench.clock.set(new Date('2026-03-02T08:00:00Z'));
    owner = await bench.brand();
    other = await bench.brand();
    changes.length = 0;
  });
  const policyVersion = async (brandId = owner.brandId) =>
    (await bench.database.one<{ policy_version: number }>('SELECT policy_version FROM brand WHERE id = $1', [
      brandId,
    ]))!.policy_version;

  it('begins without business hours, with the promises of the house', async () => {
    expect(await bench.get(CalendarsService).versions(owner.brandId)).toMatchObject([
      { valid_from: new Date(0), timezone: 'UTC', week: null, holidays: [] },
    ]);
    expect(await bench.get(TargetsService).versions(owner.brandId)).toEqual([
      {
        valid_from: new Date(0),
        targets: { chat: 120_000, dm: 3_600_000, comment: 7_200_000, email: 28_800_000 },
      },
    ]);
  });

  it('changes what is given and leaves the rest', async () => {
    const brands = bench.get(BrandsService);
    const changed = await brands.update(owner.brandId, { name: 'Renamed', timezone: 'Europe/Berlin' });
    expect(changed).toMatchObject({
      name: 'Renamed',
      timezone: 'Europe/Berlin',
      locale: 'en',
      signature: '',
    });
    expect(await brands.update(owner.brandId, { signature: 'Yours' })).toEqual({
      ...changed,
      signature: 'Yours',
    });
    expect(await brands.get(other.brandId)).toMatchObject({ name: 'Example Ltd' });
    await expect(brands.update(owner.brandId, { timezone: 'Mars/Olympus' })).rejects.toMatchObject({
      code: 'invalid_request',
      issues: [{ path: ['timezone'] }],
    });
    expect(changes).toEqual([1, 2].map(() => ({ brandId: owner.brandId, what: 'brand' })));
  });

  it('keeps every version of its hours, with the moment from which it counts', async () => {
    const calendars = bench.get(CalendarsService);
    const holidays = [{ date: '2026-12-24', name: 'Christmas Eve', hours: [{ from: '09:00', to: '12:00' }] }];
    const first = await calendars.replace(owner.brandId, owner.memberId, {
      timezone: 'Europe/Berlin',
      week: WEEK,
      holidays,
    });
    expect(first).toMatchObject({
      valid_from: bench.clock.now(),
      timezone: 'Europe/Berlin',
      week: WEEK,
      holidays,
    });
    bench.clock.advance(MINUTE_MS);
    await calendars.replace(owner.brandId, owner.memberId, {
      timezone: 'Europe/Berlin',
      week: null,
      holidays: [],
    });
    const versions = await calendars.versions(owner.brandId);
    expect(versions.map(({ week }) => week === null)).toEqual([true, false, true]);
    expect(versions[1]).toEqual(first);
    expect(await calendars.current(owner.brandId)).toEqual(versions[2]);
    expect(await policyVersion()).toBe(3);
    expect(await calendars.versions(other.brandId)).toHaveLength(1);
    expect(await policyVersion(other.brandId)).toBe(1);
    expect(changes).toEqual([1, 2].map(() => ({ brandId: owner.brandId, what: 'calendar' })));
  });

  it('keeps nothing of hours in a time zone that does not exist', async () => {
    const input = { timezone: 'Mars/Olympus', week: WEEK, holidays: [] };
    await expect(
      bench.get(CalendarsService).replace(owner.brandId, owner.memberId, input),
    ).rejects.toMatchObject({ code: 'invalid_request', issues: [{ path: ['timezone'] }] });
    expect(await bench.get(CalendarsService).versions(owner.brandId)).toHaveLength(1);
    expect(await policyVersion()).toBe(1);
  });

  it('keeps every version of its targets', async () => {
    const targets = bench.get(TargetsService);
    bench.clock.advance(MINUTE_MS);
    const shorter = { ...DEFAULT_TARGETS, email: 60 * MINUTE_MS };
    expect(await targets.replace(owner.brandId, owner.memberId, shorter)).toEqual(shorter);
    expect(await targets.versions(owner.brandId)).toEqual([
      { valid_from: new Date(0), targets: DEFAULT_TARGETS },
      { valid_from: bench.clock.now(), targets: shorter },
    ]);
    expect(await targets.current(owner.brandId)).toEqual(shorter);
    expect(await targets.current(other.brandId)).toEqual(DEFAULT_TARGETS);
    expect(await policyVersion()).toBe(2);
  });

  it('counts every change when several come at once', async () => {
    const work = Array.from({ length: 6 }, () =>
      bench.get(TargetsService).replace(owner.brandId, owner.memberId, DEFAULT_TARGETS),
    );
    await Promise.all(work);
    expect(await policyVersion()).toBe(7);
    expect(await bench.get(TargetsService).versions(owner.brandId)).toHaveLength(7);
  });

  it('has tags of its own, whose names are told apart without regard to case', async () => {
    const tags = bench.get(TagsService);
    const refund = await tags.create(owner.brandId, { name: 'Refund', color: '#ff0000' });
    const praise = await tags.create(owner.brandId, { name: 'Ärger' });
    await expect(tags.create(owner.brandId, { name: 'refund' })).rejects.toMatchObject({
      code: 'already_exists',
    });
    await expect(tags.update(owner.brandId, praise.id, { name: 'REFUND' })).rejects.toMatchObject({
      code: 'already_exists',
    });
    expect(await tags.create(other.brandId, { name: 'Refund' })).toMatchObject({ name: 'Refund' });
    expect(await tags.update(owner.brandId, refund.id, { name: 'Money back' })).toEqual({
      id: refund.id,
      name: 'Money back',
      color: '#ff0000',
    });
    expect((await tags.list(owner.brandId)).map(({ name }) => name)).toEqual(['Money back', 'Ärger']);
    for (const act of [
      tags.update(other.brandId, refund.id, { name: 'Stolen' }),
      tags.remove(other.brandId, refund.id),
    ]) {
      await expect(act).rejects.toMatchObject({ code: 'not_found' });
    }
    await tags.remove(owner.brandId, refund.id);
    await expect(tags.remove(owner.brandId, refund.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await tags.list(owner.brandId)).map(({ id }) => id)).toEqual([praise.id]);
  });
});
