import { visible } from './reply-line.js';

/**
 * Lines that phones, mail programs and virus scanners put under every mail: "Sent from my iPhone". Known
 * devices and programs count wherever the line stands; any other name only in a last paragraph of its own.
 */
const DEVICES =
  'iphon|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|redmi|nokia|sony|xperia|htc|motorola|moto|pixel|oneplus|oppo|realme|honor|' +
  'fairphone|blackberry|windows|surface|mobil|handy|smartphone|smart phone|phone|telefon|téléphone|téléfono|tablet|macbook|mac|watch|' +
  'outlook|yahoo|gmx|web\\.de|freenet|t-online|telekom|vodafone|1&1|ionos|posteo|mailbox\\.org|proton|gmail|icloud|fastmail|aqua\\s?mail|' +
  'blue\\s?mail|k-9|spark|airmail|mailbird|mailspring|polymail|superhuman|em client|thunderbird|edison|zoho|verizon|at&t|t-mobile|hushmail|' +
  'tutanota|tuta|mail\\.ru|mail\\.com|mymail|aol|яндекс|yandex|nine|type\\s?app|boxer|workspace one|cricket|wireless|sparrow|seznam|orange|canary|spike|unibox';
/** With the endings of languages that bend names: "iPhonesta", "iPhone'a". */
const DEVICE = `(?:${DEVICES})[\\p{L}'’-]{0,9}(?![\\p{L}\\p{N}])`;

const SENT =
  '(?:sent|gesendet|verschickt|versendet|verfasst|geschrieben|envoyée?|enviad[oa]|enviat|inviat[oa]|verzonden|verstuurd|' +
  'sendt|skickat|wysłan[eo]|отправлено|надіслано|изпратено|lähetetty|odesláno|odoslané|küldve|elküldve|trimis|poslano|' +
  'στάλθηκε|saadetud|išsiųsta|nosūtīts|gönderildi|dikirim|đã gửi|נשלח|أُ?رسلت|تم الإرسال)';
const BY =
  '(?:from|via|by|with|using|on|von|vom|mit|per|über|aus|de pe|de|depuis|du|avec|à partir de|desde|des del?|con|do|da|dal|com|' +
  'van|vanaf|vanuit|met|fra|från|med|z|ze|s|с|со|із|з|из|от|од|az?|od|iz|από το|από|từ|dari|מה|من)';
const HOW = '(?:securely|sicher|mobil|mobile)';
const NAME = '[^\\s.,;:!?<>()[\\]]+';
const GET =
  '(?:get|holen sie sich|hol(?:e|en)? (?:dir|sie)|laden sie|lade dir|télécharge[rz]|obten[ei]r|obtenez|obtén|obtenha(?: o)?|obter(?: o)?|baixe o|' +
  'ottieni|scarica|download|hent|få|hämta|skaffa|hanki|lataa|pobierz(?: aplikację)?|stáhnout|stiahnuť|töltse le az|загрузить|завантажити)';
const FOR = '(?:for|für|fuer|pour|para|per|voor|til|till|för|pro|pre|dla(?: systemu)?|для)';
const PLATFORM = '(?:ios|android|mac|macos|windows|iphone|ipad)';

const ANYWHERE: readonly RegExp[] = [
  // the device within a few words of "sent from": "Sent from my desk, easier than my phone" is a sentence
  new RegExp(`^(?:${HOW}\\s+)?${SENT}\\s+${BY}[\\s-]+(?:[^\\s,.;:!?]+\\s+){0,3}?["“]?${DEVICE}`, 'iu'),
  new RegExp(
    `^(?:diese\\s+(?:e-?mail|nachricht|mail)\\s+wurde\\s+)?(?:von|mit|vom|via|per)\\s+(?:[^\\s.;:!?]+\\s+){0,3}?(?:[^\\s.,;:!?]{1,20}-)?${DEVICE}` +
      `(?:\\s+[^\\s;:!?]+){0,6}\\s+(?:gesendet|verschickt|versendet|geschrieben)\\.?$`,
    'iu',
  ),
  // case endings take the place of "from"
  new RegExp(`^(?:lähetetty|saadetud|išsiųsta)\\s+(?:${NAME}\\s+){0,3}?${DEVICE}`, 'iu'),
  /^sent from my(?: [\p{L}\d'’-]+){1,3}\.?$/iu,
  /^(?:mobil|sicher|von unterwegs) (?:gesendet|versendet|verschickt)(?: mit [\p{L}\d. ]{2,30})?\.?$/iu,
  /^(?:sent|gesendet|verschickt) (?:on the go|from the road|von unterwegs|unterwegs)(?:[,.;] .{3,60})?\.?$/iu,
  /^(?:please\s+)?(?:excuse|pardon|forgive|sorry (?:for|about))\s.{3,60}\ssent (?:from|by|via|with|on)\s.{2,40}$/iu,
  new RegExp(
    `^${GET}\\s+(?:${NAME}\\s+){1,3}${FOR}\\s+${PLATFORM}\\.?\\s*(?:herunter)?\\.?\\s*(?:$|[<([]|https?:)`,
    'iu',
  ),
  new RegExp(
    `^(?:${NAME}\\s+){1,2}${FOR}\\s+${PLATFORM}\\s+(?:herunterladen|beziehen|laden|downloaden|ophalen)`,
    'iu',
  ),
  /^provenance\s?: \S.{2,60}$/iu,
  /^yahoo mail\s?: \p{L}+,? \p{L}+/iu,
  /^(?:iphone|ipad|android)['’]?\p{L}* gönderildi/iu,
  /^(?:iphone|ipad|android)(?:-\p{L}+)? küldve/iu,
  /^(?:iphone|ipad|android)から送信/i,
  /^(?:发自我的|傳送自我的|寄自我的|从我的.{1,20}发送|從我的.{1,20}傳送)/,
  /^나의 .{1,20}에서 보냄$/,
  /^(?:virenfrei|virus-free|sin virus|sans virus|garantito|libre de virus)\.? ?(?:<?(?:https?:\/\/)?www\.(?:avast|avg)\.com|\[?https?:)/i,
  /^.{0,100}(?:vir(?:en|us|i)\p{L}*|malware)\s.{0,80}(?<!\p{L})(?:avast|avg)(?!\p{L})|^.{0,100}(?<!\p{L})(?:avast|avg)(?!\p{L}).{0,80}vir(?:en|us)/iu,
];

/** "Sent with Whatever", nothing more: the name of a program we have never heard of. */
const LAST_PARAGRAPH = new RegExp(
  `^(?:${HOW}\\s+)?${SENT}\\s+${BY}\\s+(?=.{0,60}[\\p{Lu}\\p{Lo}\\d])(?:${NAME}\\s+){0,6}${NAME}\\s*\\.?$`,
  'iu',
);

export function isProgramSignature(text: string): boolean {
  const line = bare(text);
  return line !== null && ANYWHERE.some((pattern) => pattern.test(line));
}

/** Parcels are sent too, and by people. */
const NO_PROGRAM =
  /(?<!\p{L})(?:dhl|ups|fedex|hermes|dpd|gls|usps|royal mail|post|brief|paket|parcel|courier|kurier|letter|herrn?|frau|mrs?|ms|dr|mein\p{L}*|unser\p{L}*|ihr\p{L}*|our|your|his|her|their)(?!\p{L})/iu;

/** For a line that is a paragraph of its own, with nothing of the writer's below. */
export function isLoneProgramSignature(text: string): boolean {
  const line = bare(text);
  if (line === null || line.length > 80) return false;
  const said = line.replace(/\s*[<([][^<>()[\]]{0,200}[>)\]]/g, '');
  return (
    LAST_PARAGRAPH.test(said) && !NO_PROGRAM.test(said) && /(?:\s|^)[\p{Lu}\p{Lo}\d]/u.test(said.slice(1))
  );
}

function bare(text: string): string | null {
  if (text.length > 400) return null;
  const line = visible(text)
    .trim()
    .replace(/\[([^[\]]{1,60})\]\(https?:[^()\s]{1,300}\)/g, '$1')
    .replace(/\s?<https?:[^<>\s]{1,300}>/g, '')
    .replace(/^[\s*_[(<-]+/, '')
    .replace(/[\s*_\])]+$/, '');
  // two sentences, the second long, are somebody's own words
  return line.length < 8 || line.length > 160 || line.split(/\s+/).length > 18 ? null : line;
}
