import type { MemberKey } from '../sample-brand.js';

/** One chat on the brand's own website. */
export interface WebsiteChat {
  /** Days before the demo began, and the hour of that day (UTC). */
  daysAgo: number;
  hour: number;
  language: 'en' | 'de';
  /** Signed in on the website; null: nobody in particular. */
  name: string | null;
  page: { path: string; title: string };
  asks: readonly string[];
  /** Null: still waiting. */
  answer: { by: MemberKey; afterSeconds: number; text: string } | null;
  thanks?: string;
}

const shop = { path: '/', title: 'Kolibri & Kessel' };
const beans = { path: '/kaffee/yirgacheffe', title: 'Yirgacheffe' };
const delivery = { path: '/versand', title: 'Versand' };
const courses = { path: '/kurse', title: 'Kurse' };
const cart = { path: '/warenkorb', title: 'Warenkorb' };

/** Oldest first. */
export const websiteChats: readonly WebsiteChat[] = [
  {
    daysAgo: 19,
    hour: 9,
    language: 'de',
    name: null,
    page: beans,
    asks: ['Guten Morgen!', 'Ist der auch für die French Press etwas?'],
    answer: {
      by: 'mia',
      afterSeconds: 70,
      text: 'Guten Morgen! Ja, grob gemahlen wird er dort sogar besonders blumig.',
    },
    thanks: 'super, dann probiere ich ihn',
  },
  {
    daysAgo: 17,
    hour: 13,
    language: 'en',
    name: 'Ines Albrecht',
    page: delivery,
    asks: ['Hi, can I change the delivery day of my subscription?'],
    answer: {
      by: 'jonas',
      afterSeconds: 140,
      text: 'Hi Ines, of course. Tuesdays or Fridays: which suits you better?',
    },
    thanks: 'Fridays please!',
  },
  {
    daysAgo: 16,
    hour: 10,
    language: 'de',
    name: null,
    page: courses,
    asks: ['Gibt es im Latte-Art-Kurs noch einen Platz?'],
    answer: {
      by: 'mia',
      afterSeconds: 55,
      text: 'Einen einzigen, am Samstag um zehn. Soll ich ihn festhalten?',
    },
    thanks: 'Ja bitte 🙏',
  },
  {
    daysAgo: 14,
    hour: 14,
    language: 'de',
    name: 'Tobias Kern',
    page: cart,
    asks: ['Mein Gutschein geht nicht', 'KESSEL10'],
    answer: {
      by: 'jonas',
      afterSeconds: 210,
      text: 'Hallo Tobias, der galt bis Sonntag. Ich habe ihn eben noch einmal freigeschaltet.',
    },
    thanks: 'klappt, vielen Dank',
  },
  {
    daysAgo: 12,
    hour: 11,
    language: 'en',
    name: null,
    page: beans,
    asks: ['is this one washed or natural?'],
    answer: { by: 'mia', afterSeconds: 40, text: 'Washed. The natural lot comes in spring, and it is wild.' },
  },
  {
    daysAgo: 10,
    hour: 9,
    language: 'de',
    name: null,
    page: shop,
    asks: ['Hat der Laden am Brückentag offen?'],
    answer: {
      by: 'jonas',
      afterSeconds: 95,
      text: 'Ja, von zehn bis vier. Die Rösterei steht an dem Tag aber still.',
    },
    thanks: 'danke!',
  },
  {
    daysAgo: 9,
    hour: 12,
    language: 'en',
    name: 'Ravi Menon',
    page: delivery,
    asks: ['Hello', 'my parcel says delivered but there is nothing here'],
    answer: {
      by: 'mia',
      afterSeconds: 120,
      text: 'Hello Ravi, sorry about that. The driver left it with the bakery on your corner.',
    },
    thanks: 'found it, with a free croissant. thank you!',
  },
  {
    daysAgo: 7,
    hour: 10,
    language: 'de',
    name: null,
    page: beans,
    asks: ['Wie lange hält eine geöffnete Tüte?'],
    answer: {
      by: 'mia',
      afterSeconds: 65,
      text: 'Gut verschlossen vier Wochen. Danach schmeckt er noch, singt aber nicht mehr.',
    },
  },
  {
    daysAgo: 5,
    hour: 13,
    language: 'de',
    name: 'Helga Brandt',
    page: cart,
    asks: ['Kann ich auf Rechnung bestellen?'],
    answer: {
      by: 'jonas',
      afterSeconds: 180,
      text: 'Gern, Frau Brandt: Wählen Sie beim Bezahlen einfach „Rechnung“.',
    },
    thanks: 'Wunderbar.',
  },
  {
    daysAgo: 4,
    hour: 9,
    language: 'en',
    name: null,
    page: courses,
    asks: ['are the courses in English too?'],
    answer: {
      by: 'mia',
      afterSeconds: 50,
      text: 'Every second Saturday they are. The next one is on the 24th.',
    },
    thanks: 'see you there',
  },
  {
    daysAgo: 2,
    hour: 14,
    language: 'de',
    name: null,
    page: shop,
    asks: ['Verkauft ihr auch Mühlen?', 'am liebsten eine kleine für die Hand'],
    answer: {
      by: 'jonas',
      afterSeconds: 100,
      text: 'Zwei Modelle stehen im Laden, beide zum Ausprobieren. Kommen Sie vorbei!',
    },
  },
  {
    daysAgo: 1,
    hour: 11,
    language: 'en',
    name: 'Noor Haddad',
    page: beans,
    asks: ['Which of yours is lowest in acidity?'],
    answer: {
      by: 'mia',
      afterSeconds: 75,
      text: 'The Sumatra, by far. Chocolate, cedar, and very little else that bites.',
    },
    thanks: 'ordered :)',
  },
  {
    daysAgo: 0,
    hour: 0,
    language: 'de',
    name: null,
    page: delivery,
    asks: ['Hallo', 'liefert ihr auch an Packstationen?'],
    answer: null,
  },
];
