import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type {
  ReportEpisodePage,
  ReportLeftOut,
  ReportMessagePage,
  ReportPersonPage,
} from '@parley/shared/report-lists.js';
import type { ReportOverview, ReportTurnPage, ReportVolume } from '@parley/shared/reports.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { ReportsModule } from '../reports.module.js';

const DATE = '2026-03-10';
const DAY = `from=${DATE}&to=${DATE}`;
const MINUTE = 60_000;

let bench: InboxBench;
let manager: Signed;
let agent: Signed;
let other: Signed;
const seen = { anna: '', ben: '' };

beforeAll(async () => {
  bench = await InboxBench.open({}, [ReportsModule]);
  bench.clock.stop();
  bench.clock.set(new Date(`${DATE}T18:00:00Z`));
  manager = await bench.member('manager', 'Mara');
  agent = await bench.member('agent', 'Ada');
  other = await bench.member('agent', 'Bea');
  await bench.owner.client.put('/api/v1/reports/settings', { perMember: true });
  seen.anna = await asks('anna', '08:00', { answered: '08:30', text: '  Is it\nopen? ' });
  seen.ben = await asks('ben', '09:00', { answered: '12:00' });
  await asks('spammer', '09:10', { medium: 'comment', moderation: 'spam' });
  await asks('rude', '09:20', { medium: 'comment', moderation: 'trashed', answered: '09:30' });
  await asks('robot', '09:40', { medium: 'email', automatic: 'auto_reply' });
  const hidden = await bench.aChannel({ only: [], name: 'Hidden' });
  await asks('secret', '10:00', { answered: '10:10' }, hidden);
  await asks('spammed secretly', '10:00', { medium: 'comment', moderation: 'removed' }, hidden);
  // Ada answered Anna, Bea answered Ben.
  for (const [who, id] of [[agent, seen.anna] as const, [other, seen.ben] as const])
    await bench.database.run(
      'UPDATE turn SET answered_by_member_id = $3 WHERE brand_id = $1 AND conversation_id = $2',
      [bench.owner.brandId, id, who.memberId],
    );
});
afterAll(() => bench.close());

interface Asked {
  answered?: string;
  medium?: 'dm' | 'comment' | 'email';
  moderation?: 'spam' | 'trashed' | 'removed';
  automatic?: 'auto_reply';
  text?: string;
}

/** Somebody writes at that time, and is answered at another. @returns the conversation */
async function asks(person: string, time: string, asked: Asked = {}, channel = bench.channel) {
  const { answered, ...said } = asked;
  const { conversationId, thread } = await bench.received(
    { person, at: `${DATE}T${time}:00Z`, ...said },
    channel,
  );
  if (answered !== undefined) {
    const medium = said.medium ?? 'dm';
    await bench.received(
      { person, thread, medium, direction: 'out', at: `${DATE}T${answered}:00Z` },
      channel,
    );
  }
  return conversationId;
}

const get = <T>(path: string, who = manager) => who.client.get<T>(`/api/v1/reports/${path}`);
const file = async (path: string, who = manager) => {
  const answer = await fetch(`${bench.baseUrl}/api/v1/reports/${path}`, {
    headers: { cookie: who.client.cookie },
  });
  expect(answer.status).toBe(200);
  const [, ...lines] = (await answer.text()).trimEnd().split('\r\n');
  return lines.filter((line) => line !== '');
};

test('messages lead to what was said, and who of us wrote is not told', async () => {
  const page = await get<ReportMessagePage>(`messages?${DAY}&behind=in&counted=true`);
  const { totals, heat } = await get<ReportVolume>(`volume?${DAY}`);
  expect([page.total, page.items.length]).toEqual([totals.in, totals.in]);
  const anna = page.items.find(({ personName }) => personName === 'anna');
  expect(anna).toMatchObject({
    conversationId: seen.anna,
    ...{ by: 'person', medium: 'dm', text: 'Is it open?', at: `${DATE}T08:00:00.000Z`, answered: true },
    ...{ thrownAway: null, automatic: null },
  });
  const out = await get<ReportMessagePage>(`messages?${DAY}&behind=out_outside&counted=true`);
  expect(out).toMatchObject({ total: totals.outOutside, nextCursor: null });
  expect(out.items.map(({ by, answered }) => [by, answered])).toEqual(out.items.map(() => ['outside', null]));
  // An hour of the heat map: Tuesday, nine.
  const cell = heat.find(({ weekday, hour }) => weekday === 2 && hour === 9);
  const nine = await get<ReportMessagePage>(`messages?${DAY}&behind=in&weekday=2&hour=9&counted=true`);
  expect([nine.total, nine.items.length]).toEqual([cell?.in, 3]);
  expect(await file(`messages.csv?${DAY}&behind=in`)).toHaveLength(totals.in);
});

test('what was thrown away is said, and what of it nobody answered', async () => {
  expect(await get<ReportLeftOut>(`left-out?${DAY}`)).toMatchObject({
    thrownAway: { count: 2, unanswered: 1, spam: 1, trashed: 1, removed: 0 },
    automatic: 1,
  });
  expect((await get<ReportOverview>(`overview?${DAY}`)).counts.opened).toBe(2);
  const thrown = await get<ReportMessagePage>(`messages?${DAY}&behind=thrown_away`);
  expect(
    thrown.items.map(({ personName, thrownAway, answered }) => [personName, thrownAway, answered]),
  ).toEqual([
    ['rude', 'trashed', true],
    ['spammer', 'spam', false],
  ]);
  const unheard = await get<ReportMessagePage>(`messages?${DAY}&behind=thrown_away_unanswered`);
  expect(unheard.items.map(({ personName }) => personName)).toEqual(['spammer']);
  const mail = await get<ReportMessagePage>(`messages?${DAY}&behind=automatic`);
  expect(mail.items.map(({ personName, automatic }) => [personName, automatic])).toEqual([
    ['robot', 'auto_reply'],
  ]);
});

test('no list has rows of a channel that is hidden from who asks', async () => {
  const lists = ['messages', 'episodes', 'people', 'turns'];
  for (const list of lists) {
    const query = `${list}?${DAY}&counted=true`;
    const [all, less] = [
      await get<{ total: number }>(query, bench.owner),
      await get<{ total: number }>(query),
    ];
    if (list !== 'people') expect(all.total).toBeGreaterThan(less.total);
    for (const kind of ['', '.csv']) {
      const text = kind === '' ? JSON.stringify(less) : (await file(`${list}.csv?${DAY}`)).join();
      expect(text).not.toContain('secret');
    }
  }
  expect((await get<ReportLeftOut>(`left-out?${DAY}`, bench.owner)).thrownAway.removed).toBe(1);
});

test('episodes say when they were closed, how long they took, and what they cost', async () => {
  const [before] = (await get<ReportEpisodePage>(`episodes?${DAY}&behind=open`)).items;
  expect(before).toMatchObject({ closedAt: null, solvedAtFirstAnswer: null, reopened: null });
  await bench.owner.client.post(`/api/v1/conversations/${seen.anna}/close`, {});
  const page = await get<ReportEpisodePage>(`episodes?${DAY}&behind=closed&counted=true`);
  expect(page).toMatchObject({ total: 1, items: [{ conversationId: seen.anna, personName: 'anna' }] });
  expect(page.items[0]).toMatchObject({
    ...{ openedAt: `${DATE}T08:00:00.000Z`, closedAt: `${DATE}T18:00:00.000Z`, tookMs: 600 * MINUTE },
    // Closed a moment ago: whether it holds is known in a week.
    ...{ solvedAtFirstAnswer: null, reopened: null, messages: 1, waitedMs: 30 * MINUTE, handOvers: 0 },
  });
  const message = await bench.database.one<{ id: string }>(
    `SELECT id FROM message WHERE brand_id = $1 AND conversation_id = $2 AND direction = 'in'`,
    [bench.owner.brandId, seen.anna],
  );
  expect(page.items[0]?.messageId).toBe(message?.id);
  const long = await get<ReportEpisodePage>(
    `episodes?${DAY}&tookFromMs=${540 * MINUTE}&tookToMs=${541 * MINUTE}`,
  );
  expect(long.items.map(({ conversationId }) => conversationId)).toEqual([seen.ben]);
  expect(await file(`episodes.csv?${DAY}&behind=opened`)).toHaveLength(2);
});

test('people of whom it is asked whether they went quiet', async () => {
  const young = await get<ReportPersonPage>(`people?${DAY}&after=late&became=too_young`);
  expect(young.items).toMatchObject([
    { personName: 'ben', conversationId: seen.ben, since: `${DATE}T12:00:00.000Z`, became: 'too_young' },
  ]);
  bench.clock.set(new Date('2026-03-30T00:00:00Z'));
  await bench.received({ person: 'ben', at: '2026-03-12T08:00:00Z' });
  const late = await get<ReportPersonPage>(`people?${DAY}&after=late&counted=true`);
  expect(late).toMatchObject({
    total: 1,
    items: [{ became: 'wrote_again', wroteAgainAt: '2026-03-12T08:00:00.000Z', outcome: 'answered' }],
  });
  const inTime = await get<ReportPersonPage>(`people?${DAY}&after=in_time&became=silent`);
  expect(inTime.items).toMatchObject([{ personName: 'anna', became: 'silent', wroteAgainAt: null }]);
  expect(await file(`people.csv?${DAY}&after=in_time`)).toHaveLength(1);
});

test('members list the turns they answered themselves, whatever they ask for', async () => {
  const hostile = [
    '',
    `&memberId=${other.memberId}`,
    `&memberId=${agent.memberId}&memberId=${other.memberId}`.replace('&memberId', '&x'),
    '&behind=opened',
    '&behind=left_out',
    `&behind=answered&waitFromMs=0&memberId=${other.memberId}`,
    `&turns=first&clock=business&memberId=${manager.memberId}`,
  ];
  for (const query of hostile) {
    const page = await get<ReportTurnPage>(`mine/turns?${DAY}${query}&counted=true`, agent);
    const rows = query.includes('left_out') ? [] : [seen.anna];
    expect({ query, rows: page.items.map(({ conversationId }) => conversationId) }).toEqual({ query, rows });
    expect(page.total).toBe(rows.length);
    const lines = await file(`mine/turns.csv?${DAY}${query}`, agent);
    expect(lines).toHaveLength(rows.length);
    expect(lines.join()).not.toContain('ben');
  }
  const { counts } = await get<ReportOverview>(`mine?${DAY}`, agent);
  expect(counts.opened).toBe(1);
  const refused = await agent.client.request('GET', `/api/v1/reports/turns?${DAY}`);
  expect(refused.status).toBe(403);
  await bench.owner.client.put('/api/v1/reports/settings', { perMember: false });
  for (const path of ['mine/turns', 'mine/turns.csv'])
    expect(
      (await agent.client.request<{ code: string }>('GET', `/api/v1/reports/${path}?${DAY}`)).body,
    ).toMatchObject({ code: 'member_figures_off' });
});
