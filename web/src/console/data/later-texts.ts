import type { Locale } from '@parley/shared/auth.js';
import i18next from 'i18next';

const load = {
  en: async () => ({ console: (await import('../locales/en/behind.js')).behind, reasons: {} }),
  de: async () => {
    const [{ behind }, { reasons }] = await Promise.all([
      import('../locales/de/behind.js'),
      import('../locales/de/reasons.js'),
    ]);
    return { console: behind, reasons };
  },
} satisfies Record<Locale, () => Promise<object>>;

const coming = new Map<Locale, Promise<void>>();

/**
 * Texts of everything behind the first screens, and of what the server says by code: loaded once per language. Who shows
 * such texts waits for it; what is on the screen already is drawn again when they come.
 */
export function laterTexts(locale = i18next.language as Locale): Promise<void> {
  const known = coming.get(locale);
  if (known !== undefined) return known;
  const adding = load[locale]().then(({ console, reasons }) => {
    i18next.addResourceBundle(locale, 'reasons', reasons);
    i18next.addResourceBundle(locale, 'console', console, true);
  });
  coming.set(locale, adding);
  adding.catch(() => coming.delete(locale));
  return adding;
}

/** A part of the console that is loaded when it is opened, and the words it says. */
export async function withTexts<T>(part: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([part, laterTexts()]);
  return loaded;
}
