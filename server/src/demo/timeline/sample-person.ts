import { cities, closings, familyNames, givenNames, greetings, workplaces } from '../texts/names.js';
import type { Language } from '../texts/script.js';
import type { SeededRandom } from './seeded-random.js';

/** The mail program somebody uses, which shows in how they quote. */
export type MailProgram = 'plain' | 'webmail' | 'desktop' | 'phone';

/** Somebody who writes to the brand. */
export interface SamplePerson {
  first: string;
  last: string;
  name: string;
  /** As a formal German letter addresses them: "Frau Ahrens". */
  salutation: string;
  address: string;
  /** On the picture page and in the chat. */
  handle: string;
  language: Language;
  city: string;
  program: MailProgram;
  greeting: string;
  closing: string;
  workplace: string | null;
}

const DOMAINS = ['example.com', 'example.net', 'example.org', 'mail.example.com', 'post.example.net'];

/** Makes people, no two of them with the same name. */
export class SamplePeople {
  readonly #names = new Set<string>();

  constructor(private readonly random: SeededRandom) {}

  make(language: Language): SamplePerson {
    const { random } = this;
    let [first, form] = random.pick(givenNames[language]);
    let last = random.pick(familyNames[language]);
    for (let tries = 0; this.#names.has(`${first} ${last}`) && tries < 200; tries += 1) {
      [first, form] = random.pick(givenNames[language]);
      last = random.pick(familyNames[language]);
    }
    let name = `${first} ${last}`;
    if (this.#names.has(name)) {
      last = `${last}-${random.pick(familyNames[language])}`;
      name = `${first} ${last}`;
    }
    this.#names.add(name);
    const tone = random.chance(0.3) ? 'formal' : 'casual';
    const city = random.pick(cities[language]);
    const plain = asciiOf(`${first}.${last}`);
    return {
      first,
      last,
      name,
      salutation: form === 'f' ? `Frau ${last}` : form === 'm' ? `Herr ${last}` : name,
      address: `${plain}@${random.pick(DOMAINS)}`,
      handle: `${asciiOf(first)}_${asciiOf(last).slice(0, 4)}${random.whole(2, 98)}`,
      language,
      city,
      program: random.pick(['plain', 'webmail', 'webmail', 'desktop', 'phone']),
      greeting: random.pick(greetings[language][tone]),
      closing: random.pick(closings[language][tone]).replace('{city}', city),
      workplace: tone === 'formal' && random.chance(0.6) ? random.pick(workplaces[language]) : null,
    };
  }
}

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

function asciiOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => UMLAUTS[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z0-9.-]/g, '');
}
