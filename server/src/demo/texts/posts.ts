import type { Language } from './script.js';

export type PostId =
  | 'harvest'
  | 'grinder'
  | 'workshop'
  | 'bicycle'
  | 'oat'
  | 'tasting'
  | 'window'
  | 'packaging';

export interface SamplePost {
  id: PostId;
  language: Language;
  title: string;
  text: string;
  /** Published so many days before now. */
  daysAgo: number;
}

/** What the brand has published on its picture page; people comment beneath. */
export const posts: readonly SamplePost[] = [
  {
    id: 'harvest',
    language: 'en',
    daysAgo: 34,
    title: 'Regenzeit is back',
    text:
      'It is back. Twelve bags of Regenzeit arrived this morning, and the whole yard smells of blueberries. ' +
      'First roast tomorrow, in the shop from Thursday. Who has been waiting since last spring?',
  },
  {
    id: 'grinder',
    language: 'de',
    daysAgo: 29,
    title: 'Mühlrad, zweite Auflage',
    text:
      'Unsere Handmühle „Mühlrad“ gibt es wieder, jetzt mit Kurbel aus Birne statt Buche. Vierzig Stück, ' +
      'alle in der Werkstatt nebenan gedreht. Wer eine der ersten hat: Wie läuft sie nach einem Jahr?',
  },
  {
    id: 'bicycle',
    language: 'de',
    daysAgo: 24,
    title: 'Kaffee auf zwei Rädern',
    text:
      'Ab sofort fährt Rosa, unser Lastenrad, dienstags und freitags durch die Stadt. Bestellt bis zehn, ' +
      'getrunken am Nachmittag. Fragt nicht, wie oft wir die Milch schon umgekippt haben.',
  },
  {
    id: 'workshop',
    language: 'en',
    daysAgo: 19,
    title: 'Saturday school',
    text:
      'Four people, two machines, three hours: our espresso school starts again. We will spill milk, burn a shot ' +
      'on purpose and go home slightly shaky. New dates in the shop, places are few.',
  },
  {
    id: 'oat',
    language: 'de',
    daysAgo: 14,
    title: 'Die große Haferfrage',
    text:
      'Wir haben sechs Haferdrinks gegen drei Espressi antreten lassen, blind, mit zwölf Leuten und einem Eimer. ' +
      'Das Ergebnis hängt im Laden, und es wird einigen nicht gefallen. Euer Tipp?',
  },
  {
    id: 'packaging',
    language: 'en',
    daysAgo: 10,
    title: 'New bags',
    text:
      'Our new bags are made of paper, all the way through, and they still keep the coffee fresh for three months. ' +
      'It took us two years and one very sad summer. Tell us when one of them leaks.',
  },
  {
    id: 'tasting',
    language: 'de',
    daysAgo: 6,
    title: 'Verkostung am Freitag',
    text:
      'Freitag um sechs rösten wir vor Publikum: Gipfelbuch, hell und mittel, direkt aus der Trommel in die Tasse. ' +
      'Kommt vorbei, bringt jemanden mit, der keinen Kaffee mag. Wir lieben Herausforderungen.',
  },
  {
    id: 'window',
    language: 'en',
    daysAgo: 2,
    title: 'A hatch in the wall',
    text:
      'We cut a hole into our wall. On purpose! From Monday you get your flat white through the little window ' +
      'on the yard side, from seven in the morning, without taking your headphones off.',
  },
];
