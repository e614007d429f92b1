type Language = 'en' | 'de';

const texts: Record<
  Language,
  { subject: (brand: string) => string; below: (page: string | null) => string }
> = {
  en: {
    subject: (brand) => `Your chat with ${brand}`,
    below: (page) =>
      `You wrote to us in the chat${page === null ? '' : ` on ${page}`} and had gone when we answered. Answer this mail, or go on in the chat: both reach us in the same place.`,
  },
  de: {
    subject: (brand) => `Ihr Chat mit ${brand}`,
    below: (page) =>
      `Sie haben uns im Chat${page === null ? '' : ` auf ${page}`} geschrieben und waren schon weg, als wir antworteten. Antworten Sie auf diese E-Mail, oder schreiben Sie im Chat weiter: Beides kommt bei uns am selben Ort an.`,
  },
};

/** @param tag BCP 47 */
const spoken = (tag: string | null): Language => (tag?.toLowerCase().startsWith('de') === true ? 'de' : 'en');

/** What a mail says that brings answers somebody did not read in the chat. */
export function followUpText(
  replies: readonly string[],
  about: { brand: string; language: string | null; pageUrl: string | null; answersMail: boolean },
): { subject: string; text: string } {
  const { subject, below } = texts[spoken(about.language)];
  const answers = replies.map((reply) => reply.trim()).filter((reply) => reply !== '');
  // Whoever has answered by mail knows where they are.
  const parts = about.answersMail ? answers : [...answers, below(hostOf(about.pageUrl))];
  return { subject: subject(about.brand), text: parts.join('\n\n') };
}

/** Pages have long addresses, and what stands behind the host may be nobody's business in a mail. */
function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).host || null : null;
}
