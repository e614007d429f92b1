import type { Script } from './script.js';

const en = { medium: 'chat', language: 'en' } as const;
const de = { medium: 'chat', language: 'de' } as const;

/** The chat on the brand's website: short, several messages in a row. */
export const chats: readonly Script[] = [
  {
    ...en,
    tags: ['order'],
    opening: [
      ['hi!', 'Hello', 'hey there'],
      'is {coffee} in stock again? the page says "soon" since last week',
    ],
    exchanges: [
      {
        answer: [
          'Hi {first}! Tomorrow from noon, the roaster is on it right now. Shall I put a bag aside for you?',
          'Hello {first}! It comes out of the drum this afternoon. I can keep a bag for you if you like.',
        ],
        reaction: [['yes please!', 'oh yes, that would be great'], 'can I pick it up in the shop?'],
      },
      {
        answer: 'Of course. It waits behind the counter under {first}, until Saturday.',
        reaction: [['perfect, thank you 🙏', 'lovely, see you tomorrow!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['delivery'],
    opening: ['Hello, I just placed an order', 'and I think I typed the wrong house number', 'it is {order}'],
    exchanges: [
      {
        answer: 'Hi {first}, no panic, it is not packed yet. What is the right one?',
        reaction: ['14, not 41'],
      },
      {
        answer: '14 it is. The person at 41 will never know.',
        reaction: [['haha thank you', 'phew. thanks!!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['order'],
    opening: [
      'quick question',
      ['do you ship to {city}?', 'how long does shipping to {city} take at the moment?'],
    ],
    exchanges: [
      {
        answer: 'Hi {first}! We do: usually two to three days, and from three bags on it is free.',
        reaction: [['great, thanks', 'then I take three 😄']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['workshop'],
    opening: [
      'Hi, is the Saturday school also for complete beginners?',
      'I have never touched a portafilter',
    ],
    exchanges: [
      {
        answer:
          'Especially for you, {first}! Half of each group has never touched one. The other half wishes they had not.',
        reaction: ['haha ok', 'and how many people are there?'],
      },
      {
        answer: 'Four, at two machines. Enough to laugh, not enough to hide.',
        reaction: ['sold. booking now'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['subscription'],
    opening: [
      'Hello',
      'my card has expired and I cannot find where to change it',
      'the bean post comes tomorrow I think?',
    ],
    exchanges: [
      {
        answer:
          'Hi {first}, it is under "My account", then "Paying", at the very bottom. Tomorrow\'s parcel goes out in any case.',
        reaction: [['found it, thank you!', 'ah, at the very bottom. thanks']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['order'],
    opening: ['is {coffee} ok for cold brew?', 'asking for a hot friend'],
    exchanges: [
      {
        answer: 'Very ok. Coarse, 80 g to a litre, twelve hours in the fridge. Best wishes to your friend!',
        reaction: [['she says thanks 😎', 'twelve hours!! ok. thank you']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['guarantee'],
    opening: [
      'hi, my dripper arrived with a crack',
      'like a hairline, all the way down',
      'can I still use it?',
    ],
    exchanges: [
      {
        answer:
          'Oh no. Better not, {first}: with hot water it may break. I am sending you a new one. Is it {order}?',
        reaction: ['yes exactly'],
      },
      {
        answer: 'It leaves today. The cracked one makes a good home for a cactus.',
        reaction: ['🌵 thanks!'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: [],
    opening: ['Are dogs allowed in the café?'],
    exchanges: [
      {
        answer:
          'They are, {first}! There is a bowl of water beside the door, and a shelf they can reach. Please watch the shelf.',
        reaction: ['😂 will do'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...en,
    tags: ['order'],
    opening: ['the voucher code does not work :(', 'it says "unknown code"', 'I bought it on {day}'],
    exchanges: [
      {
        answer: 'Let me look. Could you paste the code here, {first}?',
        reaction: ['KOLIBRI-7Q4L-O2'],
      },
      {
        answer: 'Found it: that is a zero near the end, not an O. Our font is to blame, sorry!',
        reaction: ['it works! thank you'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['order'],
    opening: [['hallo!', 'moin', 'hi zusammen'], 'kommt {coffee} diese woche noch mal rein?'],
    exchanges: [
      {
        answer: [
          'Hallo {first}! Morgen ab Mittag ist er wieder da. Soll ich dir eine Tüte zurücklegen?',
          'Hi {first}! Heute Nachmittag kommt er aus der Trommel. Eine Tüte zurücklegen?',
        ],
        reaction: ['ja bitte!', ['hol ich am samstag ab', 'ich komm morgen vorbei']],
      },
      { answer: 'Liegt hinter der Theke, unter „{first}“.', reaction: [['danke ☺️', 'super, bis dann']] },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['delivery'],
    opening: ['Hallo, ich hab gerade bestellt', 'und natürlich die alte Adresse drin', 'Nummer ist {order}'],
    exchanges: [
      {
        answer: 'Hallo {first}, ist noch nicht gepackt. Wie lautet die neue?',
        reaction: ['Weberweg 14 in {city}'],
      },
      {
        answer: 'Geändert. Gut, dass du gleich geschrieben hast!',
        reaction: [['puh, danke!!', 'danke dir']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['order'],
    opening: ['Guten Tag', ['ab welchem Bestellwert ist der Versand frei?', 'liefert ihr auch nach {city}?']],
    exchanges: [
      {
        answer:
          'Guten Tag {first}! Ab drei Tüten ist der Versand frei, und wir liefern überallhin, wo die Post hinkommt.',
        reaction: [['alles klar, danke', 'perfekt, dann werden es drei']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['delivery'],
    opening: ['fährt rosa heute?', 'bei uns regnet es waagerecht'],
    exchanges: [
      {
        answer:
          'Sie fährt, {first}! Mit Regenhose und schlechter Laune, also bitte nett zu ihr sein. Gegen drei ist sie bei dir.',
        reaction: [['ich stell ein handtuch bereit 😅', 'arme rosa. danke!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['order'],
    opening: [
      'Hallo :)',
      'welcher Mahlgrad für eine Stempelkanne?',
      'ich hab versehentlich fein bestellt, {order}',
    ],
    exchanges: [
      {
        answer: 'Hallo {first}! Grob, so wie grobes Salz. Ich ändere das noch schnell, ja?',
        reaction: ['ja bitte!!'],
      },
      {
        answer: 'Ist geändert, geht heute raus.',
        reaction: [['ihr rettet mein wochenende', 'danke danke danke']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: [],
    opening: ['habt ihr am feiertag offen?'],
    exchanges: [
      {
        answer: 'Das Café ja, {first}, von zehn bis vier. Die Rösterei schläft aus.',
        reaction: [['top, danke', 'bis dann!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['subscription'],
    opening: [
      'Hallo',
      'ich finde nicht, wo ich im Abo die Menge ändere',
      'brauche ab jetzt zwei Tüten statt einer (Nachwuchs…)',
    ],
    exchanges: [
      {
        answer:
          'Herzlichen Glückwunsch, {first}! Zwei Tüten sind eingestellt, die zweite ist beim ersten Mal geschenkt.',
        reaction: [['oh wie lieb, danke!!', 'DANKE. wir brauchen es dringend']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['order'],
    opening: ['mein code geht nicht', 'da steht „unbekannt“'],
    exchanges: [
      { answer: 'Schickst du ihn mir kurz, {first}?', reaction: ['KOLIBRI-3FRÜH-O1'] },
      {
        answer: 'Da ist eine Null am Ende, kein O. Unsere Schrift ist schuld, entschuldige!',
        reaction: ['ah! geht. danke'],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...de,
    tags: ['guarantee'],
    opening: ['hallo, meine mühle quietscht', 'also richtig laut', 'die katze ist schon ausgezogen'],
    exchanges: [
      {
        answer: 'Oje, {first}. Ein Tropfen Speiseöl an die Achse oben, nicht ins Mahlwerk. Hilft das?',
        reaction: ['moment', ['STILLE. danke!', 'die katze ist zurück 🐈']],
      },
    ],
    endsWithThanks: true,
  },
];
