import type { WidgetLanguage } from '@parley/shared/livechat.js';

/** What is said in the preview: in the language the chat speaks there, whatever the member reads. */
export const embedExample: Record<
  WidgetLanguage,
  { author: string; question: string; hint: string; answer: string }
> = {
  en: {
    author: 'Kim',
    question: 'Hello! Is the blue one in stock?',
    hint: 'Hi! Yes, in all sizes.',
    answer: 'This is how your answers look.',
  },
  de: {
    author: 'Kim',
    question: 'Hallo! Gibt es den blauen noch?',
    hint: 'Hallo! Ja, in allen Größen.',
    answer: 'So sehen Ihre Antworten aus.',
  },
};
