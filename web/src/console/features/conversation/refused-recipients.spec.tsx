import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { describe, expect, it } from 'vitest';
import { conversation as german } from '../../locales/de/conversation.js';
import { conversation as english } from '../../locales/en/conversation.js';
import { RefusedRecipients } from './refused-recipients.js';

const i18n = i18next.createInstance();
await i18n.use(initReactI18next).init({
  resources: {
    en: { translation: { conversation: english } },
    de: { translation: { conversation: german } },
  },
  lng: 'en',
});

const gone = { address: 'gone@example.test', reason: 'No such user <here>' };
const full = { address: 'full@example.test', reason: '' };

function shown(refused: (typeof gone)[], language = 'en') {
  const page = document.createElement('div');
  const frame = i18n.cloneInstance({ lng: language });
  page.innerHTML = renderToStaticMarkup(
    <I18nextProvider i18n={frame}>
      <RefusedRecipients refused={refused} />
    </I18nextProvider>,
  );
  return page;
}

describe('recipients a reply did not reach', () => {
  it('are named, each with the words of the server', () => {
    const page = shown([gone, full]);
    expect(page.querySelector('[role=alert] strong')?.textContent).toBe('This did not reach 2 recipients.');
    expect([...page.querySelectorAll('bdi')].map(({ textContent }) => textContent)).toEqual([
      'gone@example.test',
      'full@example.test',
    ]);
    expect([...page.querySelectorAll('q')].map(({ textContent }) => textContent)).toEqual([
      'No such user <here>',
    ]);
  });

  it('are named in German', () => {
    expect(shown([gone], 'de').querySelector('strong')?.textContent).toBe(
      'Das hat einen Empfänger nicht erreicht.',
    );
  });
});
