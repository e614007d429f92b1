/**
 * Words of the line by which a mail program announces what it quotes ("On … Anna wrote:"), by language, as
 * the common programs (Gmail, Apple Mail, Thunderbird, Outlook, Yahoo, K-9, Open-Xchange, Roundcube, Notes)
 * put them. Lower case; `|` between words. Forms are spelled out: a stem would meet ordinary words.
 */
const WROTE: Readonly<Record<string, string>> = {
  en: 'wrote|writes|sent|said|has written',
  de: 'schrieb|schreibt|geschrieben',
  nl: 'schreef|geschreven|schrijft',
  sv: 'skrev|skriver',
  no: 'skreiv',
  is: 'skrifaði|ritaði',
  fr: 'a écrit|a ecrit|écrit|écrivait',
  es: 'escribió|escribio|ha escrito',
  ca: 'missatge de|ha escrit|va escriure',
  gl: 'escribiu',
  eu: 'idatzi zuen|igorleak idatzi du',
  pt: 'escreveu|escreveram',
  it: 'ha scritto|scrisse|scrive',
  ro: 'a scris|scris|scrie',
  pl: 'napisał\\(a\\)|napisał/a|napisał|napisała|napisana przez|pisze',
  cs: 'napsal\\(a\\)|napsal/a|napsal|napsala|píše',
  sk: 'napísal\\(a\\)|napísal/a|napísal|napísala',
  sl: 'napisal\\(a\\)|napisal/a|napisal|je napisal|je pisal',
  hr: 'napisao/la|napisao/napisala|napisao\\(la\\)|napisao|je napisao|piše',
  sr: 'написао/ла|написао\\(ла\\)|је написао|написао|је написала',
  bg: 'написа|пише',
  ru: 'написал\\(а\\)|написал|написала|писал\\(а\\)|писал|пишет',
  uk: 'написав\\(ла\\)|написав/ла|написав|написала|пише',
  el: 'έγραψε',
  hu: 'írta|ezt írta|írja',
  fi: 'kirjoitti',
  et: 'kirjutas',
  lv: 'rakstīja',
  lt: 'parašė|rašė',
  tr: 'yazdı|şunu yazdı|şunları yazdı|yazmış',
  vi: 'đã viết|viết',
  id: 'menulis|telah menulis',
  he: 'כתב|כתבה|כתב/ה|כתב\\(ה\\)',
  ar: 'كتب|كتبت',
  fa: 'نوشت|نوشته است',
  hi: 'ने लिखा',
};

/** The same in scripts that put no space around words. */
const WROTE_UNSPACED =
  '写道|寫道|写到|寫到|작성|님이 씀|쓴 글|書きました|さんは書きました|のメール|เขียนว่า|เขียน';

const WORDS = Object.values(WROTE).join('|');

/** "… wrote", as a word of its own. */
export const WROTE_SOURCE = `(?<!\\p{L})(?:${WORDS})(?![\\p{L}\\p{M}])|${WROTE_UNSPACED}`;

/** "Excerpts from Anna's message of Mon Mar 03 09:12:44 +0100 2025:" (sup, alot, notmuch). */
export const EXCERPTS = /^Excerpts from .{2,80} message of .{6,60}:$/;

/** Said of a quote whose date is not told: "Zitat von Anna <anna@example.org>:" (Horde, IMP). */
export const QUOTING_SOURCE =
  'quoting|quote from|zitat von|zitiere|citation de|citando a|citando|cita de|citazione da|citat från|' +
  'citat fra|sitat fra|citeren|cytat od|cytuję|citace od|цитирую|цитата от|引用|lainaus|idézet';

/** Programs begin with these, or a weekday, or the date itself; then the year or the time of day is proof enough. */
const BEGINNINGS =
  'on|at|in a message dated|am|vom|in einer e-?mail vom|le|el|o dia|no dia|il giorno|il|op|em|às|a|den|de|dne|' +
  'dňa|dnia|w dniu|dana|v|pe|în|la|på|в|у|от|на|στις|vào|pada tanggal|pada|tarihinde|em data de|ob|kuupäeval|' +
  'בתאריך|ב|في|در|ในวันที่|在|於|于';

const WEEKDAYS =
  'mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|' +
  'mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|' +
  'lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|' +
  'mié|jue|vie|sáb|dom|lunes|martes|miércoles|jueves|viernes|sábado|domingo|' +
  'gio|sab|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|' +
  'seg|ter|qua|qui|sex|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|segunda|terça|quarta|quinta|sexta|' +
  'ma|wo|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|' +
  'man|tir|tirs|ons|tor|tors|fre|lør|søn|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|' +
  'mån|tis|lör|sön|måndag|tisdag|lördag|söndag|ti|ke|to|su|maanantai|tiistai|keskiviikko|torstai|perjantai|' +
  'lauantai|sunnuntai|pon|wt|śr|czw|pt|sob|niedz|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|' +
  'po|út|st|čt|pá|ne|pondělí|úterý|středa|čtvrtek|pátek|neděle|' +
  'пн|вт|ср|чт|пт|сб|вс|нд|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|' +
  "понеділок|вівторок|середа|четвер|п[ʼ’']ятниця|субота|неділя";

export const BEGINNINGS_SOURCE = `${BEGINNINGS}|${WEEKDAYS}`;
