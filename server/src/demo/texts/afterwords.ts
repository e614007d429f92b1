import type { Language } from './script.js';

/** What people say to an answer nobody had written beforehand: it fits nearly everything. */
export const afterwords: Record<Language, { letters: readonly string[]; short: readonly string[] }> = {
  en: {
    letters: [
      'thank you for the quick answer! That helps me a lot.',
      'great, thank you. Just to be sure: do I have to do anything else now, or does it happen by itself?',
      'that was fast! I did not expect an answer before tomorrow. Thank you.',
      'thanks. One more question while I have you: will it be in time for the weekend?',
      'wonderful, that is all I wanted to know. Have a good day!',
      'hm, I am not sure I understand. Could you explain that once more for somebody who has not had coffee yet?',
    ],
    short: [
      'thank you! 🙏',
      'ah perfect',
      'great, and can I pay in the shop?',
      'ok thanks! until when are you open today?',
      'that was quick 😄 thanks',
      'nice. and is there something like that without caffeine?',
    ],
  },
  de: {
    letters: [
      'vielen Dank für die schnelle Antwort! Das hilft mir sehr.',
      'danke! Nur zur Sicherheit: Muss ich jetzt noch etwas tun, oder läuft das von selbst?',
      'das ging ja schnell, ich hatte erst morgen damit gerechnet. Vielen Dank.',
      'danke. Eine Frage noch: Klappt das bis zum Wochenende?',
      'wunderbar, mehr wollte ich gar nicht wissen. Schönen Tag noch!',
      'hm, das habe ich nicht ganz verstanden. Magst du es noch einmal erklären, für jemanden vor dem ersten Kaffee?',
    ],
    short: [
      'danke! 🙏',
      'ah super',
      'top, und kann ich im laden zahlen?',
      'ok danke! bis wann habt ihr heute offen?',
      'das ging schnell 😄 danke',
      'schön. gibts sowas auch ohne koffein?',
    ],
  },
};

/** What our people write beside a conversation, for each other; in the language of the house or of the person. */
export const notes: Record<Language, readonly string[]> = {
  en: [
    'I have asked Levin, he knows more about it.',
    'I will look into this after lunch.',
    'They have been with us from the very beginning, let us be generous.',
    'Waiting for a word from the packing room.',
  ],
  de: [
    'Ich habe Levin gefragt, er weiß mehr darüber.',
    'Sehe ich mir nach dem Mittag an.',
    'Ist von Anfang an dabei, da dürfen wir großzügig sein.',
    'Die Packstube sagt mir heute noch Bescheid.',
  ],
};

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
