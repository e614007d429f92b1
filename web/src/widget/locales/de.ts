import { roundWait } from '../wait.js';
import type { Texts } from './en.js';

const plural = (count: number, one: string, other: string) =>
  new Intl.PluralRules('de').select(count) === 'one' ? one : other.replace('#', `${count}`);

export const de: Texts = {
  launch: 'Chat öffnen',
  launchUnread: (count) => plural(count, 'Chat öffnen, 1 neue Nachricht', 'Chat öffnen, # neue Nachrichten'),
  close: 'Chat schließen',
  title: (name) => `Chat mit ${name}`,
  messages: 'Nachrichten',
  hello: 'Hallo!',
  usually: (ms) => {
    const { count, unit } = roundWait(ms);
    if (unit === 'minute' && count === 1) return 'Antwortet meist innerhalb einer Minute';
    return `Antwortet meist in etwa ${
      {
        minute: plural(count, 'einer Minute', '# Minuten'),
        hour: plural(count, 'einer Stunde', '# Stunden'),
        day: plural(count, 'einem Tag', '# Tagen'),
      }[unit]
    }`;
  },
  backAt: (when) => `Wieder da: ${when}`,
  away: 'Gerade ist niemand da',
  answering: (names) => `Sie sprechen mit ${names}`,
  write: 'Nachricht schreiben …',
  send: 'Senden',
  attach: 'Datei anhängen',
  photo: 'Foto aufnehmen',
  drop: 'Dateien hier ablegen',
  remove: (name) => `${name} entfernen`,
  again: 'Noch einmal',
  discard: 'Löschen',
  uploading: (name, percent) => `${name}, ${percent} % hochgeladen`,
  sending: 'Wird gesendet …',
  queued: 'Wird gesendet, sobald Sie wieder online sind',
  sent: 'Gesendet',
  seen: 'Gesehen',
  refused: 'Nicht gesendet',
  you: 'Sie',
  someone: 'Team',
  typing: (name) => `${name} schreibt`,
  said: (name, text) => `${name} sagt: ${text}`,
  files: (count) => plural(count, 'eine Datei', '# Dateien'),
  withdrawn: 'Diese Nachricht wurde zurückgezogen.',
  closed: 'Dieses Gespräch wurde beendet. Schreiben Sie jederzeit wieder.',
  blocked: 'Sie können hier nicht mehr schreiben.',
  offline: 'Sie sind offline. Was Sie schreiben, wird gesendet, sobald Sie wieder online sind.',
  unreachable: 'Gerade keine Verbindung. Was Sie schreiben, bleibt erhalten.',
  refusedHere: 'Der Chat ist hier nicht verfügbar.',
  older: 'Frühere Nachrichten',
  newer: 'Neue Nachrichten',
  left: (count) => plural(count, 'Noch 1 Zeichen', 'Noch # Zeichen'),
  tooMany: (count) => plural(count, 'Eine Nachricht fasst 1 Datei.', 'Eine Nachricht fasst # Dateien.'),
  contact: {
    away: 'Gerade kann niemand antworten. Mit Ihrer E-Mail-Adresse kommt die Antwort auch dorthin.',
    slow: 'Es kann etwas dauern. Mit Ihrer E-Mail-Adresse kommt die Antwort auch dorthin.',
    name: 'Name (optional)',
    email: 'E-Mail',
    save: 'Speichern',
    later: 'Jetzt nicht',
    saved: (email) => `Die Antwort geht auch an ${email}.`,
    wrong: 'Das ist keine E-Mail-Adresse.',
    failed: 'Das konnte nicht gespeichert werden. Versuchen Sie es noch einmal.',
  },
  reasons: {
    too_large: 'Die Datei ist zu groß.',
    unsupported_media_type: 'Dateien dieser Art werden nicht angenommen.',
    too_many_requests: 'Das war viel auf einmal. Einen Moment bitte.',
    offline: 'Das Hochladen wurde unterbrochen.',
    forbidden: 'Hier werden keine Nachrichten angenommen.',
    blocked: 'Dieser Chat nimmt von hier keine Nachrichten mehr an.',
    invalid_request: 'Die Dateien sind nicht mehr da. Hängen Sie sie noch einmal an.',
    other: 'Das hat nicht geklappt.',
  },
};
