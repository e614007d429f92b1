import type { Locale } from '@parley/shared/auth.js';
import type { NotificationKind } from '@parley/shared/notifications.js';
import { type AlertFacts, alertSentence } from './alert-words.format.js';

interface Facts {
  /** Whom the conversation is with. */
  person: string;
  /** Who did it; null when nobody in particular. */
  by: string | null;
  channel: string;
  reason: { code: string; message: string } | null;
  /** What an alert measured. */
  alert: AlertFacts | null;
}

type Texts = Record<NotificationKind, (facts: Facts) => string>;

const en: Texts = {
  assigned: ({ by, person }) =>
    by === null ? `${person} was assigned to you` : `${by} assigned ${person} to you`,
  mentioned: ({ by, person }) => `${by ?? 'A colleague'} mentioned you in the conversation with ${person}`,
  reply_failed: ({ person, reason }) =>
    `Your reply to ${person} did not arrive${reason === null ? '' : `: ${reason.message}`}`,
  reply_cancelled: ({ by, person, channel, reason }) => {
    if (reason?.code === 'they_wrote')
      return `${person} wrote first: your reply for later was cancelled, its words are kept`;
    if (reason?.code === 'colleague_answered')
      return `${person} was answered by somebody else: your reply for later was cancelled, its words are kept`;
    if (reason?.code === 'writer_left')
      return `${by ?? 'A colleague'} is no longer a member: their reply for later to ${person} was cancelled, its words are kept`;
    if (reason?.code === 'writer_lost_sight')
      return `${by ?? 'A colleague'} may no longer look into ${channel}: their reply for later to ${person} was cancelled, its words are kept`;
    return `${by ?? 'A colleague'} cancelled your reply for later to ${person}; its words are in your draft`;
  },
  snooze_ended: ({ person }) => `${person} is back: the snooze is over`,
  channel_degraded: ({ channel, reason }) =>
    `The channel ${channel} needs attention${reason === null ? '' : `: ${reason.message}`}`,
  alert_raised: (facts) => ofAlert('en', 'alert_raised', facts),
  alert_cleared: (facts) => ofAlert('en', 'alert_cleared', facts),
};

const de: Texts = {
  assigned: ({ by, person }) =>
    by === null ? `${person} wurde dir zugewiesen` : `${by} hat dir ${person} zugewiesen`,
  mentioned: ({ by, person }) => `${by ?? 'Jemand'} hat dich im Gespräch mit ${person} erwähnt`,
  reply_failed: ({ person, reason }) =>
    `Deine Antwort an ${person} kam nicht an${reason === null ? '' : `: ${reason.message}`}`,
  reply_cancelled: ({ by, person, channel, reason }) => {
    if (reason?.code === 'they_wrote')
      return `${person} hat vorher geschrieben: deine geplante Antwort ist abgesagt, ihr Text aufgehoben`;
    if (reason?.code === 'colleague_answered')
      return `${person} hat schon eine andere Antwort bekommen: deine geplante ist abgesagt, ihr Text aufgehoben`;
    if (reason?.code === 'writer_left')
      return `${by ?? 'Jemand'} ist nicht mehr dabei: die geplante Antwort an ${person} ist abgesagt, ihr Text aufgehoben`;
    if (reason?.code === 'writer_lost_sight')
      return `${by ?? 'Jemand'} darf nicht mehr in ${channel} sehen: die geplante Antwort an ${person} ist abgesagt, ihr Text aufgehoben`;
    return `${by ?? 'Jemand'} hat deine geplante Antwort an ${person} abgesagt; ihr Text steht in deinem Entwurf`;
  },
  snooze_ended: ({ person }) => `${person} ist wieder da: auf später gelegt bis jetzt`,
  channel_degraded: ({ channel, reason }) =>
    `Der Kanal ${channel} braucht Aufmerksamkeit${reason === null ? '' : `: ${reason.message}`}`,
  alert_raised: (facts) => ofAlert('de', 'alert_raised', facts),
  alert_cleared: (facts) => ofAlert('de', 'alert_cleared', facts),
};

/** What a notification says, in the language of whom it is for. */
export const notificationText = (kind: NotificationKind, locale: Locale, facts: Facts): string =>
  (locale === 'de' ? de : en)[kind](facts);

function ofAlert(locale: Locale, kind: 'alert_raised' | 'alert_cleared', { alert, channel }: Facts): string {
  return alert === null ? '' : alertSentence(locale, kind, { ...alert, channel: channel || null });
}
