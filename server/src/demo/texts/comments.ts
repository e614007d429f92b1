import type { PostId } from './posts.js';
import type { Language, Script, TagName } from './script.js';

interface Remark {
  says: string | readonly string[];
  answer: string | readonly string[];
  reaction?: string;
  joins?: { says: string; answer: string };
  tags?: readonly TagName[];
  language?: Language;
}

const remarks: Record<PostId, { language: Language; under: readonly Remark[] }> = {
  harvest: {
    language: 'en',
    under: [
      {
        says: 'Me. I have been waiting. Please keep one bag away from my husband.',
        answer: 'One bag is hidden behind the flour, {first}. He will never look there.',
        reaction: 'he baked a cake yesterday 😱',
      },
      {
        says: 'Blueberries?? Is anything added or is that the coffee itself?',
        answer:
          'Just the coffee, {first}! The cherries dry in the sun with the fruit on, and that is where it comes from.',
        reaction: 'amazing. ordering',
      },
      {
        says: 'How much is it this year?',
        answer: '14.50 for 250 g, {first}, a little less than last year.',
        joins: { says: 'and for a kilo?', answer: '52 for the kilo, while it lasts.' },
        tags: ['order'],
      },
      {
        says: 'Kommt er auch wieder in den Laden, oder nur online?',
        language: 'de',
        answer: 'Beides, {first}! Donnerstag ab acht im Laden.',
        reaction: 'dann steh ich um acht da',
      },
      {
        says: 'Last year it was sold out in two days. Can I reserve?',
        answer: 'You can: write us a message with your name, {first}, and we put a bag aside.',
        tags: ['order'],
      },
      {
        says: 'is this light or dark?',
        answer: 'Light, {first}. Best as filter, lovely as a long drink over ice.',
      },
    ],
  },
  grinder: {
    language: 'de',
    under: [
      {
        says: 'Meine ist vom ersten Tag an dabei. Mahlt wie eh und je, nur die Kurbel ist dunkler geworden. Liebe.',
        answer: 'Das ist die schönste Antwort, {first}. Die Kurbel heißt bei uns dann „eingefahren“.',
      },
      {
        says: 'Gibt es Ersatzteile? Mir ist das Glas zerbrochen.',
        answer: 'Alles gibt es einzeln, {first}: Schreib uns, und das Glas ist unterwegs.',
        reaction: 'super, danke!',
        tags: ['guarantee'],
      },
      {
        says: 'Was kostet sie jetzt?',
        answer: '129 Euro, {first}, wie beim letzten Mal.',
        joins: {
          says: 'stolzer preis',
          answer: 'Das ist sie. Dafür ist jedes Teil von Hand und zehn Jahre lang nachzukaufen.',
        },
        tags: ['order'],
      },
      {
        says: 'Schafft die auch türkisch fein?',
        answer: 'Ehrlich gesagt nein, {first}. Bis Espresso ja, feiner wird es mühsam.',
        reaction: 'danke für die ehrlichkeit',
      },
      {
        says: 'Could you ship one to {city}?',
        language: 'en',
        answer: 'Gladly, {first}! It takes about four days.',
        tags: ['order'],
      },
      { says: 'Birne statt Buche, sehr edel', answer: 'Und sie riecht auch noch gut, {first}!' },
    ],
  },
  bicycle: {
    language: 'de',
    under: [
      {
        says: 'Kommt Rosa auch nach {city}?',
        answer: 'So weit tragen sie die Beine nicht, {first}. Aber die Post fährt hin!',
        reaction: 'die post hat aber keine klingel mit kolibri',
      },
      { says: 'Wie viele Kilo passen da drauf?', answer: 'Achtzig, {first}. Bergauf gefühlt dreihundert.' },
      {
        says: 'Gestern an der Ampel überholt worden. Respekt!',
        answer: 'Das war Levin, {first}, er hatte noch zwei Tüten Vorsprung aufzuholen.',
        joins: {
          says: 'ich hab ihn auch gesehen, der fährt wie der teufel',
          answer: 'Wir haben mit ihm gesprochen. Er fährt jetzt wie ein freundlicher Teufel.',
        },
      },
      {
        says: 'Was kostet die Lieferung mit dem Rad?',
        answer: 'Nichts, {first}, solange du innerhalb des Rings wohnst.',
        reaction: 'ich ziehe um',
        tags: ['delivery'],
      },
      {
        says: 'Bitte mal eine Tour für Kinder machen, meine Tochter will unbedingt mitfahren',
        answer: 'Im Sommerfest-Programm steht sie, {first}: eine Runde um den Hof, mit Helm und Kakao.',
      },
    ],
  },
  workshop: {
    language: 'en',
    under: [
      {
        says: 'Do you also do this in German?',
        answer: 'Every second Saturday, {first}. The milk understands both.',
        tags: ['workshop'],
      },
      {
        says: 'Went last month. My shots are now only half as embarrassing. Recommended!',
        answer: 'Only a quarter, {first}, we tasted them. Thank you!',
      },
      {
        says: 'Any chance for a date on a Sunday?',
        answer: 'We will try one in spring, {first}. Shall we put you on the list?',
        reaction: 'yes please, two of us',
        tags: ['workshop'],
      },
      {
        says: 'What does it cost?',
        answer: '89 per person, {first}, and a bag of Nachtzug goes home with you.',
        joins: {
          says: 'worth every cent, was there in autumn',
          answer: 'Thank you for saying so! Your heart is still on our wall. The milk one.',
        },
        tags: ['workshop'],
      },
      {
        says: 'Is there something similar for filter coffee? I am more of a slow person.',
        answer: 'There is, {first}: "Slow Sunday", first Sunday of the month.',
        reaction: 'that sounds exactly like me',
      },
    ],
  },
  oat: {
    language: 'de',
    under: [
      {
        says: 'Die Nummer drei natürlich, alles andere ist Tapetenkleister',
        answer: 'Nummer drei wurde Zweite, {first}. Knapp hinter dem Tapetenkleister.',
        reaction: 'ich verlange eine nachzählung',
      },
      {
        says: 'Und wo kann man das Ergebnis online sehen?',
        answer: 'Ab Montag auf unserer Seite, {first}. Bis dahin hängt es im Laden neben der Kasse.',
      },
      {
        says: 'Habt ihr auch Erbse getestet?',
        answer: 'Einmal, {first}. Wir sprechen nicht darüber.',
        joins: {
          says: 'erbse ist super, ihr habt nur den falschen erwischt',
          answer: 'Bring deinen mit, wir testen blind. Wer verliert, wischt den Boden.',
        },
      },
      {
        says: 'Ich trink meinen schwarz und schau mir das Drama an',
        answer: 'Sehr weise, {first}. Platz ist noch in der ersten Reihe.',
      },
      {
        says: 'Which one won? Asking for my barista',
        language: 'en',
        answer: 'The one in the blue carton, {first}. Tell your barista we are sorry.',
      },
      {
        says: 'Gluten? Meine Frau hat Zöliakie und traut sich an keinen ran',
        answer:
          'Zwei der sechs sind als glutenfrei geprüft, {first}. Wir schicken dir die Namen gern als Nachricht.',
        reaction: 'das wäre lieb, danke',
      },
    ],
  },
  packaging: {
    language: 'en',
    under: [
      {
        says: 'All the way through, really? What about the valve?',
        answer: 'There is none, {first}: the fold lets the gas out. That was the sad summer.',
        reaction: 'genius',
      },
      {
        says: 'Into which bin does it go?',
        answer: 'Paper, {first}. In most towns also the compost, but please ask yours.',
      },
      {
        says: 'Mine leaked only a little, at the seam',
        answer: 'Thank you, that is what we need to know, {first}! Which date is on the bag?',
        reaction: 'the {date}',
        tags: ['order'],
        joins: {
          says: 'same here, same seam',
          answer: 'Then it is that batch. A new bag is coming to both of you, just send us a message.',
        },
      },
      {
        says: 'Endlich! Kein Alu mehr. Danke dafür.',
        language: 'de',
        answer: 'Danke dir, {first}! Es hat gedauert.',
      },
      {
        says: 'Can I still bring my own tin to the shop?',
        answer: 'Always, {first}, and you still get ten per cent for it.',
      },
    ],
  },
  tasting: {
    language: 'de',
    under: [
      {
        says: 'Muss man sich anmelden?',
        answer: 'Nein, {first}, einfach kommen. Wer zuerst kommt, sitzt.',
        tags: ['workshop'],
      },
      {
        says: 'Ich bring meinen Schwager mit, der trinkt nur Kakao. Viel Glück.',
        answer: 'Wir haben schon ganz andere gedreht, {first}. Bis Freitag!',
        reaction: 'er hat gesagt „niemals“',
      },
      { says: 'Wie lange geht das denn?', answer: 'Bis die Trommel leer ist, {first}, also ungefähr neun.' },
      {
        says: 'Gibt es was zu essen?',
        answer: 'Brot vom Bäcker gegenüber und Käse, {first}.',
        joins: { says: 'dann komm ich auch', answer: 'So einfach ist das also.' },
      },
      {
        says: 'Schade, Freitag kann ich nie. Macht ihr das auch mal mittwochs?',
        answer: 'Nächsten Monat am Mittwoch, {first}. Das Datum kommt hier.',
        tags: ['workshop'],
      },
    ],
  },
  window: {
    language: 'en',
    under: [
      { says: 'Seven in the morning?? Who are these people', answer: 'Us, {first}. We are these people.' },
      {
        says: 'Do you take cards at the window?',
        answer: 'Only cards, {first}: there is no room for a till.',
        joins: {
          says: 'and what about the stamp card?',
          answer: 'Stamps yes, the little hummingbird has its own hook out there.',
        },
      },
      {
        says: 'Finally no queue behind the people who cannot decide',
        answer: 'We love those people too, {first}. But yes.',
      },
      {
        says: 'Gibt es am Fenster auch Kuchen?',
        language: 'de',
        answer: 'Nur solchen, den man mit einer Hand essen kann, {first}.',
        reaction: 'also franzbrötchen. gekauft',
      },
      {
        says: 'Is it accessible by wheelchair? The door never was…',
        answer: 'It is, {first}: that was the other reason. The sill is at 80 cm and the yard is level.',
        reaction: 'that is so good to hear. see you monday',
      },
      {
        says: 'Which yard? I walk past every day and have never seen one',
        answer: 'Through the green gate beside the bookbinder, {first}. Follow the smell.',
      },
    ],
  },
};

/** What people say under the brand's posts, as conversations. */
export const comments: readonly Script[] = Object.entries(remarks).flatMap(([post, { language, under }]) =>
  under.map(
    (remark): Script => ({
      medium: 'comment',
      language: remark.language ?? language,
      tags: remark.tags ?? [],
      post: post as PostId,
      opening: [remark.says],
      exchanges: [
        { answer: remark.answer, ...(remark.reaction === undefined ? {} : { reaction: [remark.reaction] }) },
      ],
      endsWithThanks: true,
      ...(remark.joins === undefined ? {} : { joins: remark.joins }),
    }),
  ),
);
