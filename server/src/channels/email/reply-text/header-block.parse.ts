import { HEADER_FIELD_BY_LABEL, type HeaderField } from './header-labels.js';
import { isBlank, type ReplyLine, visible } from './reply-line.js';

/** Longest label in the lists plus emphasis marks; a colon further in belongs to a sentence. */
const LABEL_LIMIT = 32;
/** A label in the middle of a line. */
const LABEL_WITHIN = /(?:^|\s)[*_]{0,2}(\p{L}[\p{L}\p{M}’']*(?: [\p{L}\p{M}]+)?)[*_]{0,2}\s?[:\uff1a]/gu;
/** A date with its year and the time of day, as programs write it and people seldom do. */
const YEAR = /(?<!\d)\d{4}(?!\d)|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}/;
const TIME = /(?<![\d.])\d{1,2}[:.h]\d\d(?!\d|\.\d)/i;
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
 * quote? Three different fields, among them who or when, and an address or the very minute, so that a
 * traveller's "From: Berlin / To: Hamburg / Date: Monday" and the head of a letter stay what they are; or an
 * address and the minute. After a rule (`announced`) two fields do. A form ("Name: … / Phone: … / Message: …") is none.
 */
export function matchHeaderBlock(lines: readonly ReplyLine[], at: number, announced: boolean): boolean {
  const first = lines[at];
  if (!first) return false;
  if (first.mark === 'ruled' && hasShapeOfHeader(lines, at)) return true;
  const start = headerField(unquote(first.text));
  if (!start || start === 'other') return false;
  if (runsTogether(unquote(first.text).slice(0, 400), announced)) return true;
  const fields = new Set<HeaderField>();
  let address = false;
  let moment = false;
  let loose = 0;
  let last: HeaderField = start;
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
      last = field;
      loose = 0;
    } else if (isFormField(text) && fields.size < 4) {
      return false;
    } else {
      // the rest of a wrapped address list, or the body
      loose += 1;
      if (loose > 3 && !/[@;,]/.test(text.slice(0, 200))) break;
    }
    // the value may stand on the line below its label
    if (loose <= 1 && (last === 'from' || last === 'to')) address ||= /\S@\S/.test(text.slice(0, 400));
    if (loose <= 1 && last === 'date') moment ||= tellsMoment(text);
    if (fields.size >= 3 && moment && address) return true;
  }
  fields.delete('other');
  const whoOrWhen = fields.has('from') || fields.has('date');
  if (announced && fields.size >= 2 && whoOrWhen && (address || moment || fields.size > 2)) return true;
  if (fields.has('date') && moment && address) return true;
  return fields.size >= 3 && whoOrWhen && (address || (moment && fields.has('subject')));
}

/** "Xyz: Anna <anna@example.org>" first: a labelled address or name, and below it labelled lines with a moment. */
const LABELLED = /^[*_]{0,2}\p{L}[^:\d@]{0,24}[:\uff1a][*_]{0,2}\s*\S/u;

/**
 * The same in a language we have no words for, below a rule the markup draws: three labelled lines at
 * least, among them an address and date and time.
 */
function hasShapeOfHeader(lines: readonly ReplyLine[], at: number): boolean {
  let labelled = 0;
  let address = false;
  let moment = false;
  for (let i = at; i < Math.min(lines.length, at + 5); i += 1) {
    const text = visible(lines[i]!.text.slice(0, 400));
    if (!LABELLED.test(text) || isFormField(text)) break;
    labelled += 1;
    address ||= /\S@\S/.test(text);
    moment ||= tellsMoment(text);
  }
  return labelled >= 3 && moment && address;
}

/** Where markup is lost, the fields are one line: "From: Anna <a@b.example> Sent: Monday, … To: …". */
function runsTogether(text: string, announced: boolean): boolean {
  const fields = new Set<HeaderField>();
  for (const [, label] of text.matchAll(LABEL_WITHIN)) {
    const words = label!.split(' ');
    const field = fieldOf(label!) ?? fieldOf(words.at(-1)!);
    if (field) fields.add(field);
  }
  fields.delete('other');
  if (fields.size < (announced ? 2 : 3) || !(fields.has('from') || fields.has('date'))) return false;
  return /\S@\S/.test(text) || (fields.has('subject') && tellsMoment(text));
}

function fieldOf(label: string): HeaderField | null {
  return HEADER_FIELD_BY_LABEL.get(label.toLowerCase()) ?? null;
}

function tellsMoment(text: string): boolean {
  const start = visible(text.slice(0, 160));
  return YEAR.test(start) && TIME.test(start);
}

function labelOf(text: string): string {
  return visible(text).replace(/[*_|]/g, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

function unquote(text: string): string {
  return text.replace(/^[ \t>]{1,20}/, '');
}

const FORM_LABELS =
  /^\s*(?:message|nachricht|phone|telefon|tel|name|e-?mail|company|firma|anrede|vorname|nachname)\s*:/i;

function isFormField(text: string): boolean {
  return FORM_LABELS.test(text.slice(0, LABEL_LIMIT));
}
