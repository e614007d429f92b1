import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonDetail, PersonField, PersonRow } from '@parley/shared/people.js';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser } from './browser.js';

/** Anna once by her customer number and once by a guest's, with one address that the shop knows to be hers. */
async function annaTwice(owner: ApiClient) {
  const shop = await ApiSender.connect(owner, { webhookUrl: 'http://127.0.0.1:9/nobody' });
  const anna = { id: 'customer 17', name: 'Anna Arnold', email: 'anna@example.org' };
  const guest = { id: 'guest 4', name: 'A. Arnold', email: 'Anna@example.org' };
  await shop.deliver({
    events: [
      {
        ...apiMessage({ conversation: 'order', medium: 'dm', message: { text: 'Where is it?' } }),
        person: anna,
      },
      { ...apiMessage({ conversation: 'guest', medium: 'dm', message: { text: 'Hello?' } }), person: guest },
      {
        ...apiMessage({ conversation: 'other', medium: 'dm', message: { text: 'Hi!' } }),
        person: { id: 'b', name: 'Berta' },
      },
    ],
  });
  const people = await eventually('three people', async () => {
    const { items } = await owner.get<{ items: PersonRow[] }>('/api/v1/people');
    return items.length === 3 ? items : null;
  });
  const idOf = (name: string) => people.find((person) => person.name === name)?.id ?? '';
  return { annaId: idOf('Anna Arnold'), guestId: idOf('A. Arnold') };
}

describe('people', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let owner: ApiClient;
  let annaId: string;
  let guestId: string;
  beforeAll(async () => {
    parley = await Parley.start({ mode: 'embedded' });
    browser = await RealBrowser.start();
    owner = await parley.signedIn();
    ({ annaId, guestId } = await annaTwice(owner));
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });
  const person = (id: string) => owner.get<PersonDetail>(`/api/v1/people/${id}`);

  it('have fields and tags of the brand, filled in where they stand', async () => {
    const { page } = await browser.visit(parley.baseUrl, { as: owner });
    await page.goto('/settings/people');
    await page.getByRole('button', { name: 'New field' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Plan');
    await page.getByLabel('Kind').selectOption('select');
    await page.getByLabel('Option 1').fill('Basic');
    await page.getByLabel('Option 2').fill('Gold');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Choice: Basic, Gold').waitFor();
    await owner.post('/api/v1/person-fields', { name: 'Website', kind: 'url' });

    await page.goto(`/people/${annaId}`);
    await page.getByLabel('Plan').selectOption({ label: 'Gold' });
    await page.getByLabel('Website').fill('nowhere');
    await page.getByLabel('Website').press('Enter');
    await page.getByRole('alert').first().waitFor();
    await page.getByLabel('Website').fill('https://example.org/anna');
    await page.getByLabel('Website').press('Enter');
    await page.getByRole('link', { name: 'Open Website' }).waitFor();
    await page.getByRole('button', { name: 'Change tags' }).click();
    await page.getByRole('combobox', { name: 'Tags' }).fill('VIP');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('list', { name: 'People' }).getByText('VIP').waitFor();
    const [plan, website] = await owner.get<PersonField[]>('/api/v1/person-fields');
    await eventually('what was filled in', async () => {
      const { fields } = await person(annaId);
      const gold = plan?.options.find(({ name }) => name === 'Gold')?.id;
      return fields[plan?.id ?? ''] === gold && fields[website?.id ?? ''] === 'https://example.org/anna';
    });

    await page.getByRole('button', { name: 'Filter by tag' }).click();
    await page.getByRole('menuitemradio', { name: 'VIP' }).click();
    await page.waitForURL(/tag=/);
    await eventually(
      'one of three',
      async () => (await page.getByRole('list', { name: 'People' }).getByRole('link').count()) === 1,
    );
    await page.close();
  });

  it('are found with a slip of the hand, and opened by keys', async () => {
    const { page } = await browser.visit(parley.baseUrl, { as: owner });
    await page.goto('/people');
    await page.getByRole('searchbox', { name: 'Find a person' }).fill('Brrta');
    await page.waitForURL(/q=Brrta/);
    await eventually(
      'one who is almost called that',
      async () => (await page.getByRole('list', { name: 'People' }).getByRole('link').count()) === 1,
    );
    await page.getByRole('list', { name: 'People' }).getByRole('link', { name: /Berta/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'Berta' }).waitFor();
    await page.close();
  });

  it('who are one are suggested with the reason, merged after a look, and taken apart as they were', async () => {
    const before = { anna: await person(annaId), guest: await person(guestId) };
    const { page, faults } = await browser.visit(parley.baseUrl, { as: owner });
    await page.goto(`/people/${annaId}`);
    await page.getByText('Your own system knows both by anna@example.org.').waitFor();
    await page.getByRole('button', { name: 'Look and merge' }).click();
    const dialog = page.getByRole('dialog', { name: 'Merge into one person' });
    await dialog.getByText('1 conversation').waitFor();
    await dialog.getByRole('radio', { name: 'A. Arnold' }).check();
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await page.getByText('A. Arnold and Anna Arnold are one person now.').waitFor();
    await page.getByRole('heading', { name: 'A. Arnold' }).waitFor();
    const merged = await person(annaId);
    expect(merged).toMatchObject({ id: annaId, name: 'A. Arnold', conversationCount: 2 });
    // The link of who was merged leads to who they live on as.
    await page.goto(`/people/${guestId}`);
    await page.waitForURL(`**/people/${annaId}`);

    await page.getByRole('button', { name: 'Take A. Arnold out again' }).click();
    await page.getByRole('button', { name: 'Take apart', exact: true }).last().click();
    await page.getByText('A. Arnold is a person of their own again.').waitFor();
    expect(await person(annaId)).toEqual(before.anna);
    expect(await person(guestId)).toEqual(before.guest);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('are merged from the palette, and not suggested again when they are two', async () => {
    const { page } = await browser.visit(parley.baseUrl, { as: owner });
    await page.goto(`/people/${guestId}`);
    await page.getByRole('button', { name: 'Two people' }).click();
    await page.getByText('It will not be suggested again.').waitFor();
    expect(await owner.get(`/api/v1/people/${annaId}/merge-suggestions`)).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('merge with another');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Find a person' }).fill('Berta');
    await eventually('Berta alone', async () => {
      const names = await page
        .getByRole('listbox', { name: 'Find a person' })
        .getByRole('option')
        .allInnerTexts();
      return names.length === 1 && names[0]?.includes('Berta');
    });
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Merge into one person' }).getByText('1 conversation').waitFor();
    await page.getByRole('button', { name: 'Merge', exact: true }).click();
    await page.getByText('Berta and A. Arnold are one person now.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Berta is a person of their own again.').waitFor();
    await page.close();
  });
});
