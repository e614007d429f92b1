import type { Script } from './script.js';

const mail = { medium: 'email', language: 'de' } as const;

/** Briefe auf Deutsch. Anrede und Gruß sind Sache der Person (siehe ihre Art zu schreiben). */
export const germanMails: readonly Script[] = [
  {
    ...mail,
    tags: ['delivery'],
    subject: ['Paket {order} hängt fest', 'Wo bleibt meine Bestellung {order}?', 'Sendung nicht angekommen'],
    opening: [
      [
        'seit {day} steht meine Sendung auf „im Zielgebiet“, und das Zielgebiet ist offenbar groß. Könnt ihr nachsehen, ob sie noch unterwegs ist? Die letzte Tasse ist für morgen früh verplant.',
        'laut Verfolgung wurde mein Paket {order} bei einem Nachbarn abgegeben, den es in unserem Haus nicht gibt. Ich habe jetzt alle kennengelernt, das war nett, aber Kaffee hatte keiner. Was machen wir?',
        'meine Bestellung {order} sollte am {day} kommen. Gekommen ist nur eine Karte mit einer Filiale, die seit dem Frühjahr geschlossen hat. Habt ihr eine Idee?',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\ndas tut mir leid. Ich habe beim Paketdienst eine Nachforschung angestoßen und packe dir {coffee} heute noch einmal, damit morgen früh nicht das letzte Wort gesprochen ist. Sollte das erste Paket doch noch auftauchen: behalten.',
          'Hallo {first},\n\ndanke für deine Mühe im Treppenhaus! Wir schicken dir alles noch einmal, diesmal mit Rosa, unserem Lastenrad. Sie klingelt am Freitag zwischen zwei und vier.',
        ],
        reaction: [
          [
            'Das ist ja großartig, vielen Dank für die schnelle Hilfe!',
            'Vielen Dank! Das ist wirklich großzügig.',
            'Gerade kamen beide Pakete gleichzeitig. Jetzt duftet das ganze Treppenhaus, und die Nachbarn wollen auch bestellen. Danke!',
          ],
        ],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Falscher Mahlgrad', 'Bestellung {order}: ganze Bohne statt gemahlen'],
    opening: [
      [
        'das Paket ist da, danke für die Karte! Nur ist der {coffee} als ganze Bohne gekommen, bestellt hatte ich {grind}. Eine Mühle besitze ich nicht, und der Versuch mit dem Mixer war keine Sternstunde.',
        'kleine Verwechslung bei {order}: Es sollte {grind} sein und sind ganze Bohnen. Kein Drama, ich würde nur gern vor dem Wochenende davon trinken.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\nda haben wir nicht aufgepasst, entschuldige. Eine frisch gemahlene Tüte ({grind}, zweimal geprüft) ist unterwegs. Die Bohnen behalte bitte; vielleicht freut sich jemand mit Mühle.',
          'Hallo {first},\n\ndas war unser Fehler. Ich habe dir eben selbst eine Tüte gemahlen, sie geht heute noch in die Post. Zurückschicken musst du nichts.',
        ],
        reaction: [
          [
            'Danke! Kann ich den Mahlgrad eigentlich irgendwo fest einstellen? Ich vergesse das Feld jedes Mal.',
          ],
        ],
      },
      {
        answer:
          'Hallo {first},\n\nich habe {grind} bei dir hinterlegt, ab jetzt ist es vorausgewählt. Im Warenkorb kannst du es jederzeit ändern.',
      },
    ],
  },
  {
    ...mail,
    tags: ['subscription'],
    subject: ['Abo pausieren', 'Bohnenpost: bitte eine Pause', 'Abo für zwei Monate aussetzen'],
    opening: [
      [
        'wir sind ab nächster Woche zwei Monate unterwegs. Könnt ihr die Bohnenpost so lange aussetzen? Auf der Seite habe ich nur „kündigen“ gefunden, und das will ich auf keinen Fall.',
        'bei mir stehen inzwischen vier volle Tüten, ich komme mit dem Trinken nicht nach. Bitte pausiert mein Abo bis zum Monatsende.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\nerledigt, dein Abo macht Pause, und abgebucht wird so lange nichts. Eine Woche, bevor es weitergeht, bekommst du eine Mail. Gute Reise!',
          'Hallo {first},\n\nschon passiert. Den Knopf zum Pausieren bauen wir gerade ein, versprochen. Und vier Tüten sind übrigens ein sehr guter Grund für Besuch.',
        ],
        reaction: [['Super, danke schön!', 'Der Besuch kommt am Wochenende. Danke!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['subscription'],
    subject: ['Andere Sorte im Abo', 'Bohnenpost: Wechsel auf {coffee}'],
    opening: [
      [
        'ich würde in meinem Abo gern von Morgenpost auf {coffee} wechseln, und zwar ab der nächsten Lieferung. Geht das noch? Und bleibt der Preis gleich?',
        'könnt ihr mir statt immer derselben Sorte jeden Monat eine andere schicken? Ich bin neugierig, aber unentschlossen.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\ngeht: Ab der nächsten Lieferung ist es {coffee}. Der Preis steigt um 1,20 Euro je Tüte; wenn dir das nicht recht ist, stelle ich es wieder um.',
          'Hallo {first},\n\ndafür gibt es bei uns das „Überraschungsabo“: jeden Monat etwas anderes, nie zweimal dasselbe. Ich habe dich umgestellt. Gibt es etwas, das du gar nicht magst?',
        ],
        reaction: [['Passt so, danke!', 'Herrlich. Nur bitte nichts ganz Dunkles. Danke dir!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['guarantee'],
    file: 'photo',
    subject: ['Kurbel an der Mühlrad locker', 'Reklamation Handmühle'],
    opening: [
      [
        'nach knapp einem Jahr treuer Dienste rutscht bei meiner Mühlrad die Kurbel durch. Auf dem Foto sieht man, dass die kleine Schraube schief sitzt. Kann ich das selbst beheben, oder soll ich sie einschicken?',
        'meine Handmühle klappert seit ein paar Tagen, und heute früh hatte ich die Kurbel in der Hand (Foto anbei). Heruntergefallen ist sie nicht. Was schlagt ihr vor?',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\ndanke für das Foto, damit ist alles klar: Die Madenschraube ist hinüber. Eine neue samt Schlüssel ist unterwegs zu dir. Reindrehen, fertig. Falls sie dann immer noch rutscht, bekommst du eine neue Kurbel.',
          'Hallo {first},\n\nden Fehler kennen wir aus der ersten Serie. Du bekommst kostenlos eine neue Kurbel, die alte kannst du wegwerfen.',
        ],
        reaction: [['Vielen Dank! Gibt es die Kurbel auch in dunklem Holz? Dann würde ich gleich tauschen.']],
      },
      {
        answer:
          'Hallo {first},\n\naus Nussbaum, ja. Ich habe umgepackt: Es kommt jetzt die dunkle. Die Mühle wird sich freuen.',
      },
    ],
  },
  {
    ...mail,
    tags: ['wholesale'],
    subject: ['Kaffee für unser Büro', 'Anfrage: Bürokaffee für {count} Leute'],
    opening: [
      [
        'wir sind ein Ingenieurbüro mit {count} Leuten und suchen einen Kaffee, auf den sich alle einigen können. Bisher ist das an der Maschine gescheitert (Vollautomat, nicht mehr der Jüngste). Was würden Sie empfehlen, und zu welchen Bedingungen liefern Sie etwa zehn Kilo im Monat?\n\nZahlung auf Rechnung wäre uns wichtig.',
        'für unsere Buchhandlung mit kleiner Kaffee-Ecke suchen wir einen Röster aus der Gegend. Wir brauchen etwa sechs Kilo im Monat, dazu Zucker, Löffel und gern jemanden, der uns einmal zeigt, wie man die Maschine richtig einstellt. Können Sie uns ein Angebot machen?',
      ],
    ],
    exchanges: [
      {
        answer:
          'Guten Tag {salutation},\n\nvielen Dank für Ihre Anfrage. Für einen Vollautomaten empfehle ich Morgenpost: nicht zu dunkel, gutmütig, und montags hat sich noch niemand beschwert. Ab sechs Kilo im Monat liefern wir frei Haus, ab acht Kilo zusätzlich mit 19 % Nachlass, auf Rechnung mit 14 Tagen Ziel.\n\nDarf ich Ihnen ein Kilo zum Probieren schicken?',
        reaction: [
          ['ja, sehr gern. Die Anschrift steht unten. Könnten Sie etwas Entkoffeiniertes dazulegen?'],
        ],
      },
      {
        answer:
          'Guten Tag {salutation},\n\nbeides ist unterwegs: ein Kilo Morgenpost und ein halbes Kilo Kleine Pause. Ich bin gespannt, was Ihre Leute sagen.',
        reaction: [
          'das Ergebnis der Abstimmung: 17 dafür, 2 enthalten, einer trinkt jetzt Tee. Wir würden gern mit zehn Kilo im Monat anfangen!',
        ],
      },
      {
        answer:
          'Guten Tag {salutation},\n\nwie schön! Ich habe alles eingerichtet: zehn Kilo, jeweils am ersten Dienstag. Mir fehlt nur noch die Anschrift für die Rechnungen.',
      },
    ],
  },
  {
    ...mail,
    tags: ['invoice'],
    file: 'receipt',
    subject: ['Rechnung zu {order}', 'Rechnung mit Firmenanschrift'],
    opening: [
      [
        'unsere Buchhaltung hätte die Rechnung zu {order} gern mit dem Namen der Firma („Halde & Ruhr Planung, {city}“). Die bisherige hänge ich an. Lässt sich das noch ändern?',
        'auf der angehängten Rechnung zu {order} fehlt unsere Umsatzsteuernummer. Könnten Sie sie ergänzen? Danke vorab.',
      ],
    ],
    exchanges: [
      {
        answer:
          'Guten Tag {salutation},\n\ndas geht. Die berichtigte Rechnung kommt heute von unserer Buchhaltung, mit derselben Nummer und einem A dahinter. Die alte werfen Sie bitte weg.',
        reaction: [['ist angekommen, besten Dank.', 'vielen Dank, so passt es.']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['workshop'],
    subject: ['Espressoschule: noch Plätze frei?', 'Espressoschule am {date}'],
    opening: [
      [
        'meine Frau wünscht sich zum Geburtstag euren Kurs. Auf der Seite sind alle Termine ausgebucht. Gibt es eine Warteliste, oder vielleicht einen geheimen vierten Samstag?',
        'ich habe für den {date} gebucht und liege nun mit Gips auf dem Sofa (nicht beim Kaffeekochen passiert). Kann ich auf einen späteren Termin wechseln?',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\nihr steht jetzt auf der Liste. Ende nächsten Monats kommt ein weiterer Samstag dazu, wer auf der Liste steht, erfährt es einen Tag vor allen anderen. Für den Geburtstag schicke ich dir gern eine hübsche Karte mit dem Gutschein.',
          'Hallo {first},\n\ngute Besserung! Ich habe dich umgebucht, auf den Samstag in fünf Wochen. Reicht das dem Gips?',
        ],
        reaction: [['Das wäre toll, danke!', 'Sollte reichen, sagt die Ärztin. Vielen Dank!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Welcher Kaffee für die Espressokanne?', 'Beratung', 'Was passt zu Hafermilch?'],
    opening: [
      [
        'ich koche meinen Kaffee in einer alten Espressokanne und mag ihn kräftig, aber nicht bitter. In letzter Zeit schmeckt er nach Aschenbecher. Liegt es am Kaffee oder an mir?',
        'nach drei Tüten {coffee} hätte ich Lust auf etwas anderes, aber ohne Absturz. Ich trinke Filterkaffee, schwarz. Was wäre der nächste Schritt?',
        'gibt es bei euch etwas, das sich mit Hafermilch verträgt und nicht nach Müsli schmeckt? Unsere Maschine hat mehr guten Willen als Druck.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\nweder noch, meistens ist es das kalte Wasser: Wenn du unten heißes einfüllst, wird der Kaffee nicht schon vor dem Brühen gekocht. Dazu Nachtzug, etwas gröber gemahlen als für Espresso. Berichte mal!',
          'Hallo {first},\n\ndann Gipfelbuch: so ruhig wie {coffee}, mit etwas mehr Orange. Und wenn dir nach einem kleinen Abenteuer ist, wartet dahinter Regenzeit.',
          'Hallo {first},\n\nMorgenpost: genug Schokolade, um gegen den Hafer zu bestehen. Bei wenig Druck eine Spur feiner mahlen und sich Zeit lassen.',
        ],
        reaction: [
          [
            'Das mit dem heißen Wasser ist ja unglaublich. Zwanzig Jahre falsch gemacht. Danke!',
            'Danke, gerade bestellt. Ich melde mich, wenn er da ist!',
            'Danke, dann probiere ich das. Bestellt ist er schon.',
          ],
        ],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['praise'],
    subject: ['Einfach mal danke', 'Lob'],
    opening: [
      [
        'ich schreibe so etwas sonst nie. Aber jemand hat auf meine Tüte „für den Montag“ geschrieben, und genau so ein Montag war es. Bitte richtet dieser Person aus, dass sie ihn gerettet hat.',
        'auf der Feier zum Siebzigsten meiner Mutter gab es euren {coffee}. Sie trinkt seit vierzig Jahren nur eine Sorte, und jetzt fragt sie nach eurer. Das wollte ich euch nicht vorenthalten.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\nich habe es in der Packstube vorgelesen. Es gab Applaus, und Levin ist rot geworden. Danke, dass du geschrieben hast!',
          'Hallo {first},\n\ndas hängt jetzt neben der Rösttrommel. Alles Gute für deine Mutter, und sie soll sich melden, wenn die Tüte leer ist.',
        ],
      },
    ],
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Doppelt abgebucht', 'Zwei Abbuchungen für {order}'],
    opening: [
      'auf meinem Konto stehen für {order} zwei Abbuchungen über je {amount}, beide vom {day}. Geklickt habe ich, soweit ich mich erinnere, nur einmal. Können Sie das bitte prüfen?',
    ],
    exchanges: [
      {
        answer:
          'Guten Tag {salutation},\n\nSie erinnern sich richtig, gezählt hat unser Laden doppelt. Der zweite Betrag geht heute zurück; bei den meisten Banken ist er in zwei, drei Tagen zu sehen. Bitte entschuldigen Sie.',
        reaction: [
          ['das Geld ist wieder da. Vielen Dank.', 'danke für die schnelle Antwort, dann warte ich ab.'],
        ],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Gutschein nicht angekommen', 'Geschenkgutschein'],
    opening: [
      'ich habe für meinen Bruder einen Gutschein gekauft, sein Geburtstag ist am {day}. Gekommen ist bisher nichts, auch nicht zwischen der Werbung. Könnt ihr ihn an mich schicken? Dann drucke ich ihn aus.',
    ],
    exchanges: [
      {
        answer:
          'Hallo {first},\n\nin der Adresse war ein Komma statt eines Punktes. Der Gutschein ist gerade an dich gegangen, auch als Faltbogen: Das wird dann eine kleine Kaffeetüte.',
        reaction: [['Gefaltet, verpackt, gerettet. Danke!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: [],
    subject: ['Wann röstet ihr? Besuch mit einer Schulklasse', 'Besuch in der Rösterei'],
    opening: [
      'ich unterrichte eine vierte Klasse, und wir sprechen gerade darüber, woher unser Essen kommt. Dürften wir einmal mit 22 Kindern zusehen, wie bei euch geröstet wird? Kaffee trinken sie selbstverständlich keinen, Fragen stellen sie sehr viele.',
    ],
    exchanges: [
      {
        answer:
          'Hallo {first},\n\nsehr gern! Mittwochs ab neun läuft die Trommel, und unser Röster erzählt lieber Kindern davon als Erwachsenen. Kakao ist da. Welcher Mittwoch würde euch passen?',
        reaction: ['Der übernächste wäre wunderbar! Ein Kind hat eine Nussallergie, ist das ein Problem?'],
      },
      {
        answer:
          'Hallo {first},\n\nin der Rösterei gibt es keine Nüsse, und den Kuchen im Café lassen wir an diesem Tag weg. Wir freuen uns auf euch!',
      },
    ],
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['{coffee} schmeckt diesmal anders', 'Etwas sauer'],
    opening: [
      [
        'die neue Tüte {coffee} schmeckt deutlich säuerlicher als die letzte. Hat sich etwas geändert, oder mache ich etwas falsch? Gebrüht wird wie immer von Hand.',
        'bei {coffee} werde ich diesmal nicht warm: Egal, was ich probiere, es schmeckt nach Grapefruit. Haben Sie einen Rat?',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\ngute Zunge: Die neue Ernte ist heller ausgefallen. Probier mal Wasser direkt nach dem Kochen und eine Spur feiner. Wenn es dann noch Grapefruit ist, schicke ich dir etwas Runderes.',
          'Hallo {first},\n\nda waren wir bei den ersten Röstungen zu vorsichtig. Eine Tüte von dieser Woche ist unterwegs zu dir, mit herzlichem Gruß vom Röster.',
        ],
        reaction: [['Besser, aber immer noch nicht meins, fürchte ich. Hättet ihr etwas Runderes?']],
      },
      {
        answer: 'Hallo {first},\n\ndann kommt Zweite Tasse zu dir. Da ist garantiert keine Grapefruit drin.',
      },
    ],
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Bestellung {order} ändern', 'Bitte noch etwas dazulegen'],
    opening: [
      [
        'ich habe gerade bestellt ({order}) und die Filter vergessen. Könnt ihr ein Päckchen dazulegen? Ich zahle sie gern nach.',
        'kann die Lieferung zu {order} an eine andere Adresse gehen? Es soll eine Überraschung werden, und die Beschenkte wohnt inzwischen woanders: Weberweg 14, {city}.',
      ],
    ],
    exchanges: [
      {
        answer: [
          'Hallo {first},\n\ngerade noch erwischt: Die Filter liegen mit drin, geschenkt.',
          'Hallo {first},\n\ngeändert. Ich habe die Rechnung herausgenommen und eine Karte ohne Preise hineingelegt.',
        ],
        reaction: [['Ihr seid die Besten, danke!', 'Wie aufmerksam, vielen Dank!']],
      },
    ],
    endsWithThanks: true,
  },
  {
    ...mail,
    tags: ['order'],
    subject: ['Widerruf', 'Rücksendung von {order}'],
    opening: [
      'hiermit widerrufe ich die Bestellung {order} vom {day}. Die Kanne ist leider doch zu groß für unsere Küche. Bitte teilen Sie mir mit, wohin ich sie schicken soll.',
    ],
    exchanges: [
      {
        answer:
          'Guten Tag {salutation},\n\nkein Problem. Das Etikett für die Rücksendung kommt in einer zweiten Mail, es kostet Sie nichts. Sobald die Kanne hier ist, erstatten wir den vollen Betrag. Es gibt sie übrigens auch für zwei Tassen.',
        reaction: [['dann nehme ich gern die kleine! Geht das als Tausch?']],
      },
      {
        answer:
          'Guten Tag {salutation},\n\nals Tausch, aber gern. Die kleine geht heute los, die Differenz überweisen wir zurück.',
      },
    ],
  },
];
