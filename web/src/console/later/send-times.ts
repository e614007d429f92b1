import { addDays, instantOf, type WallTime, wallTime, weekdayOf } from '../../lib/zoned-time.js';

export type Suggestion = { id: 'hour' | 'evening' | 'tomorrow' | 'afternoon' | 'monday' | 'week'; at: Date };

const minute = 60_000;
const morning = 9;
const evening = 18;

/** Times people usually mean, by the clocks of `zone`; soonest first, each once. */
export function suggestions(now: Date, zone: string): Suggestion[] {
  const today = wallTime(now, zone);
  const on = (days: number, hour: number) => instantOf({ ...addDays(today, days), hour, minute: 0 }, zone);
  const toMonday = (8 - weekdayOf(today)) % 7 || 7;
  const all: Suggestion[] = [
    { id: 'hour', at: new Date(Math.ceil((now.getTime() + 60 * minute) / (5 * minute)) * 5 * minute) },
    ...(today.hour < evening - 1 ? [{ id: 'evening' as const, at: on(0, evening) }] : []),
    { id: 'tomorrow', at: on(1, morning) },
    { id: 'afternoon', at: on(1, 14) },
    ...(toMonday > 1 ? [{ id: 'monday' as const, at: on(toMonday, morning) }] : []),
    { id: 'week', at: on(7, morning) },
  ];
  const seen = new Set<number>();
  return all
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .filter(({ at }) => !seen.has(at.getTime()) && seen.add(at.getTime()));
}

/** Words of both languages, whichever the console speaks; with umlauts written out as people type them. */
const days: Record<string, number> = {
  today: 0,
  heute: 0,
  tomorrow: 1,
  tmrw: 1,
  tmr: 1,
  morgen: 1,
  übermorgen: 2,
  uebermorgen: 2,
};
const weekdays: [number, RegExp][] = [
  [1, /^(mon(day)?|mo(ntag)?)$/],
  [2, /^(tue(s|sday)?|di(enstag)?)$/],
  [3, /^(wed(nesday)?|mi(ttwoch)?)$/],
  [4, /^(thu(r|rs|rsday)?|do(nnerstag)?)$/],
  [5, /^(fri(day)?|fr(eitag)?)$/],
  [6, /^(sat(urday)?|sa(mstag)?|sonnabend)$/],
  [0, /^(sun(day)?|so(nntag)?)$/],
];
const months: RegExp[] = [
  /^jan(uary|uar)?$/,
  /^feb(ruary|ruar)?$/,
  /^(mar(ch)?|märz?|maerz|mrz)$/,
  /^apr(il)?$/,
  /^(may|mai)$/,
  /^jun[ei]?$/,
  /^jul[yi]?$/,
  /^aug(ust)?$/,
  /^sept?(ember)?$/,
  /^(oct(ober)?|okt(ober)?)$/,
  /^nov(ember)?$/,
  /^(dec(ember)?|dez(ember)?)$/,
];
const parts: [RegExp, number][] = [
  [/^(morning|früh|frueh|vormittags?)$/, morning],
  [/^(noon|mittags?)$/, 12],
  [/^(afternoon|nachmittags?)$/, 14],
  [/^(evening|tonight|abends?)$/, evening],
];
const units: [RegExp, number][] = [
  [/^(m|min|mins|minutes?|minuten?)$/, minute],
  [/^(h|hr|hrs|hours?|std|stunden?)$/, 60 * minute],
  [/^(d|days?|tag|tage|tagen)$/, 24 * 60 * minute],
  [/^(w|weeks?|wochen?)$/, 7 * 24 * 60 * minute],
];
const numbers: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  einer: 1,
  einem: 1,
  ein: 1,
  eine: 1,
  two: 2,
  zwei: 2,
  three: 3,
  drei: 3,
};
const filler = new Set([
  'at',
  'um',
  'on',
  'am',
  'uhr',
  'the',
  'next',
  'nächsten',
  'naechsten',
  'kommenden',
  'this',
  'diesen',
  'o’clock',
  "o'clock",
  'den',
  'dem',
  'der',
  'of',
  'in',
  'nach',
  'from',
  'now',
  'von',
  'jetzt',
]);

type Day = { year: number; month: number; day: number };
type Dated = { day: Day; used: number };
type Clock = { hour: number; minute: number; used: number };

/**
 * What somebody typed, as a time to come by the clocks of `zone`: "tomorrow 9", "mo 14:30", "in 2 hours",
 * "24.12. 10 Uhr", "dec 24 8am". Null where it says no time, or one that is over.
 */
export function parseTime(text: string, now: Date, zone: string): Date | null {
  const words = tokens(text);
  if (words.length === 0) return null;
  const relative = relativeTime(words, now, zone);
  if (relative) return relative;

  const today = wallTime(now, zone);
  let day: Day | null = null;
  let soonest = false;
  let clock: { hour: number; minute: number } | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = words[index + 1] ?? '';
    const date: Dated | null = day === null ? dateOf(word, next, today) : null;
    if (date) {
      day = date.day;
      index += date.used - 1;
      continue;
    }
    // "am" stands before a day in German and after an hour in English: the hour takes its own.
    const time: Clock | null = clock === null ? clockOf(word, next) : null;
    if (time) {
      clock = time;
      index += time.used - 1;
      continue;
    }
    const part = parts.find(([form]) => form.test(word));
    if (part && clock === null) {
      clock = { hour: part[1], minute: 0 };
      continue;
    }
    if (!filler.has(word)) return null;
  }
  if (day === null && clock === null) return null;
  if (day === null) {
    day = today;
    soonest = true;
  }
  const wall: WallTime = { ...day, ...(clock ?? { hour: morning, minute: 0 }) };
  const at = instantOf(wall, zone);
  if (at > now) return at;
  // "9:00" said at ten means tomorrow.
  return soonest ? instantOf(addDays(wall, 1), zone) : null;
}

const tokens = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll(',', ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^[("']+|[)"';!]+$/g, ''))
    .filter((word) => word !== '');

/** "in 2 h", "2h", "90 minutes", "in einer Stunde", "in 3 days at 10". */
function relativeTime(words: string[], now: Date, zone: string): Date | null {
  const joined = words
    .map((word) => word.replace(/^(\d+)([a-zäöü]+)$/, '$1 $2'))
    .join(' ')
    .split(' ');
  const start = joined[0] === 'in' ? 1 : 0;
  const count = /^\d{1,4}$/.test(joined[start] ?? '') ? Number(joined[start]) : numbers[joined[start] ?? ''];
  const unit = units.find(([form]) => form.test(joined[start + 1] ?? ''))?.[1];
  if (count === undefined || unit === undefined || count === 0) return null;
  const rest = joined.slice(start + 2).filter((word) => !filler.has(word));
  if (unit < 24 * 60 * minute) return rest.length === 0 ? new Date(now.getTime() + count * unit) : null;
  // Days go by the calendar, also over a change of the clocks.
  const today = wallTime(now, zone);
  const clock = rest.length === 0 ? today : clockOf(rest[0] ?? '', rest[1] ?? '');
  if (!clock) return null;
  const day = addDays(today, Math.round((count * unit) / (24 * 60 * minute)));
  return instantOf({ ...day, hour: clock.hour, minute: clock.minute }, zone);
}

function dateOf(word: string, next: string, today: WallTime): Dated | null {
  const ahead = days[word];
  if (ahead !== undefined) return { day: addDays(today, ahead), used: 1 };
  const weekday = weekdays.find(([, form]) => form.test(word.replace(/\.$/, '')))?.[0];
  if (weekday !== undefined) {
    const inDays = (weekday - weekdayOf(today) + 7) % 7 || 7;
    return { day: addDays(today, inDays), used: 1 };
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(word);
  if (iso) return valid(Number(iso[1]), Number(iso[2]), Number(iso[3]), 1);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.?(\d{2}|\d{4})?$/.exec(word);
  if (dotted && (word.endsWith('.') || dotted[3] !== undefined || Number(dotted[2]) <= 12))
    return comingDay(Number(dotted[2]), Number(dotted[1]), dotted[3], today, 1);
  const month = (form: string) => months.findIndex((one) => one.test(form.replace(/\.$/, ''))) + 1;
  const number = /^(\d{1,2})(\.|st|nd|rd|th)?$/;
  const [first, second] = [number.exec(word), number.exec(next)];
  if (first && month(next) > 0) return comingDay(month(next), Number(first[1]), undefined, today, 2);
  if (second && month(word) > 0) return comingDay(month(word), Number(second[1]), undefined, today, 2);
  return null;
}

function comingDay(month: number, day: number, year: string | undefined, today: WallTime, used: number) {
  if (year !== undefined) return valid(Number(year) + (year.length === 2 ? 2000 : 0), month, day, used);
  const over = month < today.month || (month === today.month && day < today.day);
  return valid(today.year + (over ? 1 : 0), month, day, used);
}

function valid(year: number, month: number, day: number, used: number) {
  const made = new Date(Date.UTC(year, month - 1, day));
  const real = made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return real ? { day: { year, month, day }, used } : null;
}

function clockOf(word: string, next: string): Clock | null {
  const hit = /^(\d{1,2})(?:[:.h](\d{2}))?(am|pm|h|uhr)?$/.exec(word);
  if (!hit) return null;
  const half = hit[3] === 'am' || hit[3] === 'pm' ? hit[3] : next === 'am' || next === 'pm' ? next : null;
  const used = half !== null && half === next ? 2 : 1;
  let hour = Number(hit[1]);
  const minutes = Number(hit[2] ?? 0);
  if (half !== null) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  return hour > 23 || minutes > 59 ? null : { hour, minute: minutes, used };
}
