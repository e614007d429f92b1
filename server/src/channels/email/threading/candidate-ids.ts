import type { ParsedMail } from '../parse/parsed-mail.js';

/** Enough for any thread a person follows; a mail that names thousands must not make us look up thousands. */
const MAX_IDS = 60;

type Threaded = Pick<ParsedMail, 'messageId' | 'inReplyTo' | 'references'>;

/**
 * Whether an id can name one mail. `<>`, `<@>`, `<yes>`, `<null>` and the like are written by faulty programs and
 * shared by strangers. RFC 5322 wants `left@right`; old systems leave the right side out, so a long one passes.
 */
export function isUsableId(id: string): boolean {
  const inner = /^<([^<>\s]+)>$/.exec(id)?.[1];
  if (!inner || inner.length > 998) return false;
  const at = inner.lastIndexOf('@');
  if (at === -1) return inner.length >= 16 && /\d/.test(inner);
  return (
    at > 0 && at < inner.length - 1 && !/^(null|none|undefined|unknown|nil|0+|-+)$/i.test(inner.slice(0, at))
  );
}

/** The ids of mails this one comes after, nearest first: In-Reply-To, then References from the last to the first. */
export function ancestorIds(mail: Threaded): string[] {
  const ids = [...mail.inReplyTo, ...[...mail.references].reverse()];
  return [...new Set(ids)].filter((id) => isUsableId(id) && id !== mail.messageId);
}

/**
 * Ids to look up among the channel's messages, in order of preference: the mail a report is about, the mails this one
 * answers, and last its own id, which answers to it that arrived earlier may name.
 * @param reportedOn the original's Message-ID, for bounces and other reports.
 */
export function candidateIds(mail: Threaded, reportedOn: string | null = null): string[] {
  const reported = reportedOn !== null && isUsableId(reportedOn) ? [reportedOn] : [];
  const ancestors = ancestorIds(mail);
  // Of an endless chain the nearest matter, and the root, which every later mail names.
  const kept =
    ancestors.length <= MAX_IDS ? ancestors : [...ancestors.slice(0, MAX_IDS - 1), ...ancestors.slice(-1)];
  const own = mail.messageId !== null && isUsableId(mail.messageId) ? [mail.messageId] : [];
  return [...new Set([...reported, ...kept, ...own])];
}
