/**
 * What mail programs of many languages put before a subject when answering or forwarding
 * (RFC 5322, section 3.6.5 knows only "Re: "; RFC 5256, section 2.1 describes the base subject).
 */
const REPLY_WORDS =
  're|r|res|aw|antw|antwort|sv|vs|ref|réf|rif|ris|odp|odpověď|odpoveď|ynt|yanıt|cevap|vá|válasz|atb|ats|vast|ang|bls|hal|fs|rsp|resp|отв|ответ|на|відп|απ|απάντηση|σχετ|השב|תגובה|رد|回复|回覆|答复|答覆|返信|回信|답장|회신|ตอบ|trả lời';
const FORWARD_WORDS =
  'fwd?|fw|forward|wg|weitergeleitet|wtr|tr|rv|enc|i|inoltra|inoltrato|vl|vb|vs|videresendt|vidarebefordrat|doorst|doorgestuurd|pd|przek|pře(?:d|posláno)?|preposlané|[iİ]lt|továbbítás|továbbítva|trs|redir|reenv|encaminhada|переслано|пересл|пересыл|пд|прп|препр|πρθ|προώθ|הועבר|إعادة توجيه|转发|轉寄|转寄|転送|전달|ส่งต่อ|chuyển tiếp';

const COUNT = String.raw`\s*(?:[\[(]\s*\d{1,4}\s*[\])]|\^\d{1,3}|\*\d{1,3}|\d{1,2})?\s*`;
const PREFIX = new RegExp(`^(?:${REPLY_WORDS}|${FORWARD_WORDS})${COUNT}[:：]\\s*`, 'iu');
/** Single letters may be the writer's own: they are dropped for comparing, never from what we send. */
const REPLY_PREFIX = new RegExp(`^(?!\\p{L}[:：])(?:${REPLY_WORDS})${COUNT}[:：]\\s*`, 'iu');
const FORWARD_PREFIX = new RegExp(`^(?!\\p{L}[:：])(?:${FORWARD_WORDS})${COUNT}[:：]\\s*`, 'iu');
/** `[list]`, `[Ticket#4711]`, `[EXTERN]`: put there by lists, ticket systems and gateways. */
const LEADING_TAG = /^\[[^[\]]{1,80}\]\s*(?=\S)/u;
const TRAILING_TAG = /(?<=\S)\s*\[[^[\]]{0,40}(?:#|\d)[^[\]]{0,40}\]$/u;
const WRAPPED_FORWARD = /^\[fwd?:\s*(.*)\]$/iu;
const TRAILING_FORWARD = /\s*\(fwd?\)$/iu;
const MAX_SUBJECT = 2000;

/** Mail programs cut long subjects; from this many letters on, a beginning counts as the whole. */
const LONG_ENOUGH = 40;

/** The subject without prefixes, counts, list and ticket tags, white space collapsed. Empty when nothing else is there. */
export function normaliseSubject(subject: string): string {
  let rest = collapse(subject.slice(0, MAX_SUBJECT));
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = (WRAPPED_FORWARD.exec(rest)?.[1] ?? rest)
      .replace(PREFIX, '')
      .replace(LEADING_TAG, '')
      .replace(TRAILING_FORWARD, '')
      .replace(TRAILING_TAG, '')
      .trim();
  }
  return rest;
}

/**
 * Whether an answer's subject says it is about the same thing. An empty one says nothing and changes nothing.
 * Case, white space, punctuation and what a mail program cut off do not count.
 */
export function sameSubject(one: string, other: string): boolean {
  const [a, b] = [comparable(one), comparable(other)];
  if (a === '' || b === '' || a === b) return true;
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.length >= LONG_ENOUGH && longer.startsWith(shorter);
}

function comparable(subject: string): string {
  const base = normaliseSubject(subject).normalize('NFKC').toLowerCase();
  return base.replace(/[^\p{L}\p{N}]+/gu, '') || collapse(base);
}

/** `Re: ` once, whatever reply prefixes stood there; tags and `Fwd:` stay. Line breaks never pass. */
export function replySubject(subject: string): string {
  return `Re: ${without(REPLY_PREFIX, subject)}`.trim();
}

/** `Fwd: ` once. */
export function forwardSubject(subject: string): string {
  return `Fwd: ${without(FORWARD_PREFIX, subject)}`.trim();
}

function without(prefix: RegExp, subject: string): string {
  let rest = collapse(subject);
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(prefix, '').trim();
  }
  return rest;
}

function collapse(text: string): string {
  return text.replace(/[\s\p{Cc}\u200b\ufeff]+/gu, ' ').trim();
}
