import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Page } from 'playwright-core';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import { StrictReceiver } from '../../server/test/fakes/strict-receiver.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { Dovecot } from '../../server/test/harness/dovecot.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { MovedClock } from '../../server/test/harness/moved-clock.js';
import { Smtp } from '../../server/test/harness/smtp.js';
import { RealBrowser, type Visitor } from './browser.js';
import { aMail, connectMailbox, mailboxAt, PATIENCE } from './mails.js';

const BRAND = { address: 'support@brand.test', password: 'mailbox-secret' };
const CARLA = { address: 'carla@person.test', password: 'carlas-secret' };

/** A Monday in Berlin, the second day of summer time: two hours ahead of UTC. */
const DAY = '2025-03-31';
const at = (clock: string, day = DAY) => Date.parse(`${day}T${clock}:00+02:00`);
/** The day after, on which Mia has enough to do for figures of her own. */
const NEXT = '2025-04-01';

/**
 * One day at the shop, and what follows from it. Business hours are 9 to 17; targets: direct messages 1 h, comments 2 h, mail 8 h,
 * chat 2 min, in business time.
 *
 * | opened | who   | how     | what became of it             | wait   | in business hours | target |
 * | 08:30  | Anna  | dm      | answered 09:10                | 40 min | 10 min            | met    |
 * | 10:00  | Ben   | comment | 10:20 a second message joins; answered 13:00 | 3 h | 3 h   | missed |
 * | 11:00  | Carla | mail    | answered 11:20                | 20 min | 20 min            | met    |
 * | 12:00  | Deniz | chat    | closed without an answer      | –      | –                 | missed |
 * | 14:00  | Eva   | dm      | "thanks!": no answer needed   | –      | –                 | –      |
 * | 15:00  | Finn  | dm      | still open at 16:30           | 90 min so far | 90 min     | missed |
 *
 * Percentiles rest on five (Eva's is left out): 20 min, 40 min, 90 min so far, 3 h, and one without an end.
 *   With Finn at the time waited so far: 20, 40, 90, 180, ∞. With Finn at infinity: 20, 40, 180, ∞, ∞.
 *   Median, the 3rd of 5: 90 min or 3 h, so "≥ 1 h 30 min". 75th, the 4th: 3 h or ∞, so "≥ 3 h". 90th, the 5th: ∞ both ways.
 * Within target: 2 (Anna, Carla) of 5; nobody undecided is left, Finn is overdue: 40 %.
 * Coverage: 3 of 5 have an answer: 60 %. No answer needed: 1 of 6: 16.7 %.
 * Written by people: Anna 1, Ben 2, Carla 1, Deniz 1, Eva 1, Finn 1 = 7; by us: 3.
 * Episodes: Carla's is closed with its answer (20 min), Deniz's at 12:10 (10 min), Ben's with its answer (3 h); still open are
 * Anna's (8 h so far), Eva's (2 h 30 min) and Finn's (90 min). With those at the time so far: 10, 20, 90, 150, 180, 480 min;
 * with them at infinity: 10, 20, 180, ∞. Median, the 3rd of 6: 90 min or 3 h. 90th, the 6th: 8 h or ∞.
 * What the three closed ones cost: 4 messages in 3; waits of 20 min, 10 min (nobody answered) and 3 h in 3: 70 min; no hand-overs.
 * Counted anew with 4 h for comments, Ben's is in time. Two weeks on: solved at first answer are Carla's and Ben's, of three; silent
 * since are all: Deniz and Finn after a late answer or none, Anna, Ben and Carla after one in time; Eva needed none.
 */
describe('a day, and the report of it', () => {
  const clock = new MovedClock(at('07:50'));
  let parley: Parley;
  let browser: RealBrowser;
  let receiver: StrictReceiver;
  let dovecot: Dovecot;
  let smtp: Smtp;
  let shop: ApiSender;
  let owner: ApiClient;
  let olga: Visitor;
  let mia: ApiClient;

  beforeAll(async () => {
    [receiver, dovecot] = await Promise.all([
      StrictReceiver.start(),
      Dovecot.start({ users: [BRAND, CARLA] }),
    ]);
    smtp = await Smtp.start({
      users: { [BRAND.address]: BRAND.password },
      deliver: (recipient, mail) => dovecot.deliver(recipient, mail.raw),
    });
    [parley, browser] = await Promise.all([
      Parley.start({ mode: 'embedded', env: clock.env }),
      RealBrowser.start(),
    ]);
    owner = await parley.signedIn();
    await owner.patch('/api/v1/brand', { timezone: 'Europe/Berlin' });
    await owner.patch('/api/v1/profile', { undoMs: 0 });
    const open = [{ from: '09:00', to: '17:00' }];
    await owner.put('/api/v1/brand/calendar', {
      timezone: 'Europe/Berlin',
      week: { mon: open, tue: open, wed: open, thu: open, fri: open, sat: [], sun: [] },
      holidays: [],
    });
    shop = await ApiSender.connect(owner, { webhookUrl: receiver.url }, () => new Date(clock.nowMs));
    await connectMailbox(owner, mailboxAt(dovecot, smtp, BRAND.address, BRAND.password));
    olga = await browser.visit(parley.baseUrl, { as: owner });
    const { link } = await owner.post<{ link: string }>('/api/v1/invitations', {
      email: 'mia@example.test',
      role: 'agent',
    });
    mia = parley.client();
    const token = new URL(link).searchParams.get('token');
    await mia.post(`/api/v1/invitations/by-token/${token}/accept`, {
      name: 'Mia',
      password: 'another horse battery',
    });
    await mia.patch('/api/v1/profile', { undoMs: 0 });
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
    await smtp?.stop();
    await dovecot?.remove();
    await receiver?.stop();
  });

  const rowOf = async (name: string): Promise<ConversationRow | undefined> => {
    const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
    return items.find((row) => row.person.name === name);
  };
  const waiting = (name: string, messages = 1) =>
    eventually(
      `${name} to wait`,
      async () => {
        const row = await rowOf(name);
        return row?.messageCount === messages && row;
      },
      PATIENCE,
    );
  /** Somebody writes through the shop, at that time. */
  const asks = async (time: string, person: string, medium: string, text: string, messages = 1) => {
    clock.set(at(time));
    const when = new Date(at(time)).toISOString();
    await shop.deliver({
      events: [apiMessage({ conversation: person, medium, person, at: when, message: { text } })],
    });
    return waiting(person, messages);
  };
  const settled = (name: string) =>
    eventually(`${name} to wait no longer`, async () => (await rowOf(name)) === undefined, PATIENCE);
  /** Answered by hand, in the console, at that time. */
  const answersOnScreen = async (
    time: string,
    { id, person }: ConversationRow,
    text: string,
    keys = 'Control+Enter',
  ) => {
    const { page } = olga;
    await page.goto(`/inbox/ours/${id}`);
    const field = page.getByRole('textbox', { name: /^Reply to/ });
    await field.fill(text);
    clock.set(at(time));
    await page.keyboard.press(keys);
    await settled(person.name);
  };

  it('is lived through', async () => {
    const anna = await asks('08:30', 'Anna', 'dm', 'Are you open today?');
    await answersOnScreen('09:10', anna, 'We are, since nine.');

    const ben = await asks('10:00', 'Ben', 'comment', 'Is it fair trade?');
    await asks('10:20', 'Ben', 'comment', 'I mean the blue bag.', 2);

    clock.set(at('11:00'));
    await dovecot.deliver(
      BRAND.address,
      aMail({
        from: `Carla <${CARLA.address}>`,
        to: BRAND.address,
        id: 'first@person.test',
        subject: 'Invoice',
        text: 'Could you send it again?',
      }),
    );
    await answersOnScreen('11:20', await waiting('Carla'), 'Here it is.', 'Control+Shift+Enter');

    const deniz = await asks('12:00', 'Deniz', 'chat', 'Anybody there?');
    clock.set(at('12:10'));
    await owner.post(`/api/v1/conversations/${deniz.id}/close`, { seenSeq: deniz.utteranceSeq });

    clock.set(at('13:00'));
    await owner.post(`/api/v1/conversations/${ben.id}/messages`, {
      clientId: 'answer-to-ben',
      body: 'All of them are.',
      visibility: 'public',
      seenSeq: 2,
    });
    await settled('Ben');
    await owner.post(`/api/v1/conversations/${ben.id}/close`, { seenSeq: 3 });

    const eva = await asks('14:00', 'Eva', 'dm', 'Thanks!');
    clock.set(at('14:05'));
    await owner.post(`/api/v1/conversations/${eva.id}/no-answer-needed`, {});

    await asks('15:00', 'Finn', 'dm', 'Where is my parcel?');
    clock.set(at('16:30'));
  }, 60_000);

  const REPORT = `/reports?from=${DAY}&to=${DAY}&compare=none`;

  it('is read on the screen, figure by figure', async () => {
    const { page } = olga;
    await page.goto(REPORT);
    await page.locator('[data-figure="opened"] .report-figure-value', { hasText: '6' }).waitFor();
    await page.locator('[data-figure="in"] .report-figure-value', { hasText: '7' }).waitFor();
    expect(await figures(page)).toMatchObject({
      ...{ median: '≥ 1 h 30 min', p75: '≥ 3 h', p90: 'no answer', p95: 'no answer' },
      ...{ withinTarget: '40%', coverage: '60%', noAnswerNeeded: '16.7%', opened: '6' },
      ...{ in: '7', outByMembers: '3', outOutside: '0', outByRules: '0' },
      ...{ resolution: '≥ 1 h 30 min', resolutionP90: '≥ 8 h' },
      ...{ solvedAtFirstAnswer: '–', reopened: '–', quietLate: '–', quietInTime: '–' },
      ...{ messagesWritten: '1.3', waitedMs: '1 h 10 min', handOvers: '0' },
    });
    expect(await texts(page, '.outcome-entry')).toEqual([
      ...['Answered 3 1 late', 'Still open 1 1 overdue', 'Closed without an answer 1'],
      ...['Withdrawn 0', 'No answer needed 1'],
    ]);
    expect(await texts(page, '.breakdown-table tbody tr')).toEqual([
      'Shop 5 ≥ 1 h 30 min no answer 25% 50%',
      'Support 1 20 min 20 min 100% 100%',
    ]);
    await page.getByRole('radio', { name: 'Medium' }).click();
    await page.locator('.breakdown-table', { hasText: 'Email' }).waitFor();
    expect((await texts(page, '.breakdown-table tbody tr')).sort()).toEqual([
      'Chat 1 no answer no answer 0% 0%',
      'Comment 1 3 h 3 h 0% 100%',
      'Direct message 3 40 min ≥ 1 h 30 min 50% 50%',
      'Email 1 20 min 20 min 100% 100%',
    ]);
  });

  it('is proven by the panel: what it rests on, what was left out, and the very turns', async () => {
    const { page } = olga;
    await page.locator('[data-figure="median"]').click();
    const panel = page.getByRole('dialog', { name: 'Median wait' });
    await panel.getByText('5 turns', { exact: true }).waitFor();
    await panel.getByText('so the true value can only be higher').waitFor();
    expect(await texts(page, '.proof-reasons li')).toEqual(['1 needed no answer']);
    await panel.getByText('exact, from every single turn').waitFor();
    await panel.locator('.turn-row').nth(4).waitFor();
    await panel.locator('[data-fact="count"]', { hasText: /^5$/ }).waitFor();
    expect(await waits(page)).toEqual([
      ...['Finn 1 h 30 min', 'Deniz no answer', 'Carla 20 min', 'Ben 3 h', 'Anna 40 min'],
    ]);

    await page.goto(`${REPORT}&clock=business&open=median`);
    await panel.getByText('Business hours · All turns').waitFor();
    await panel.locator('.turn-row').nth(4).waitFor();
    expect((await waits(page)).at(-1)).toBe('Anna 10 min');

    await page.goto(`${REPORT}&open=withinTarget`);
    await page.getByRole('button', { name: 'Answered late', pressed: false }).click();
    await eventually('only Ben', async () => (await waits(page)).join() === 'Ben 3 h');
    await page.getByRole('link', { name: /Ben/ }).click();
    // At the message that opened the turn.
    await page.waitForURL(/\/inbox\/ours\/[0-9a-f-]{36}#m-[0-9a-f-]{36}$/);
    await page.getByText('I mean the blue bag.').first().waitFor();
    const [, place] = new URL(page.url()).hash.split('#m-');
    await page.locator(`[data-message="${place}"]`, { hasText: 'Is it fair trade?' }).waitFor();
  });

  it('opens the rows behind every figure, by keyboard and by address', async () => {
    const { page } = olga;
    await page.goto(REPORT);
    const said = page.locator('[data-figure="in"]');
    await page.locator('[data-figure="in"] .report-figure-value', { hasText: '7' }).waitFor();
    await said.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Messages by people' });
    await panel.locator('.turn-row').nth(6).waitFor();
    await panel.locator('[data-fact="count"]', { hasText: /^7$/ }).waitFor();
    expect((await texts(page, '.turn-text')).slice(0, 2)).toEqual(['Where is my parcel?', 'Thanks!']);
    // Through the rows, into a conversation, back onto the same row, and back onto the figure.
    for (const key of ['j', 'ArrowDown', 'j', 'k']) await page.keyboard.press(key);
    await page.locator('.turn-row:focus', { hasText: 'Eva' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#m-[0-9a-f-]{36}$/);
    await page.getByText('Thanks!').first().waitFor();
    await page.goBack();
    await page.locator('.turn-row:focus', { hasText: 'Eva' }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await page.locator('[data-figure="in"]:focus').waitFor();

    // Everything there is to open has a panel with a count and as many rows; each cell of a table one about its row.
    const cells = page.locator('.breakdown-table [data-part]');
    for (const [about, columns] of [
      ['response', 5],
      ['resolution', 6],
      ['volume', 5],
    ] as const) {
      await page.goto(`${REPORT}&about=${about}`);
      await page.locator('[data-figure="opened"] .report-figure-value', { hasText: '6' }).waitFor();
      await cells.first().waitFor();
      expect(await cells.count()).toBe(2 * columns);
      const parts = await page
        .locator(about === 'response' ? '[data-part]' : '.breakdown-table [data-part]')
        .evaluateAll((found) => [...new Set(found.map((one) => (one as HTMLElement).dataset.part ?? ''))]);
      expect(parts.length).toBeGreaterThan(about === 'response' ? 34 : 9);
      for (const part of parts) {
        await page.locator(`[data-part="${part}"]`).click();
        const count = page.locator('[data-fact="count"]');
        await count.waitFor();
        await page.locator('.turn-row, .turn-none').first().waitFor();
        expect({ part, rows: await page.locator('.turn-row').count() }).toEqual({
          part,
          rows: Number(await count.textContent()),
        });
        await page.keyboard.press('Escape');
        await count.waitFor({ state: 'hidden' });
        await page.locator(`[data-part="${part}"]:focus`).waitFor();
      }
    }
    await page.goto(REPORT);
    await page
      .locator('.breakdown-table tr', { hasText: 'Shop' })
      .getByRole('button', { name: '≥ 1 h 30 min' })
      .click();
    const ofShop = page.getByRole('dialog', { name: 'Median wait' });
    await ofShop.getByText(/^Channel: Shop · /).waitFor();
    await ofShop.locator('.proof-value', { hasText: '≥ 1 h 30 min' }).waitFor();
    await ofShop.getByText('4 turns', { exact: true }).waitFor();
    await page.reload();
    await eventually(
      'those of the shop',
      async () => (await waits(page)).join() === 'Finn 1 h 30 min,Deniz no answer,Ben 3 h,Anna 40 min',
    );
    await page.goto(`${REPORT}&open=coverage&list=turns.closed_unanswered`);
    await eventually('only Deniz', async () => (await waits(page)).join() === 'Deniz no answer');
    await page.goto(`${REPORT}&open=median&list=turns.no_answer_needed`);
    await eventually('only Eva', async () => (await waits(page)).join().startsWith('Eva'));
  });

  it('is the same in the files', async () => {
    const { page } = olga;
    await page.goto(REPORT);
    const figureRows = await csv(page, 'Figures');
    const figure = (name: string) => figureRows.find((row) => row.section === 'figure' && row.name === name);
    expect(figure('median')).toMatchObject({ value: '5400000', at_least: 'true', never: 'false', n: '5' });
    expect(figure('p75')).toMatchObject({ value: '10800000', at_least: 'true', n: '5' });
    expect(figure('p90')).toMatchObject({ value: '', never: 'true' });
    expect(figure('withinTarget')).toMatchObject({ value: '0.4', at_least: 'false', n: '5' });
    expect(figure('coverage')).toMatchObject({ value: '0.6', n: '5' });
    const row = (section: string, name: string) =>
      figureRows.find((one) => one.section === section && one.name === name);
    expect(row('resolution', 'median')).toMatchObject({ value: '5400000', at_least: 'true', n: '6' });
    expect(row('resolution', 'p90')).toMatchObject({ value: '28800000', at_least: 'true' });
    expect(row('resolution', 'waitedMs')).toMatchObject({ value: '4200000', n: '3' });
    expect(row('episode', 'closed')).toMatchObject({ value: '3' });
    expect(row('volume', 'in')).toMatchObject({ value: '7' });
    expect(row('volume', 'outByMembers')).toMatchObject({ value: '3' });
    expect(row('opened by channel', 'Shop')).toMatchObject({ value: '5' });
    expect(row('median by channel', 'Shop')).toMatchObject({ value: '5400000', at_least: 'true', n: '4' });
    expect(row('coverage by channel', 'Shop')).toMatchObject({ value: '0.5' });
    expect(row('withinTarget by channel', 'Support')).toMatchObject({ value: '1', n: '1' });
    expect(row('median by medium', 'comment')).toMatchObject({ value: '10800000', at_least: 'false' });
    const turns = await csv(page, 'Turns');
    expect(
      turns
        .map(({ person, outcome, wait_ms, late, messages }) => [person, outcome, wait_ms, late, messages])
        .sort(),
    ).toEqual([
      ['Anna', 'answered', '2400000', 'false', '1'],
      ['Ben', 'answered', '10800000', 'true', '2'],
      ['Carla', 'answered', '1200000', 'false', '1'],
      ['Deniz', 'closed_unanswered', '', 'true', '1'],
      ['Eva', 'no_answer_needed', '', 'false', '1'],
      ['Finn', 'open', '5400000', 'true', '1'],
    ]);
    expect(olga.faults).toEqual([]);
  });

  it('changes with the promises of today only where it is counted anew, and shows how far that has come', async () => {
    const { page } = olga;
    const targets = await owner.get<object>('/api/v1/brand/targets');
    await owner.put('/api/v1/brand/targets', {
      ...targets,
      comment: 4 * 3_600_000,
    });
    await page.goto(REPORT);
    await figureReads(page, 'withinTarget', '40%');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Recompute a period' }).click();
    const dialog = page.getByRole('dialog', { name: 'Recompute a period' });
    // The first look comes while two of six are done, however fast it is.
    let looks = 0;
    await page.route('**/api/v1/reports/recomputations', async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const answer = await route.fetch();
      const body = (await answer.json()) as { items: object[] };
      looks += 1;
      const first = { ...body.items[0], state: 'running', done: 2, total: 6, finishedAt: null };
      return route.fulfill({ response: answer, json: looks === 1 ? { items: [first] } : body });
    });
    await dialog.getByRole('button', { name: 'Recompute', exact: true }).click();
    await dialog.getByText('2 of 6 conversations').waitFor();
    expect(await dialog.getByRole('progressbar').getAttribute('value')).toBe('2');
    await dialog.getByText('done', { exact: true }).waitFor();
    await page.unroute('**/api/v1/reports/recomputations');
    await page.keyboard.press('Escape');
    // Ben's three hours are within four.
    await figureReads(page, 'withinTarget', '60%');
    expect((await audit()).filter((action) => action === 'reports.recomputed')).toHaveLength(1);
  });

  it('knows what came of it two weeks later', async () => {
    const { page } = olga;
    await answeredByMia();
    clock.set(at('12:00', '2025-04-15'));
    await page.goto(REPORT);
    await figureReads(page, 'quietLate', '100%');
    await figureReads(page, 'quietInTime', '100%');
    await figureReads(page, 'solvedAtFirstAnswer', '66.7%');
    await figureReads(page, 'reopened', '0%');
    const rows = await csv(page, 'Figures');
    const quiet = rows.filter(({ section }) => section === 'quiet');
    expect(quiet.map(({ name, value, n }) => [name, value, n])).toEqual([
      ['late', '1', '2'],
      ['inTime', '1', '3'],
      ['difference', '0', ''],
    ]);
  });

  it('says nothing of members until the owner lets it, and takes it back everywhere at once', async () => {
    const { page } = olga;
    const days = `from=${NEXT}&to=${NEXT}&compare=none`;
    const own = await browser.visit(parley.baseUrl, { as: mia });
    await own.page.goto(`/reports?${days}`);
    await own.page.getByText('Figures per member are off here').waitFor();
    expect(new URL(own.page.url()).pathname).toBe('/reports/mine');
    await page.goto(`/reports?${days}&by=member`);
    await page.locator('.breakdown-table', { hasText: 'Shop' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Member' }).count()).toBe(0);

    const settings = await olga.context.newPage();
    await settings.goto('/settings/reports');
    const allowed = settings.getByRole('switch', { name: /^Figures per member/ });
    await allowed.press('Space');
    // Nobody reloads: what the address asked for stands there as soon as it may.
    await page.locator('.breakdown-table', { hasText: 'Mia' }).waitFor();
    expect(await texts(page, '.breakdown-table tbody tr')).toEqual(['Mia 10 30 min 30 min 100% 100%']);
    await figureReads(own.page, 'opened', '10');
    await figureReads(own.page, 'median', '30 min');
    // The brand's stay closed to her: by the address, and behind it.
    await own.page.goto(`/reports?from=${DAY}&to=${NEXT}&compare=none`);
    await figureReads(own.page, 'opened', '10');
    expect(new URL(own.page.url()).pathname).toBe('/reports/mine');
    for (const path of ['overview', 'breakdown', 'resolution', 'volume', 'turns', 'figures.csv'])
      expect((await mia.request('GET', `/api/v1/reports/${path}?${days}&by=channel`)).status).toBe(403);

    await allowed.press('Space');
    await page.locator('.breakdown-table', { hasText: 'Shop' }).waitFor();
    await own.page.getByText('Figures per member are off here').waitFor();
    expect(await page.getByText('Mia').count()).toBe(0);
    expect((await mia.request('GET', `/api/v1/reports/mine?${days}`)).status).toBe(403);
    expect((await audit()).filter((action) => action === 'reports.per_member_changed')).toHaveLength(2);
    expect([...own.faults, ...olga.faults]).toEqual([]);
    await settings.close();
    await own.context.close();
  });

  it('is one sheet of paper, in both languages, whatever things are called', async () => {
    const { page } = olga;
    const long = 'Freiwillige Feuerwehr und Heimatverein Oberammergau-Unterwössen';
    await owner.patch('/api/v1/brand', { name: long });
    await owner.patch(`/api/v1/channels/${shop.channelId}`, { name: `${long} am Marktplatz` });
    for (const locale of ['de', 'en'] as const) {
      await owner.patch('/api/v1/profile', { locale });
      await page.goto(`/reports?from=${DAY}&to=${NEXT}&channel=${shop.channelId}&clock=business`);
      await page.locator(`html[lang=${locale}] .breakdown-table`).waitFor();
      await page.locator('[data-figure="in"] .report-figure-value', { hasText: '16' }).waitFor();
      const paper = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
      await page.emulateMedia({ media: 'print' });
      const line = plain((await page.locator('.reports-paper-line').textContent()) ?? '');
      expect(line).toContain(long);
      expect(line).toContain(`${locale === 'de' ? 'Kanal' : 'Channel'}: ${long} am Marktplatz`);
      await page.emulateMedia({ media: null });
    }
    expect(olga.faults).toEqual([]);
  });

  /** Ten people ask at ten on the day after, and Mia answers all of them half an hour later. */
  async function answeredByMia(): Promise<void> {
    clock.set(at('10:00', NEXT));
    const people = Array.from({ length: 10 }, (_, index) => `Guest ${index + 1}`);
    const when = new Date(clock.nowMs).toISOString();
    await shop.deliver({
      events: people.map((person) =>
        apiMessage({ conversation: person, medium: 'dm', person, at: when, message: { text: 'Hello?' } }),
      ),
    });
    const rows = await eventually(
      'ten to wait',
      async () => {
        const all = await mia.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
        const guests = all.items.filter(({ person }) => people.includes(person.name));
        return guests.length === people.length && guests;
      },
      PATIENCE,
    );
    clock.set(at('10:30', NEXT));
    await Promise.all(
      rows.map(({ id, utteranceSeq }) =>
        mia.post(`/api/v1/conversations/${id}/messages`, {
          clientId: `answer-${id}`,
          body: 'Good morning!',
          visibility: 'private',
          seenSeq: utteranceSeq,
        }),
      ),
    );
    for (const person of people) await settled(person);
  }

  const audit = async (): Promise<string[]> => {
    const { items } = await owner.get<{ items: { action: string }[] }>('/api/v1/audit-entries?limit=100');
    return items.map(({ action }) => action);
  };
});

/** Waits until a figure is written so. */
const figureReads = (page: Page, name: string, text: string): Promise<void> =>
  page
    .locator(`[data-figure="${name}"] .report-figure-value`)
    .filter({ hasText: new RegExp(`^${text.replaceAll(' ', '\\s').replace('.', '\\.')}$`) })
    .waitFor();

const plain = (text: string) => text.replace(/[\s\u00a0]+/g, ' ').trim();

/** Every figure on the page by its name, as it is written. */
const figures = async (page: Page): Promise<Record<string, string>> =>
  Object.fromEntries(
    await page
      .locator('[data-figure]')
      .evaluateAll((found) =>
        found.map((one) => [
          (one as HTMLElement).dataset.figure ?? '',
          (one.querySelector('.report-figure-value')?.textContent ?? '').replaceAll('\u00a0', ' '),
        ]),
      ),
  );

/** What stands in each of these, as it is read from the screen. */
const texts = async (page: Page, selector: string): Promise<string[]> =>
  (await page.locator(selector).allInnerTexts()).map(plain);

/** The turns of the panel, newest first: who, and how long. */
const waits = async (page: Page): Promise<string[]> => {
  const who = await texts(page, '.turn-who');
  const long = await texts(page, '.turn-wait');
  return who.map((name, at) => `${name} ${long[at]}`);
};

/** A file from the download menu, by the names of its columns. No cell of this day has a comma in it. */
async function csv(page: Page, name: string): Promise<Record<string, string>[]> {
  await page.getByRole('button', { name: 'Download' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  const [header = [], ...rows] = text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  return rows.map((cells) => Object.fromEntries(header.map((column, at) => [column, cells[at] ?? ''])));
}
