import type { Locale } from '@parley/shared/auth.js';

export type NoticeKind = 'assigned' | 'mentioned' | 'reply_failed';

interface Facts {
  person: string;
  /** Who did it; null when nobody in particular. */
  by: string | null;
  reason: string;
}

const texts: Record<Locale, Record<NoticeKind, (facts: Facts) => string>> = {
  en: {
    assigned: ({ by, person }) =>
      by === null ? `${person} was assigned to you` : `${by} assigned ${person} to you`,
    mentioned: ({ by, person }) => `${by ?? 'A colleague'} mentioned you in the conversation with ${person}`,
    reply_failed: ({ person, reason }) => `Your reply to ${person} did not arrive: ${reason}`,
  },
  de: {
    assigned: ({ by, person }) =>
      by === null ? `${person} wurde Ihnen zugewiesen` : `${by} hat Ihnen ${person} zugewiesen`,
    mentioned: ({ by, person }) => `${by ?? 'Jemand'} hat Sie im Gespräch mit ${person} erwähnt`,
    reply_failed: ({ person, reason }) => `Ihre Antwort an ${person} kam nicht an: ${reason}`,
  },
};

const channelTexts: Record<Locale, (channel: string, reason: string) => string> = {
  en: (channel, reason) => `The channel ${channel} needs attention: ${reason}`,
  de: (channel, reason) => `Der Kanal ${channel} braucht Aufmerksamkeit: ${reason}`,
};

/** What a notification says, in the language of whom it is for. */
export const noticeText = (kind: NoticeKind, locale: Locale, facts: Facts): string =>
  (texts[locale] ?? texts.en)[kind](facts);

/** What owners are told when a channel no longer works as it should. */
export const channelNoticeText = (locale: Locale, channel: string, reason: string): string =>
  (channelTexts[locale] ?? channelTexts.en)(channel, reason);
