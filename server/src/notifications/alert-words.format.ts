import type { Locale } from '@parley/shared/auth.js';
import type { Medium } from '@parley/shared/brands.js';
import { type AlertMeasure, isAlertTime } from '@parley/shared/now.js';

const MINUTE_MS = 60_000;

/** What an alert looked at, and what it found: ms or conversations, as its measure says. */
export interface AlertFacts {
  measure: AlertMeasure;
  threshold: number;
  medium: Medium | null;
  value: number;
}

/** `value` and `limit` as people say them; `count` is the number behind the one that is named. */
type Words = {
  raised: Record<AlertMeasure, (said: { value: string; limit: string; count: number }) => string>;
  cleared: Record<AlertMeasure, (said: { limit: string; count: number }) => string>;
  media: Record<Medium, string>;
  everywhere: string;
};

const en: Words = {
  raised: {
    longest_wait: ({ value, limit }) => `somebody has been waiting for ${value} (limit ${limit})`,
    over_target: ({ value, count }) =>
      count < MINUTE_MS ? 'an answer is overdue' : `an answer is ${value} overdue`,
    ours: ({ value, limit, count }) =>
      `${count === 1 ? '1 conversation waits' : `${value} conversations wait`} for us (limit ${limit})`,
    overdue: ({ value, limit, count }) =>
      `${count === 1 ? '1 answer is' : `${value} answers are`} overdue (limit ${limit})`,
  },
  cleared: {
    longest_wait: ({ limit }) => `over: nobody has been waiting for ${limit} any more`,
    over_target: ({ limit, count }) =>
      count < MINUTE_MS
        ? 'over: no answer is overdue any more'
        : `over: no answer is ${limit} overdue any more`,
    ours: ({ limit, count }) =>
      count === 0
        ? 'over: nobody waits for us any more'
        : `over: at most ${limit} ${count === 1 ? 'conversation waits' : 'conversations wait'} for us`,
    overdue: ({ limit, count }) =>
      count === 0
        ? 'over: no answer is overdue any more'
        : `over: at most ${limit} ${count === 1 ? 'answer is' : 'answers are'} overdue`,
  },
  media: { comment: 'comments', email: 'email', dm: 'direct messages', chat: 'chat' },
  everywhere: 'All channels',
};

const de: Words = {
  raised: {
    longest_wait: ({ value, limit }) => `jemand wartet seit ${value} (Grenze ${limit})`,
    over_target: ({ value, count }) =>
      count < MINUTE_MS ? 'eine Antwort ist überfällig' : `eine Antwort ist seit ${value} überfällig`,
    ours: ({ value, limit, count }) =>
      `${count === 1 ? '1 Gespräch wartet' : `${value} Gespräche warten`} auf uns (Grenze ${limit})`,
    overdue: ({ value, limit, count }) =>
      `${count === 1 ? '1 Antwort ist' : `${value} Antworten sind`} überfällig (Grenze ${limit})`,
  },
  cleared: {
    longest_wait: ({ limit }) => `vorbei: niemand wartet mehr seit ${limit}`,
    over_target: ({ limit, count }) =>
      count < MINUTE_MS
        ? 'vorbei: keine Antwort ist mehr überfällig'
        : `vorbei: keine Antwort ist mehr seit ${limit} überfällig`,
    ours: ({ limit, count }) =>
      count === 0
        ? 'vorbei: niemand wartet mehr auf uns'
        : `vorbei: höchstens ${limit} ${count === 1 ? 'Gespräch wartet' : 'Gespräche warten'} auf uns`,
    overdue: ({ limit, count }) =>
      count === 0
        ? 'vorbei: keine Antwort ist mehr überfällig'
        : `vorbei: höchstens ${limit} ${count === 1 ? 'Antwort ist' : 'Antworten sind'} überfällig`,
  },
  media: { comment: 'Kommentare', email: 'E-Mail', dm: 'Direktnachrichten', chat: 'Chat' },
  everywhere: 'Alle Kanäle',
};

/** One sentence that an alert is up or over; where it looks comes first. @param facts.channel its name, null for all */
export function alertSentence(
  locale: Locale,
  kind: 'alert_raised' | 'alert_cleared',
  { measure, threshold, medium, value, channel }: AlertFacts & { channel: string | null },
): string {
  const words = locale === 'de' ? de : en;
  const say = (amount: number) =>
    isAlertTime(measure) ? lengthOf(locale, amount) : new Intl.NumberFormat(locale).format(amount);
  const where = [channel ?? words.everywhere, ...(medium === null ? [] : [words.media[medium]])].join(', ');
  const what =
    kind === 'alert_raised'
      ? words.raised[measure]({ value: say(value), limit: say(threshold), count: value })
      : words.cleared[measure]({ limit: say(threshold), count: threshold });
  return `${where}: ${what}`;
}

const UNITS = [
  ['d', 86_400_000, 'T'],
  ['h', 3_600_000, 'h'],
  ['min', 60_000, 'min'],
  ['s', 1_000, 's'],
] as const;

/** In its one or two largest units, as people say it: "2 h 10 min". */
function lengthOf(locale: Locale, ms: number): string {
  const at = UNITS.findIndex(([, size]) => ms >= size);
  const largest = UNITS.slice(at === -1 ? UNITS.length - 1 : at).slice(0, 2);
  let left = Math.max(0, ms);
  const parts = largest.map(([name, size, german]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return { count, text: `${count} ${locale === 'de' ? german : name}` };
  });
  return parts
    .filter(({ count }, index) => index === 0 || count > 0)
    .map(({ text }) => text)
    .join(' ');
}
