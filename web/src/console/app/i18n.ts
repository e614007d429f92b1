import type { Locale } from '@parley/shared/auth.js';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { laterTexts } from '../data/later-texts.js';
import type { en } from '../locales/en.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console';
    resources: { console: typeof en };
  }
}

const load = {
  en: () => import('../locales/en/first.js').then((module) => module.first),
  de: () => import('../locales/de/first.js').then((module) => module.first),
} satisfies Record<Locale, () => Promise<object>>;

/** The first of the browser's languages that we speak. */
export const browserLocale = (): Locale =>
  navigator.languages
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => tag === 'de' || tag === 'en') === 'de'
    ? 'de'
    : 'en';

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name that runs from right to left must not turn the sentence it is put into around. React escapes the rest. */
const isolate = (text: string) => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text);

/** Loads the first texts of one language (only that one travels) and starts i18next with it. */
export async function startI18n(locale: Locale): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    defaultNS: 'console',
    ns: ['console', 'reasons'],
    resources: { [locale]: { console: await load[locale](), reasons: {} } },
    interpolation: { escapeValue: true, escape: isolate },
    returnNull: false,
    // Later texts are drawn when they come.
    react: { bindI18nStore: 'added' },
  });
  speak(locale);
}

export async function setLocale(locale: Locale): Promise<void> {
  if (i18next.language === locale) return;
  if (!i18next.hasResourceBundle(locale, 'console')) {
    i18next.addResourceBundle(locale, 'console', await load[locale]());
  }
  await laterTexts(locale);
  await i18next.changeLanguage(locale);
  speak(locale);
}

/** What is outside of React: the page's language, and the texts an installed app gets. */
function speak(locale: Locale): void {
  document.documentElement.lang = locale;
  const manifest = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
  if (manifest) manifest.href = locale === 'de' ? '/manifest.de.webmanifest' : '/manifest.webmanifest';
}
