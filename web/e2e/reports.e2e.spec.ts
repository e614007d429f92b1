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
const at = (clock: string) => Date.parse(`${DAY}T${clock}:00+02:00`);

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
  const answersOnScreen = async (time: string, { id, person }: ConversationRow, text: string) => {
    const { page } = olga;
    await page.goto(`/inbox/ours/${id}`);
    const field = page.getByRole('textbox', { name: /^Reply to/ });
    await field.fill(text);
    clock.set(at(time));
    await page.keyboard.press('Control+Enter');
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
    await answersOnScreen('11:20', await waiting('Carla'), 'Here it is.');

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
    });
    expect(await texts(page, '.outcome-entry')).toEqual([
      ...['Answered 3 1 late', 'Still open 1 1 overdue', 'Closed without an answer 1'],
      ...['Withdrawn 0', 'No answer needed 1'],
    ]);
    expect(await texts(page, '.breakdown-table tbody tr')).toEqual([
      'Shop 5 ≥ 1 h 30 min no answer 25% 50%',
      'Support 1 20 min 20 min 100% 100%',
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
    await panel.getByRole('link').nth(4).waitFor();
    expect(await waits(page)).toEqual([
      ...['Finn 1 h 30 min', 'Deniz no answer', 'Carla 20 min', 'Ben 3 h', 'Anna 40 min'],
    ]);

    await page.goto(`${REPORT}&clock=business&open=median`);
    await panel.getByText('Business hours · All turns').waitFor();
    await panel.getByRole('link').nth(4).waitFor();
    expect((await waits(page)).at(-1)).toBe('Anna 10 min');

    await page.goto(`${REPORT}&open=withinTarget`);
    await page.getByRole('button', { name: 'Answered late', pressed: false }).click();
    await eventually('only Ben', async () => (await waits(page)).join() === 'Ben 3 h');
    await page.getByRole('link', { name: /Ben/ }).click();
    await page.waitForURL(/\/inbox\/ours\/[0-9a-f-]{36}$/);
    await page.getByText('I mean the blue bag.').first().waitFor();
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
});

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
