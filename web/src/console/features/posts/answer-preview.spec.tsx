import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { describe, expect, it } from 'vitest';
import { aRow } from '../../data/row-builder.js';
import { posts as german } from '../../locales/de/posts.js';
import { posts as english } from '../../locales/en/posts.js';
import { AnswerPreview } from './answer-preview.js';

const i18n = i18next.createInstance();
await i18n.use(initReactI18next).init({
  resources: { en: { translation: { posts: english } }, de: { translation: { posts: german } } },
  lng: 'en',
});

function shown(among: boolean, language = 'en') {
  const page = document.createElement('div');
  const answer = {
    conversationId: '1',
    clientId: 'answer-1',
    comment: { conversation: aRow({ id: '1' }), comment: null, openedAt: '', asks: false, likes: 0 },
    text: 'On Friday.',
    own: false,
    blanks: [],
    inReplyToId: 'm1',
    among,
    over: 0,
  };
  page.innerHTML = renderToStaticMarkup(
    <I18nextProvider i18n={i18n.cloneInstance({ lng: language })}>
      <AnswerPreview
        answer={answer}
        refused={undefined}
        editing={false}
        busy={false}
        onEdit={() => undefined}
        onLeave={() => undefined}
      />
    </I18nextProvider>,
  );
  return page.querySelector('.answer-body')?.textContent;
}

describe('a reply among many, before it is sent', () => {
  it('says when no more people will read it than could read the comment', () => {
    expect(shown(false)).toMatch(/On Friday\.$/);
    expect(shown(true)).toMatch(/On Friday\.For those only whom the comment was for$/);
    expect(shown(true, 'de')).toMatch(/On Friday\.Nur für die, an die auch der Kommentar ging$/);
  });
});
