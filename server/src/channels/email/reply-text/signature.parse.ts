import { isLoneProgramSignature, isProgramSignature } from './program-signature.parse.js';
import { CLOSE_LOOK_LIMIT, isBlank, isRule, type ReplyLine } from './reply-line.js';

/** `-- ` (RFC 3676, 4.3) and what programs make of it: without the blank, or as dashes set by a phone. */
function isSignatureDelimiter(line: ReplyLine): 'standard' | 'near' | null {
  if (line.text === '-- ' || line.text === '--\u00a0') return 'standard';
  return /^\s{0,3}(?:--|—|––|_{2}|- -)\s*$/.test(line.text) ? 'near' : null;
}

const CONTACT =
  /[^\s@]+@[^\s@]+\.[a-z]{2,}|https?:\/\/|www\.|(?:tel|fon|phone|fax|mobil|mobile|cell|handy)\b\.?\s?[:.]?\s?[+(\d]|\+\d[\d\s()/-]{7,}|\b(?:gmbh|ag|kg|ltd|inc|llc|e\.\s?v\.|hrb|ust-?id)\b|mailing list|unsubscribe/i;

/** Said below the signature, and by the writer: whatever stands above it is no end. */
const POSTSCRIPT = /^\s*p\.?\s?s\.?\s?[:.\s-]/i;

/** Most lines, blank ones aside, below the delimiter of the standard, what is made of it, and a rule. */
const STANDARD_LIMIT = 40;
const NEAR_LIMIT = 14;
const RULE_LIMIT = 8;
const RULE_WIDTH = 90;

/** What has been seen of the lines below, walking up. */
interface Tail {
  lines: number;
  longest: number;
  contact: boolean;
  /** Footnotes: "[1] https://…". */
  notes: boolean;
  marked: boolean;
  /** Its last line is marked as signature. */
  endsMarked: boolean;
}

/**
 * Where the signature begins among the lines from `from` up to `to` (which hold no quote), or `to`.
 * Doubtful ones count as text: a sign-off ("Kind regards, Anna") is the writer's. One pass, upwards.
 */
export function findSignature(lines: readonly ReplyLine[], from: number, to: number): number {
  const tail: Tail = { lines: 0, longest: 0, contact: false, notes: false, marked: false, endsMarked: false };
  let begin = to;
  let onlySignature = true;
  for (let i = to - 1; i >= from; i -= 1) {
    const line = lines[i]!;
    if (isBlank(line)) continue;
    if (POSTSCRIPT.test(line.text.slice(0, 12))) break;
    if (tail.lines > 0 && beginsSignature(line, tail) && !announces(lines, from, i)) begin = i;
    const signs: boolean =
      line.mark === 'signature' ||
      isProgramSignature(line.text) ||
      (onlySignature && isLoneProgramSignature(line.text) && isParagraph(lines, from, i));
    onlySignature &&= signs;
    if (onlySignature) begin = i;
    else if (tail.lines > STANDARD_LIMIT) break;
    if (tail.lines === 0) tail.endsMarked = line.mark === 'signature';
    tail.lines += 1;
    tail.longest = Math.max(tail.longest, line.text.length);
    tail.contact ||= tail.lines <= RULE_LIMIT && CONTACT.test(line.text.slice(0, CLOSE_LOOK_LIMIT));
    tail.notes ||= /^\s*\[\d{1,2}\]/.test(line.text);
    tail.marked ||= line.mark === 'signature';
  }
  return begin;
}

/** A blank line, or a rule, stands above, and something above that. */
function isParagraph(lines: readonly ReplyLine[], from: number, at: number): boolean {
  const above = lines[at - 1];
  return at > from && above !== undefined && (isBlank(above) || isRule(above));
}

/** "The form says:" above a rule, or a headline underlined by it, leads to what follows, which is no signature then. */
function announces(lines: readonly ReplyLine[], from: number, rule: number): boolean {
  let i = rule - 1;
  while (i >= from && isBlank(lines[i]!)) i -= 1;
  if (i < from || isSignatureDelimiter(lines[rule]!) !== null) return false;
  const above = lines[i]!.text.trimEnd();
  const underlined = i === rule - 1 && Math.abs(above.length - lines[rule]!.text.trimEnd().length) <= 1;
  return underlined || above.endsWith(':');
}

function beginsSignature(line: ReplyLine, tail: Tail): boolean {
  // the markup ends a signature, and the writer goes on below it
  if (tail.marked && !tail.endsMarked) return false;
  const kind = isSignatureDelimiter(line);
  if (kind === 'standard') return tail.lines <= STANDARD_LIMIT;
  if (kind === 'near') return tail.lines <= NEAR_LIMIT;
  if (
    !isRule(line) ||
    !/^[-_\s–—]+$/.test(line.text) ||
    tail.notes ||
    tail.lines > RULE_LIMIT ||
    tail.longest > RULE_WIDTH
  )
    return false;
  // below a rule, short lines with a way to reach somebody; below underscores, short lines will do
  return tail.contact || /^\s*_{5,}\s*$/.test(line.text);
}

const FAREWELLS: readonly string[] = [
  '(?:mit )?(?:freundlich|herzlich|best|lieb|viel|schön|beste)\\p{L}*(?: \\p{L}+)? (?:gr(?:ü|ue)(?:ß|ss)\\p{L}*|gru(?:ß|ss))',
  'gru(?:ß|ss)|vg|lg|mfg|danke|vielen dank|besten dank|herzlichen dank|bis bald',
  '(?:kind|best|warm|many|with)?\\s?(?:kind )?regards|best wishes|best|cheers|thanks|thank you|many thanks|sincerely|yours|all the best',
  'cordialement|bien (?:à vous|cordialement)|bonne journée|sincères salutations|salutations|merci',
  'un saludo|saludos|atentamente|gracias|cordiali saluti|distinti saluti|saluti|grazie|atenciosamente|cumprimentos|obrigad[oa]',
  '(?:met )?(?:vriendelijke )?groet\\p{L}*|bedankt|(?:med )?(?:venlig |vennlig )?hilsen|(?:med )?(?:vänlig\\p{L}* )?hälsning\\p{L}*|mvh|tack|tak|takk',
  '(?:ystävällisin )?terveisin|kiitos|pozdrawiam|z poważaniem|dziękuję|s pozdrave[mn]|děkuji|ďakujem|üdvözlettel|köszönöm',
  'с уважением|спасибо|з повагою|дякую|saygılarımla|teşekkürler|cu stimă|mulțumesc',
];
const FAREWELL = new RegExp(`^(?:${FAREWELLS.join('|')})(?!\\p{L})`, 'iu');

const CONFIDENTIAL =
  /confidential|privileged|intended (?:only|solely|recipient)|vertraulich|rechtlich geschützt|nicht der (?:richtige|beabsichtigte|bestimmungsgemäße)|confidentiel|confidencial|riservat|vertrouwelijk|fortrolig|konfidentiell|luottamuksell|poufn|důvěrn|конфиденциальн|конфіденційн/i;

/** A notice some mail servers put below everything: "This message is confidential …". */
export function isDisclaimer(lines: readonly ReplyLine[]): boolean {
  const said = lines.filter((line) => !isBlank(line));
  const length = said.reduce((sum, line) => sum + line.text.length, 0);
  return length < 4_000 && said.slice(0, 4).some((line) => CONFIDENTIAL.test(line.text.slice(0, 1_000)));
}

/** Pictures, and no word: the ones programs and scanners leave at the end. */
export function isPicture(lines: readonly ReplyLine[]): boolean {
  return lines.every((line) => isBlank(line) || /^[\s\ufffc]+$/.test(line.text));
}

/** A few short lines below a quote that only say goodbye: a farewell and a name. */
export function isFarewell(lines: readonly ReplyLine[]): boolean {
  const said = lines.filter((line) => !isBlank(line));
  const first = said[0];
  if (!first || said.length > 4 || said.some((line) => line.text.length > 60)) return false;
  return FAREWELL.test(first.text.trim());
}
