import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { describe, expect, it } from 'vitest';
import { ui as german } from '../console/locales/de/ui.js';
import { ui as english } from '../console/locales/en/ui.js';
import { Keys, keysText } from './kbd.js';

const i18n = i18next.createInstance();
await i18n.use(initReactI18next).init({
  lng: 'en',
  resources: { en: { translation: { ui: english } }, de: { translation: { ui: german } } },
});

function capsIn(language: string, keys: string): string[] {
  const page = document.createElement('div');
  page.innerHTML = renderToStaticMarkup(
    <I18nextProvider i18n={i18n.cloneInstance({ lng: language })}>
      <Keys keys={keys} />
    </I18nextProvider>,
  );
  return [...page.querySelectorAll('kbd')].map(({ textContent }) => textContent ?? '');
}

describe('keys', () => {
  it('are called what stands on them', () => {
    expect(capsIn('en', 'mod+shift+enter')).toEqual(['Ctrl', 'Shift', '↵']);
    expect(capsIn('de', 'mod+shift+enter')).toEqual(['Strg', 'Umschalt', '↵']);
    expect(capsIn('de', 'g o')).toEqual(['G', 'O']);
  });

  it('are said in words where there is room for them', () => {
    expect(keysText(i18n.getFixedT('en'), 'mod+enter')).toBe('Ctrl + Enter');
    expect(keysText(i18n.getFixedT('de'), 'mod+enter')).toBe('Strg + Eingabe');
  });
});
