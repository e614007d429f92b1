import type { WidgetLanguage } from '@parley/shared/livechat.js';
import { de } from './locales/de.js';
import { en, type Texts } from './locales/en.js';

export type { Texts };

const all: Record<WidgetLanguage, Texts> = { en, de };
export const textsOf = (language: WidgetLanguage): Texts => all[language];

/** What the widget speaks: the first wanted language the channel offers, else the channel's first. */
export function chooseLanguage(
  wanted: readonly (string | null | undefined)[],
  offered: readonly WidgetLanguage[],
): WidgetLanguage {
  for (const tag of wanted) {
    const language = tag?.trim().toLowerCase().split(/[-_]/)[0];
    const found = offered.find((one) => one === language);
    if (found) return found;
  }
  return offered[0] ?? 'en';
}
