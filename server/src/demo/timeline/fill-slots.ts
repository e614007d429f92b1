import { coffees, sampleBrand } from '../sample-brand.js';
import { fill, type Language, type Wording } from '../texts/script.js';
import type { SamplePerson } from './sample-person.js';
import type { SeededRandom } from './seeded-random.js';
import type { Slots } from './talk.js';

const DAY_MS = 86_400_000;

const GRINDS: Record<Language, readonly string[]> = {
  en: ['ground for a filter', 'ground for espresso', 'ground for a moka pot'],
  de: ['für Filter gemahlen', 'für Espresso gemahlen', 'für die Espressokanne gemahlen'],
};

/** What a person's own texts, and the answers to them, are filled with. */
export function slotsOf(person: SamplePerson, openedAt: number, random: SeededRandom): Slots {
  const { language } = person;
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: sampleBrand.timezone });
  const date = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    timeZone: sampleBrand.timezone,
  });
  const amount = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' });
  return {
    first: person.first,
    name: person.name,
    salutation: person.salutation,
    city: person.city,
    coffee: random.pick(coffees),
    order: `KK-${random.whole(20_100, 29_900)}`,
    day: day.format(openedAt - random.whole(2, 4) * DAY_MS),
    date: date.format(openedAt + random.whole(5, 12) * DAY_MS),
    grind: random.pick(GRINDS[language]),
    amount: amount.format(random.whole(19, 64) + 0.9),
    count: String(random.whole(12, 40)),
  };
}

/** How a conversation is phrased from beginning to end. */
export interface Phrasing {
  slots: Slots;
  /**
   * Which of several wordings is chosen, the same throughout, so that lists of as many wordings go together: who asks
   * the second way is answered the second way.
   */
  variant: number;
}

/** A phrasing of one's own, of two and of three wordings each equally often. */
export function newPhrasing(slots: Slots, random: SeededRandom): Phrasing {
  return { slots, variant: random.whole(0, 5) };
}

/** Chooses a wording and fills it. */
export function say(wording: Wording, { slots, variant }: Phrasing): string {
  return fill(typeof wording === 'string' ? wording : wording[variant % wording.length]!, slots);
}
