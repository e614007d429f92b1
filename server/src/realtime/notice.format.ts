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

/** What a notification says, in the language of whom it is for. */
export const noticeText = (kind: NoticeKind, locale: Locale, facts: Facts): string =>
  (texts[locale] ?? texts.en)[kind](facts);
