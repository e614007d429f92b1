import { HEADER_FIELD_BY_LABEL, type HeaderField } from './quote-words.js';
import { isBlank, type ReplyLine } from './reply-line.js';

/** Longest label in the lists plus emphasis marks; a colon further in belongs to a sentence. */
const LABEL_LIMIT = 32;
/** Where markup runs the fields together: "From: a@b Date: Thu, 24 Mar 2016 …", below a rule. */
const ONE_LINE = /^\s*(?:from|von): .{0,80}\S@\S.{0,120} (?:date|sent|gesendet|datum): .{0,40}(?:19|20)\d\d/i;
/** A date with its year and the time of day, as programs write it and people seldom do. */
const MOMENT = /(?:19|20)\d\d.{0,24}?\d{1,2}[:.]\d\d/;
/** Lines a block may span: long To and Cc lists are wrapped. */
const BLOCK_LIMIT = 24;

/** The field a line states ("Von: Anna", "*Sent:* Monday"), or null. */
export function headerField(text: string): HeaderField | null {
  const colon = text.slice(0, LABEL_LIMIT).search(/[:\uff1a]/);
  if (colon < 1) return null;
  return HEADER_FIELD_BY_LABEL.get(labelOf(text.slice(0, colon))) ?? null;
}

/**
 * Is there, beginning at `at`, the header block Outlook, GMX, web.de and others put above the mail they
 * quote? Three different fields, among them who or when, and a subject or an address, so that a
 * traveller's "From: Berlin / To: Hamburg / Date: Monday" stays what it is; or an address and
 * the very minute. After a rule (`announced`)
 * two fields do. A form ("Name: … / Phone: … / Message: …") is none.
 */
export function matchHeaderBlock(lines: readonly ReplyLine[], at: number, announced: boolean): boolean {
  const first = lines[at];
  if (!first) return false;
  const start = headerField(unquote(first.text));
  if (!start || start === 'other') return false;
  if (announced && ONE_LINE.test(unquote(first.text).slice(0, 400))) return true;
  const fields = new Set<HeaderField>();
  let address = false;
  let moment = false;
  let loose = 0;
  for (let i = at; i < Math.min(lines.length, at + BLOCK_LIMIT); i += 1) {
    const line = lines[i]!;
    if (line.quoted !== first.quoted) break;
    const text = unquote(line.text);
    if (isBlank(line) || text.trim() === '') {
      loose += 1;
      if (loose > 1) break;
      continue;
    }
    const field = headerField(text);
    if (field) {
      if (fields.has(field) && field !== 'other' && field !== 'copy') break;
      fields.add(field);
      loose = 0;
    } else if (isFormField(text) && fields.size < 4) {
      return false;
    } else {
      // the rest of a wrapped address list, or the body
      loose += 1;
      if (loose > 3 && !/[@;,]/.test(text.slice(0, 200))) break;
    }
    if (field === 'from' || field === 'to') address ||= /\S@\S/.test(text.slice(0, 400));
    if (field === 'date') moment ||= MOMENT.test(text.slice(0, 120));
    if (fields.has('from') && fields.has('date') && fields.has('to') && fields.has('subject')) return true;
  }
  fields.delete('other');
  const whoOrWhen = fields.has('from') || fields.has('date');
  if (announced && fields.size >= 2 && whoOrWhen) return true;
  if (fields.has('date') && moment && address) return true;
  return fields.size >= 3 && whoOrWhen && (fields.has('subject') || address);
}

function labelOf(text: string): string {
  return text.replace(/[*_]/g, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

function unquote(text: string): string {
  return text.replace(/^[ \t>]{1,20}/, '');
}

const FORM_LABELS =
  /^\s*(?:message|nachricht|phone|telefon|tel|name|e-?mail|company|firma|anrede|vorname|nachname)\s*:/i;

function isFormField(text: string): boolean {
  return FORM_LABELS.test(text.slice(0, LABEL_LIMIT));
}
