import { stripComments } from './header-fields.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Zone names of RFC 5322, section 4.3, and a few met in mail; minutes east of Greenwich. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  met: 60,
  cest: 120,
  mest: 120,
  eet: 120,
  eest: 180,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  jst: 540,
  msk: 180,
};

const DATE =
  /(\d{1,2})[\s.-]+([A-Za-z]{3})[A-Za-z]*[.\s,-]+(\d{2,4})[,\s]+(\d{1,2})\s{0,5}[:.]\s{0,5}(\d{2})(?:\s{0,5}[:.]\s{0,5}(\d{2}))?(?:\.\d+)?\s*(?:([+-])\s?(\d{2}):?(\d{2})|([A-Za-z]{1,5}))?/;

/** A Date header (RFC 5322, section 3.3, with its obsolete forms and ISO 8601), or null where it names no moment. */
export function readMailDate(binary: string): Date | null {
  const text = stripComments(binary.slice(0, 200)).trim();
  const match = DATE.exec(text);
  if (match === null) return readOther(text);
  const month = MONTHS.indexOf(match[2]!.toLowerCase());
  if (month < 0) return readOther(text);
  let year = Number(match[3]);
  // RFC 5322, section 4.3: two digits 00-49 are of this century, everything else counts from 1900.
  if (match[3]!.length === 2) year += year < 50 ? 2000 : 1900;
  else if (match[3]!.length === 3) year += 1900;
  const [day, hour, minute, second] = [match[1], match[4], match[5], match[6] ?? 0].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  if (day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  const offset =
    match[8] === undefined
      ? (ZONES[(match[10] ?? 'z').toLowerCase()] ?? 0)
      : offsetOf(match[7]!, match[8], match[9]!);
  return inRange(new Date(Date.UTC(year, month, day, hour, minute, second) - offset * 60_000));
}

function offsetOf(sign: string, hours: string, minutes: string): number {
  const total = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -total : total;
}

function readOther(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)) return null;
  // Without a zone it is read as UTC, so that the result does not depend on where we run.
  const zoned = /(?:z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  return inRange(new Date(zoned.replace(' ', 'T').replace(/\s+/g, '')));
}

function inRange(date: Date): Date | null {
  const year = date.getUTCFullYear();
  return Number.isNaN(date.getTime()) || year < 1970 || year > 9999 ? null : date;
}
