/** A wall clock somewhere: month 1–12. */
type Wall = { year: number; month: number; day: number; hour: number; minute: number };

const dayMs = 86_400_000;
const longestMs = 366 * dayMs;

const weekdays = [
  ['sunday', 'sun', 'sonntag', 'so'],
  ['monday', 'mon', 'montag', 'mo'],
  ['tuesday', 'tue', 'tues', 'dienstag', 'di'],
  ['wednesday', 'wed', 'mittwoch', 'mi'],
  ['thursday', 'thu', 'thur', 'thurs', 'donnerstag', 'do'],
  ['friday', 'fri', 'freitag', 'fr'],
  ['saturday', 'sat', 'samstag', 'sonnabend', 'sa'],
];
const months = [
  ['january', 'jan', 'januar', 'jänner'],
  ['february', 'feb', 'februar'],
  ['march', 'mar', 'märz', 'mär', 'mrz'],
  ['april', 'apr'],
  ['may', 'mai'],
  ['june', 'jun', 'juni'],
  ['july', 'jul', 'juli'],
  ['august', 'aug'],
  ['september', 'sep', 'sept'],
  ['october', 'oct', 'oktober', 'okt'],
  ['november', 'nov'],
  ['december', 'dec', 'dezember', 'dez'],
];
const dayTimes: Record<string, number> = {
  morning: 9,
  früh: 9,
  vormittag: 10,
  noon: 12,
  mittag: 12,
  afternoon: 14,
  nachmittag: 14,
  evening: 18,
  abend: 18,
  tonight: 18,
};
const numbers: Record<string, number> = {
  ...{ a: 1, an: 1, one: 1, two: 2, three: 3, half: 0.5 },
  ...{ ein: 1, eine: 1, einer: 1, einem: 1, zwei: 2, drei: 3, halben: 0.5 },
};
const units: [RegExp, 'minute' | 'hour' | 'day' | 'week' | 'month'][] = [
  [/^(?:m|min|mins|minutes?|minuten?)$/, 'minute'],
  [/^(?:h|hrs?|hours?|std|stunden?)$/, 'hour'],
  [/^(?:d|t|days?|tag|tagen?|tage)$/, 'day'],
  [/^(?:w|wk|weeks?|wochen?)$/, 'week'],
  [/^(?:months?|monate?n?)$/, 'month'],
];
const filler = new Set([
  'at',
  'um',
  'on',
  'am',
  'the',
  'den',
  'dem',
  'der',
  'uhr',
  "o'clock",
  'gegen',
  'this',
  'diesen',
  'of',
]);
const morningHour = 9;

/**
 * What somebody means by "tomorrow 9", "in 3 days", "fr 14:00", "morgen früh" or "24.12. um 8", in English and German alike.
 * @param zone whose clock is meant
 * @returns null when it is no time, or none of the coming year
 */
export function readTime(text: string, now: Date, zone: string): Date | null {
  const words = text
    .toLowerCase()
    .trim()
    .replace(/(\d)\s+(am|pm|uhr)\b/g, '$1$2')
    .replace(/day after tomorrow/g, 'übermorgen')
    .replace(/(\d)(?=[a-zäöü])(?!am\b|pm\b|uhr\b|h\d)/g, '$1 ')
    .split(/[\s,]+/u)
    .filter((word) => word && !filler.has(word));
  if (words.length === 0) return null;
  const found = afterSpan(words, now, zone) ?? onDay(words, now, zone);
  if (found === null || found.getTime() <= now.getTime()) return null;
  return found.getTime() - now.getTime() <= longestMs ? found : null;
}

/** "in 3 days", "2h", "in einer halben stunde"; days and more keep the time of day unless one is given. */
function afterSpan(words: string[], now: Date, zone: string): Date | null {
  const rest = words[0] === 'in' ? words.slice(1) : words;
  let count = 1;
  let at = 0;
  for (; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    const number =
      numbers[word] ?? (/^\d+(?:[.,]5)?$/.test(word) ? Number(word.replace(',', '.')) : undefined);
    if (number === undefined) break;
    count *= number;
  }
  const unit = units.find(([names]) => names.test(rest[at] ?? ''))?.[1];
  if (at === 0 || unit === undefined) return null;
  if (unit === 'minute' || unit === 'hour') {
    return rest.length > at + 1
      ? null
      : new Date(now.getTime() + count * (unit === 'hour' ? 3_600_000 : 60_000));
  }
  if (!Number.isInteger(count)) return null;
  const wall = wallOf(now, zone);
  const time = timeIn(rest.slice(at + 1));
  if (time === undefined) return null;
  const day =
    unit === 'month'
      ? { ...wall, month: wall.month + count }
      : { ...wall, day: wall.day + count * (unit === 'week' ? 7 : 1) };
  return instantOf({ ...day, ...(time ?? {}) }, zone);
}

/** A day, a time, or both. */
function onDay(words: string[], now: Date, zone: string): Date | null {
  const wall = wallOf(now, zone);
  const day = dayIn(words, wall);
  if (day === null) {
    const time = timeIn(words);
    if (time == null) return null;
    const today = instantOf({ ...wall, ...time }, zone);
    return today.getTime() > now.getTime() ? today : instantOf({ ...wall, day: wall.day + 1, ...time }, zone);
  }
  const time = timeIn(day.rest);
  if (time === undefined) return null;
  const instant = instantOf({ ...day.wall, ...(time ?? { hour: day.hour ?? morningHour, minute: 0 }) }, zone);
  // A date of this year that is over is one of the next.
  if (day.yearly && instant.getTime() <= now.getTime())
    return instantOf(
      { ...day.wall, year: day.wall.year + 1, ...(time ?? { hour: morningHour, minute: 0 }) },
      zone,
    );
  return instant;
}

type Day = { wall: Wall; rest: string[]; hour?: number; yearly?: boolean };

function dayIn(words: string[], today: Wall): Day | null {
  const [first = '', second = '', ...more] = words;
  const rest = words.slice(1);
  const ahead = (days: number, left: string[], hour?: number): Day => ({
    wall: { ...today, day: today.day + days },
    rest: left,
    ...(hour === undefined ? {} : { hour }),
  });
  if (first === 'today' || first === 'heute') return ahead(0, rest);
  if (first === 'tonight') return ahead(0, rest, 18);
  if (first === 'tomorrow' || first === 'tmr' || first === 'morgen') return ahead(1, rest);
  if (first === 'übermorgen') return ahead(2, rest);
  const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
  const toNext = (wanted: number) => (wanted - weekday + 7) % 7 || 7;
  if (first === 'weekend' || first === 'wochenende') return ahead(toNext(6), rest);
  const next = /^(?:next|nächste[rnms]?|kommende[rnms]?)$/.test(first);
  if (next && /^(?:week|woche)$/.test(second)) return ahead(toNext(1), more);
  const named = weekdays.findIndex((names) => names.includes((next ? second : first).replace(/\.$/, '')));
  if (named >= 0) {
    const left = next ? more : rest;
    // "Montag morgen" is no day after a day.
    return ahead(toNext(named), left[0] === 'morgen' ? ['früh', ...left.slice(1)] : left);
  }
  return dateIn(words, today);
}

function dateIn(words: string[], today: Wall): Day | null {
  const [first = '', second = '', third = ''] = words;
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(first);
  if (iso)
    return dated({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }, words.slice(1), today);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.?(\d{4}|\d{2})?$/.exec(first);
  if (dotted && Number(dotted[2]) <= 12) {
    const year =
      dotted[3] === undefined ? undefined : Number(dotted[3]) + (dotted[3].length === 2 ? 2000 : 0);
    return dated({ year, month: Number(dotted[2]), day: Number(dotted[1]) }, words.slice(1), today);
  }
  const monthOf = (word: string) => months.findIndex((names) => names.includes(word.replace(/\.$/, ''))) + 1;
  const numberOf = (word: string) => Number(/^(\d{1,2})(?:\.|st|nd|rd|th)?$/.exec(word)?.[1] ?? 0);
  // "24 dec", "24. dezember", and what `24th` became: "24 th dec".
  const ordinal = /^(?:st|nd|rd|th)$/.test(second);
  if (numberOf(first) > 0 && monthOf(ordinal ? third : second) > 0)
    return dated(
      { month: monthOf(ordinal ? third : second), day: numberOf(first) },
      words.slice(ordinal ? 3 : 2),
      today,
    );
  if (monthOf(first) > 0 && numberOf(second) > 0)
    return dated({ month: monthOf(first), day: numberOf(second) }, words.slice(2), today);
  return null;
}

function dated(date: { year?: number; month: number; day: number }, rest: string[], today: Wall): Day | null {
  const { year = today.year, month, day } = date;
  const real = new Date(Date.UTC(year, month - 1, day));
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day) return null;
  return { wall: { ...today, year, month, day }, rest, yearly: date.year === undefined };
}

/** A time of day. Null: none is said. Undefined: what is said is none. */
function timeIn(words: string[]): { hour: number; minute: number } | null | undefined {
  if (words.length === 0) return null;
  if (words.length > 1) return undefined;
  const word = words[0] ?? '';
  const named = dayTimes[word];
  if (named !== undefined) return { hour: named, minute: 0 };
  const match = /^(\d{1,2})(?:[:.h](\d{2}))?(am|pm|uhr|h)?$/.exec(word);
  if (!match) return undefined;
  const half = match[3];
  let hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  if (half === 'am' || half === 'pm') {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  return hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

/** What clocks in a zone show at an instant. */
export function wallOf(at: Date, zone: string): Wall {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') };
}

/** When clocks in a zone show that; a time that is skipped in spring counts by the offset before it. */
export function instantOf({ year, month, day, hour, minute }: Wall, zone: string): Date {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  const shownAt = (at: number) => {
    const wall = wallOf(new Date(at), zone);
    return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  };
  const first = wanted - (shownAt(wanted) - wanted);
  const second = first - (shownAt(first) - wanted);
  return new Date(second);
}
