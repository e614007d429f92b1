import type { Script } from './script.js';

const en = { medium: 'dm', language: 'en' } as const;
const de = { medium: 'dm', language: 'de' } as const;

/** Private messages to the brand's picture page. */
export const directMessages: readonly Script[] = [
  {
    ...en,
    tags: ['order'],
    opening: [
      'Hi! Saw your story about {coffee}',
      ['where can I get it in {city}?', 'is there a shop in {city} that has it?'],
    ],
    exchanges: [
      {
        answer:
          'Hi {first}! Not in a shop yet, but we send it to your door in two days. Or tell your favourite café to write to us.',
        reaction: [['will do both 😄', 'ha, challenge accepted']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: [],
    opening: [
      'Hello, I bake for three cafés here in {city} and I would love to make a cake with your cascara',
      'do you sell it in larger amounts?',
    ],
    exchanges: [
      {
        answer: 'Hi {first}, now we are hungry. We do, in bags of two kilos. How much would you need?',
        reaction: ['four kilos for a start', 'and I would send you a cake of course'],
      },
      {
        answer: 'That settles it. Please send your address, four kilos are yours at the wholesale price.',
        reaction: ['🎉 writing you a mail with everything'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['workshop'],
    opening: ['hey, can I give the Saturday school as a present?', 'it is for my dad, he turns 60'],
    exchanges: [
      {
        answer: 'You can, {first}! There is a card for it in the shop, and he chooses the date himself.',
        reaction: ['can you write his name on the card?', 'he is called Bo'],
      },
      {
        answer: 'By hand, in our best writing. Happy birthday to Bo!',
        reaction: [['thank you!! ❤️', 'he will love it, thanks']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['delivery'],
    opening: ['your parcel is here and it is soaked', 'the bags inside look fine though', 'should I worry?'],
    exchanges: [
      {
        answer:
          'Oh dear, {first}. If the bags are closed, the coffee is fine: they are tight. Is one of them damp inside?',
        reaction: ['no, all dry', 'smells great actually'],
      },
      {
        answer: 'Then enjoy it, and thank you for the warning. We will wrap them better in this weather.',
        reaction: ['👍'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['praise'],
    opening: [
      [
        'just had the best flat white of my life at your place',
        'whoever made my cortado at 9 this morning deserves a raise',
      ],
    ],
    exchanges: [
      {
        answer: 'That was Mirela, and she has read this three times already. Thank you, {first}!',
        reaction: ['❤️'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['order'],
    opening: ['do you have decaf that does not taste like decaf?', 'asking because pregnant and sad'],
    exchanges: [
      {
        answer: 'Kleine Pause, {first}. We drink it ourselves after four. And congratulations!',
        reaction: ['ordered', 'if it is good I name the kid after you'],
      },
      { answer: 'Kolibri is a lovely name. Kessel less so.', reaction: ['😂'] },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['wholesale'],
    opening: ['Hi, we are opening a small café in {city} in autumn', 'do you have a price list for cafés?'],
    exchanges: [
      {
        answer: 'Hi {first}, how exciting! We do. Where may I send it, and how many seats will you have?',
        reaction: ['24 inside, 10 outside', 'hello@ our new address, I will mail you'],
      },
      { answer: 'Then I look forward to your mail. And to the opening!' },
    ],
  },
  {
    ...en,
    tags: ['order'],
    opening: ['is the green cup from your last picture for sale?'],
    exchanges: [
      {
        answer: 'Not yet, {first}! The potter next door makes thirty of them for us, in about three weeks.',
        reaction: ['put me on the list please'],
      },
      { answer: 'You are number four.', reaction: ['yesss'] },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['order'],
    opening: [
      'hi! hab eure story gesehen',
      ['gibt es {coffee} auch in {city}?', 'hat {coffee} hier in {city} ein laden?'],
    ],
    exchanges: [
      {
        answer:
          'Hi {first}! Noch nicht, aber in zwei Tagen liegt er vor deiner Tür. Oder du schickst dein Lieblingscafé zu uns.',
        reaction: [['mach ich beides 😄', 'challenge accepted']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['order'],
    opening: ['ist die grüne tasse von eurem letzten bild zu kaufen?'],
    exchanges: [
      {
        answer:
          'Noch nicht, {first}! Die Töpferin nebenan macht dreißig davon, in etwa drei Wochen sind sie da.',
        reaction: ['setzt mich bitte auf die liste'],
      },
      { answer: 'Du bist Nummer vier.', reaction: ['jaaa'] },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: [],
    opening: [
      'Guten Abend, ich organisiere den Flohmarkt im Weberviertel',
      'hättet ihr Lust, mit dem Lastenrad Kaffee auszuschenken?',
    ],
    exchanges: [
      {
        answer: 'Guten Abend {first}, sehr gern! Wann wäre das, und gibt es Strom?',
        reaction: ['Am letzten Sonntag im Monat, Strom gibt es vom Bäcker'],
      },
      {
        answer:
          'Notiert. Rosa freut sich, sie liebt Publikum. Wir schicken dir eine Liste mit dem, was wir brauchen.',
        reaction: ['toll, danke!!'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['workshop'],
    opening: ['kann man die espressoschule verschenken?', 'für meinen papa zum 60.'],
    exchanges: [
      {
        answer: 'Kann man, {first}! Es gibt eine Karte dafür, den Termin sucht er sich selbst aus.',
        reaction: ['könnt ihr seinen namen draufschreiben?', 'er heißt bo'],
      },
      {
        answer: 'Von Hand, in Schönschrift. Alles Gute an Bo!',
        reaction: [['danke ❤️', 'er wird ausflippen, danke']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['delivery'],
    opening: ['paket ist da, aber der karton war komplett nass', 'die tüten innen sehen ok aus'],
    exchanges: [
      {
        answer:
          'Oje, {first}. Wenn die Tüten zu sind, ist dem Kaffee nichts passiert. Ist eine innen feucht?',
        reaction: ['ne, alles trocken'],
      },
      {
        answer:
          'Dann lass ihn dir schmecken, und danke für den Hinweis. Wir packen bei dem Wetter jetzt dicker ein.',
        reaction: ['👍 top'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['praise'],
    opening: [
      [
        'gerade den besten cappuccino meines lebens bei euch getrunken',
        'wer mir heute um neun den cortado gemacht hat: gehaltserhöhung!',
      ],
    ],
    exchanges: [
      { answer: 'Das war Mirela, und sie hat das jetzt dreimal gelesen. Danke, {first}!', reaction: ['❤️'] },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['order'],
    opening: ['habt ihr entkoffeinierten, der nicht nach entkoffeiniertem schmeckt?'],
    exchanges: [
      {
        answer: 'Kleine Pause, {first}. Trinken wir selbst nach vier Uhr.',
        reaction: ['und wie wird das koffein rausgeholt?'],
      },
      {
        answer: 'Mit Quellwasser und viel Geduld, ohne Lösungsmittel. Steht auch hinten auf der Tüte.',
        reaction: [['bestellt!', 'danke, das wollte ich wissen']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['wholesale'],
    opening: [
      'Hallo, wir machen im Herbst in {city} ein kleines Café auf',
      'habt ihr eine Preisliste für Gastronomie?',
    ],
    exchanges: [
      {
        answer:
          'Hallo {first}, wie aufregend! Haben wir. Wohin darf ich sie schicken, und wie viele Plätze werden es?',
        reaction: ['24 drinnen, 10 draußen', 'ich schreib euch eine mail'],
      },
      { answer: 'Dann freue ich mich auf die Mail. Und auf die Eröffnung!' },
    ],
  },
];
