import type { PostComment } from '@parley/shared/posts.js';
import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../lib/api-client.js';
import { aRow } from '../../data/row-builder.js';
import { en } from '../../locales/en.js';
import { moderateEach } from './moderate-each.js';
import { RefusedDialog } from './refused-dialog.js';

await i18next.use(initReactI18next).init({ resources: { en: { translation: en } }, lng: 'en' });

const names = ['Anna', 'Ben', 'Carla', 'Dora', 'Emil', 'Frida'];
const comments: PostComment[] = names.map((name) => {
  const row = aRow({ id: name, lastWords: `${name}’s words` });
  return {
    conversation: { ...row, person: { ...row.person, name } },
    comment: null,
    openedAt: row.lastAt,
    asks: false,
    likes: 0,
  };
});
const refuse = ({ conversation }: PostComment) => {
  const { name } = conversation.person;
  if (name === 'Ben') throw new ApiError(409, 'not_possible_now', 'This comment is gone.');
  if (name === 'Emil') throw new ApiError(403, 'forbidden', 'no');
};

describe('many that are moderated at once', () => {
  it('are each asked for once, a few at a time; a refusal of one stops no other', async () => {
    const asked: string[] = [];
    let open = 0;
    let most = 0;
    const { done, refused } = await moderateEach(comments, async (comment) => {
      asked.push(comment.conversation.id);
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
      refuse(comment);
    });
    expect(asked.sort()).toEqual(names);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    expect(done.map(({ conversation }) => conversation.id)).toEqual(['Anna', 'Carla', 'Dora', 'Frida']);
    expect(refused.map(({ comment }) => comment.conversation.id)).toEqual(['Ben', 'Emil']);
  });

  it('are listed where it did not work, each with its reason', async () => {
    const { refused } = await moderateEach(comments, async (comment) => refuse(comment));
    const page = document.createElement('div');
    page.innerHTML = renderToStaticMarkup(
      <I18nextProvider i18n={i18next}>
        <RefusedDialog action="hide" refused={refused} onClose={() => undefined} />
      </I18nextProvider>,
    );
    expect(page.querySelector('h2')?.textContent).toBe('“Hide” did not work with 2 comments');
    expect([...page.querySelectorAll('li')].map((row) => row.querySelector('p')?.textContent)).toEqual([
      'Ben Ben’s words',
      'Emil Emil’s words',
    ]);
    expect([...page.querySelectorAll('.refused-reason')].map(({ textContent }) => textContent)).toEqual([
      'This comment is gone.',
      en.problem.forbidden,
    ]);
  });
});
