import { CLOSE_LOOK_LIMIT, isBlank, isRule, type ReplyLine } from './reply-line.js';

const DEVICE =
  '(?:iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|nokia|sony|xperia|htc|motorola|pixel|oneplus|fairphone|' +
  'blackberry|windows phone|windows mobile|mobile|mobil|mobil\\w*|handy|smartphone|smart phone|phone|telefon|tablet|' +
  'outlook|windows|yahoo|gmx|web\\.de|freenet|t-online|telekom|vodafone|1&1|ionos|posteo|proton\\s?mail|proton|' +
  'gmail|icloud|aqua\\s?mail|bluemail|k-9|spark|airmail|mailbird|em client|thunderbird|edison|zoho|verizon|' +
  'at&t|t-mobile|hushmail|tutanota|tuta|mail\\.ru|yandex|nine|typeapp|boxer|workspace one|cricket|wireless)';

const SENT =
  '(?:sent|gesendet|verschickt|verfasst|geschrieben|envoyé|envoyée|enviado|enviada|inviato|verzonden|verstuurd|sendt|skickat|wysłane|wysłano|отправлено|надіслано|lähetetty|odesláno|odoslané|küldve|trimis|poslano)';
const BY =
  '(?:from|via|by|with|using|on|von|vom|mit|per|über|aus|de|depuis|du|desde|do|da|dal|van|vanaf|met|fra|från|med|z|ze|с|з|из|od)';

const WHOLE_LINE: readonly RegExp[] = [
  // the device within a few words of "sent from": "Sent from my desk, easier than my phone" is a sentence
  new RegExp(`^${SENT}\\s+${BY}\\s+(?:[^\\s,.;:!?]+\\s+){0,3}?["“]?${DEVICE}(?![\\p{L}])`, 'iu'),
  new RegExp(
    `^(?:diese\\s+(?:e-?mail|nachricht|mail)\\s+wurde\\s+)?(?:von|mit|vom|via|per)\\s+(?:[^\\s.;:!?]+\\s+){0,3}?${DEVICE}(?:\\s+[^\\s;:!?]+){0,6}\\s+(?:gesendet|verschickt|versendet|geschrieben)\\.?$`,
    'iu',
  ),
  /^sent from my(?: [\p{L}\d'’-]+){1,3}\.?$/iu,
  /^get outlook for (?:ios|android)/i,
  /^(?:laden sie )?outlook f(?:ü|ue)r (?:ios|android)(?: beziehen| herunter|$|<)/i,
  /^(?:téléchargez|télécharger|obtenir|obtenez|obtener|ottieni|scarica|hämta|hent|download) outlook (?:pour|para|per|för|til|voor) (?:ios|android)/i,
  /^yahoo mail: (?:search|suchen|sucht)/i,
  /^iphone['’]?\p{L}* gönderildi/iu,
  /^(?:iphone|ipad|android)から送信$/i,
  /^发自我的/,
  /^나의 .{1,20}에서 보냄$/,
  /^(?:virenfrei|virus-free)\.? ?(?:<?(?:https?:\/\/)?www\.(?:avast|avg)\.com|\[?https?:)/i,
];

/** A line a phone or mail program puts under every mail: "Sent from my iPhone". */
export function isProgramSignature(text: string): boolean {
  const line = text
    .trim()
    .replace(/^[\s*_[(<-]+/, '')
    .replace(/[\s*_\])]+$/, '');
  // two sentences, the second long, are somebody's own words
  if (line.length < 8 || line.length > 160 || line.split(/\s+/).length > 18) return false;
  return WHOLE_LINE.some((pattern) => pattern.test(line));
}

/** `-- ` (RFC 3676, 4.3) and what programs make of it: without the blank, or as dashes set by a phone. */
function isSignatureDelimiter(line: ReplyLine): 'standard' | 'near' | null {
  if (line.text === '-- ' || line.text === '--\u00a0') return 'standard';
  return /^\s{0,3}(?:--|—|––|_{2}|- -)\s*$/.test(line.text) ? 'near' : null;
}

const CONTACT =
  /[^\s@]+@[^\s@]+\.[a-z]{2,}|https?:\/\/|www\.|(?:tel|fon|phone|fax|mobil|mobile|cell|handy)\b\.?\s?[:.]?\s?[+(\d]|\+\d[\d\s()/-]{7,}|\b(?:gmbh|ag|kg|ltd|inc|llc|e\.\s?v\.|hrb|ust-?id)\b|mailing list|unsubscribe/i;

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
    if (tail.lines > 0 && beginsSignature(line, tail) && !announces(lines, from, i)) begin = i;
    const signs = line.mark === 'signature' || isProgramSignature(line.text);
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

/** "The form says:" above a rule leads to what follows, which is no signature then. */
function announces(lines: readonly ReplyLine[], from: number, rule: number): boolean {
  let i = rule - 1;
  while (i >= from && isBlank(lines[i]!)) i -= 1;
  return i >= from && isSignatureDelimiter(lines[rule]!) === null && /:\s*$/.test(lines[i]!.text.slice(-8));
}

function beginsSignature(line: ReplyLine, tail: Tail): boolean {
  // the markup ends a signature, and the writer goes on below it
  if (tail.marked && !tail.endsMarked) return false;
  const kind = isSignatureDelimiter(line);
  if (kind === 'standard') return tail.lines <= STANDARD_LIMIT;
  if (kind === 'near') return tail.lines <= NEAR_LIMIT;
  if (
    !/^\s*[-_\s–—]+$/.test(line.text) ||
    !isRule(line) ||
    tail.notes ||
    tail.lines > RULE_LIMIT ||
    tail.longest > RULE_WIDTH
  )
    return false;
  // below a rule, short lines with a way to reach somebody; below underscores, short lines will do
  return tail.contact || /^\s*_{5,}\s*$/.test(line.text);
}

const FAREWELL =
  /^(?:(?:mit )?(?:freundlich|herzlich|best|lieb|viel|schön|beste)\p{L}*(?: \p{L}+)? (?:gr(?:ü|ue)(?:ß|ss)\p{L}*|gru(?:ß|ss))|gru(?:ß|ss)|vg|lg|mfg|(?:kind|best|warm|many)?\s?regards|best|cheers|thanks|thank you|danke|sincerely|yours|all the best|cordialement|saludos|hilsen|mvh|hälsningar|groet\p{L}*|met vriendelijke groet\p{L}*)(?!\p{L})/iu;

/** A few short lines below a quote that only say goodbye: a farewell and a name. */
export function isFarewell(lines: readonly ReplyLine[]): boolean {
  const said = lines.filter((line) => !isBlank(line));
  const first = said[0];
  if (!first || said.length > 4 || said.some((line) => line.text.length > 60)) return false;
  return FAREWELL.test(first.text.trim());
}
