import type { Language } from './script.js';

/** What people say to an answer nobody had written beforehand: it fits nearly everything. */
export interface Afterword {
  text: string;
  /** It asks for another answer. */
  asks: boolean;
}

export const afterwords: Record<Language, { letters: readonly Afterword[]; short: readonly Afterword[] }> = {
  en: {
    letters: [
      { text: 'thank you for the quick answer! That helps me a lot.', asks: false },
      {
        text: 'great, thank you. Just to be sure: do I have to do anything else now, or does it happen by itself?',
        asks: true,
      },
      { text: 'that was fast! I did not expect an answer before tomorrow. Thank you.', asks: false },
      { text: 'thanks. One more question while I have you: will it be in time for the weekend?', asks: true },
      { text: 'wonderful, that is all I wanted to know. Have a good day!', asks: false },
      {
        text: 'hm, I am not sure I understand. Could you explain that once more for somebody who has not had coffee yet?',
        asks: true,
      },
    ],
    short: [
      { text: 'thank you! 🙏', asks: false },
      { text: 'ah perfect', asks: false },
      { text: 'great, and can I pay in the shop?', asks: true },
      { text: 'ok thanks! until when are you open today?', asks: true },
      { text: 'that was quick 😄 thanks', asks: false },
      { text: 'nice. and is there something like that without caffeine?', asks: true },
    ],
  },
  de: {
    letters: [
      { text: 'vielen Dank für die schnelle Antwort! Das hilft mir sehr.', asks: false },
      {
        text: 'danke! Nur zur Sicherheit: Muss ich jetzt noch etwas tun, oder läuft das von selbst?',
        asks: true,
      },
      { text: 'das ging ja schnell, ich hatte erst morgen damit gerechnet. Vielen Dank.', asks: false },
      { text: 'danke. Eine Frage noch: Klappt das bis zum Wochenende?', asks: true },
      { text: 'wunderbar, mehr wollte ich gar nicht wissen. Schönen Tag noch!', asks: false },
      {
        text: 'hm, das habe ich nicht ganz verstanden. Magst du es noch einmal erklären, für jemanden vor dem ersten Kaffee?',
        asks: true,
      },
    ],
    short: [
      { text: 'danke! 🙏', asks: false },
      { text: 'ah super', asks: false },
      { text: 'top, und kann ich im laden zahlen?', asks: true },
      { text: 'ok danke! bis wann habt ihr heute offen?', asks: true },
      { text: 'das ging schnell 😄 danke', asks: false },
      { text: 'schön. gibts sowas auch ohne koffein?', asks: true },
    ],
  },
};

/** What our people answer to those that ask, and to anything else in the running stream. */
export const shortAnswers: Record<Language, readonly string[]> = {
  en: [
    'Hi {first}, yes, that is all taken care of. You do not have to do anything.',
    'Hi {first}, good question! Yes, that works.',
    'Hi {first}, until six today, and from nine tomorrow.',
  ],
  de: [
    'Hallo {first}, ja, darum ist alles gekümmert. Du musst nichts weiter tun.',
    'Hallo {first}, gute Frage! Ja, das geht.',
    'Hallo {first}, heute bis sechs und morgen ab neun.',
  ],
};

/** What our people write beside a conversation, for each other. */
export const notes: readonly string[] = [
  'I have asked Levin to look in the packing room.',
  'Rang the carrier: they found it, it should move tomorrow.',
  'Ich habe das Etikett schon gedruckt, liegt im Fach.',
  'Third time this month with this batch. We should tell the roaster.',
  'Bitte erst nach der Röstung am Mittwoch antworten, vorher wissen wir es nicht.',
];

/** What our people say to somebody who said thanks. */
export const pleasures: Record<Language, readonly string[]> = {
  en: [
    'With pleasure, {first}! Enjoy the coffee.',
    'You are very welcome, {first}. Write to us any time.',
    'Glad to hear it, {first}. Have a lovely day!',
  ],
  de: [
    'Sehr gern, {first}! Lass ihn dir schmecken.',
    'Gern geschehen, {first}. Melde dich jederzeit.',
    'Das freut uns, {first}. Einen schönen Tag noch!',
  ],
};
