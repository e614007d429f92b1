import type { Medium } from '@parley/shared/brands.js';
import { DateTime } from 'luxon';
import { sampleBrand, sampleTargets } from '../sample-brand.js';
import { chats } from '../texts/chats.js';
import { comments } from '../texts/comments.js';
import { directMessages } from '../texts/direct-messages.js';
import { machineMails } from '../texts/machine-mails.js';
import { germanMails } from '../texts/mails-de.js';
import { englishMails } from '../texts/mails-en.js';
import { type PostId, posts } from '../texts/posts.js';
import type { Language, Script } from '../texts/script.js';
import { businessBefore } from './opening-hours.js';
import { writingHours } from './pace.js';
import { type Fate, planTalk } from './plan-talk.js';
import { SamplePeople, type SamplePerson } from './sample-person.js';
import { Deck, SeededRandom } from './seeded-random.js';
import type { Talk } from './talk.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKS = 5;

export interface Timeline {
  /** The first moment of all, ms since the epoch: the brand opens its account. */
  start: number;
  talks: Talk[];
  /** Letters written by machines: index into `machineMails`. */
  machineMails: { at: number; index: number }[];
}

const SHARES: readonly (readonly [Medium, number])[] = [
  ['email', 42],
  ['comment', 22],
  ['chat', 19],
  ['dm', 17],
];

/**
 * Five weeks of a small brand's inbox up to now, the same for the same seed and moment.
 * @param conversations how many, machines' letters aside; a few of them wait for an answer right now
 */
export function planTimeline(input: { seed: number; now: number; conversations: number }): Timeline {
  return new Planner(input).plan();
}

class Planner {
  private readonly random: SeededRandom;
  private readonly people: SamplePeople;
  private readonly decks: Record<Exclude<Medium, 'comment'>, Deck<Script>>;
  private readonly commentDecks = new Map<string, Deck<Script>>();
  /** People seen on a medium, so that some come back. */
  private readonly known: { person: SamplePerson; medium: Medium }[] = [];
  private readonly start: number;
  private readonly talks: Talk[] = [];

  constructor(private readonly input: { seed: number; now: number; conversations: number }) {
    this.random = new SeededRandom(input.seed);
    this.people = new SamplePeople(this.random);
    this.start = input.now - WEEKS * 7 * DAY;
    this.decks = {
      email: new Deck([...englishMails, ...germanMails], this.random),
      chat: new Deck(chats, this.random),
      dm: new Deck(directMessages, this.random),
    };
  }

  plan(): Timeline {
    const { now, conversations } = this.input;
    const share = (part: number, least: number, most = Number.POSITIVE_INFINITY) =>
      Math.min(most, Math.max(least, Math.round(conversations * part)));
    const waiting = share(0.06, 3, 20);
    for (let index = 0; index < waiting; index += 1) this.addWaiting(index, waiting);
    this.times(share(0.012, 1, 4), () => {
      this.add(this.medium(), now - this.random.between(1, 40) * MINUTE, 'waiting');
    });
    this.times(share(0.015, 1), () => {
      const medium = this.random.pick(['email', 'dm'] as const);
      this.add(medium, businessBefore(now, this.random.between(2, 14) * HOUR), 'snoozed');
    });
    this.times(share(0.04, 1), () => {
      this.add(this.medium(), businessBefore(now, this.random.between(5, 16) * HOUR), 'left');
    });
    // Even the smallest demo has some of each.
    for (const fate of ['prompt', 'late', 'closed_unanswered'] as const) {
      this.add(this.medium(), now - this.random.between(16, 30) * DAY, fate);
    }
    const bounced = conversations >= 15 ? [now - 9 * DAY, businessBefore(now, 3 * HOUR)] : [];
    for (const openedAt of bounced) this.add('email', openedAt, 'bounced');
    while (this.talks.length < conversations) {
      const medium = this.medium();
      this.add(medium, this.moment(medium), this.fate());
    }
    return { start: this.start, talks: this.talks, machineMails: this.machineMails() };
  }

  private times(count: number, work: () => void): void {
    for (let done = 0; done < count; done += 1) work();
  }

  /** Those that wait right now: spread from just come to far too late. */
  private addWaiting(index: number, count: number): void {
    const ratio = 0.03 + 1.35 * (index / Math.max(1, count - 1)) ** 1.6;
    const medium =
      index % 9 === 4 ? 'chat' : this.random.pick(['email', 'email', 'email', 'dm', 'comment'] as const);
    const since =
      businessBefore(this.input.now, sampleTargets[medium] * ratio) - this.random.between(0, 20_000);
    const again = medium !== 'comment' && index % 2 === 1 ? this.goesOn(medium) : undefined;
    if (again === undefined) this.add(medium, since, 'waiting');
    else {
      const openedAt = businessBefore(since, sampleTargets[medium] * this.random.between(1, 2) + 5 * MINUTE);
      this.lay(again, medium, openedAt, 'asked_again', Math.round(since));
    }
  }

  /** A script in which the person has more to ask after the first answer. */
  private goesOn(medium: Exclude<Medium, 'comment'>): Script | undefined {
    for (let tries = 0; tries < 12; tries += 1) {
      const script = this.decks[medium].deal();
      if (script.exchanges.length > 1 && script.exchanges[0]?.reaction !== undefined) return script;
    }
    return undefined;
  }

  private add(medium: Medium, moment: number, fate: Fate): void {
    const openedAt = Math.round(Math.min(moment, this.input.now - 20_000));
    const script = medium === 'comment' ? this.commentBefore(openedAt) : this.decks[medium].deal();
    this.lay(script, medium, openedAt, fate);
  }

  private lay(script: Script, medium: Medium, openedAt: number, fate: Fate, askedAgainAt?: number): void {
    const thanks = script.tags.includes('praise') && fate === 'prompt' && this.random.chance(0.3);
    const talk = planTalk(
      {
        number: this.talks.length + 1,
        script,
        person: this.person(script.language, medium),
        joiner: script.joins === undefined ? null : this.people.make(script.language),
        openedAt,
        now: this.input.now - 15_000,
        fate: thanks ? 'not_needed' : fate,
        ...(askedAgainAt === undefined ? {} : { askedAgainAt }),
      },
      this.random,
    );
    this.talks.push(talk);
  }

  private medium(): Medium {
    return this.random.weighed(SHARES);
  }

  private fate(): Fate {
    return this.random.weighed<Fate>([
      ['prompt', 78],
      ['late', 17],
      ['closed_unanswered', 5],
    ]);
  }

  /** Somewhere in the weeks behind us, at an hour at which people write. */
  private moment(medium: Medium): number {
    for (;;) {
      const day = DateTime.fromMillis(this.input.now - this.random.between(0, WEEKS * 7 - 1) * DAY, {
        zone: sampleBrand.timezone,
      }).startOf('day');
      const quiet = day.weekday === 7 ? 0.55 : day.weekday === 6 ? 0.75 : 1;
      const moment = day
        .plus({
          hours: this.random.weighed(writingHours[medium]),
          milliseconds: this.random.between(0, HOUR),
        })
        .toMillis();
      if (this.random.chance(quiet) && moment > this.start + HOUR && moment < this.input.now - 10 * MINUTE) {
        return moment;
      }
    }
  }

  /** A comment under the posts there were by then; the newer a post, the more is said under it. */
  private commentBefore(openedAt: number): Script {
    const there = posts.filter((post) => publishedAt(post.id, this.input.now) < openedAt);
    const post = this.random.weighed(
      (there.length > 0 ? there : posts.slice(0, 1)).map((one) => {
        const ageDays = (openedAt - publishedAt(one.id, this.input.now)) / DAY;
        return [one.id, 1 / (1 + Math.max(0, ageDays)) ** 1.5] as const;
      }),
    );
    let deck = this.commentDecks.get(post);
    if (deck === undefined) {
      deck = new Deck(
        comments.filter((comment) => comment.post === post),
        this.random,
      );
      this.commentDecks.set(post, deck);
    }
    return deck.deal();
  }

  private person(language: Language, medium: Medium): SamplePerson {
    const back = this.known.filter((one) => one.medium === medium && one.person.language === language);
    if (back.length > 4 && this.random.chance(0.2)) return this.random.pick(back).person;
    const person = this.people.make(language);
    this.known.push({ person, medium });
    return person;
  }

  private machineMails(): Timeline['machineMails'] {
    const { now, conversations } = this.input;
    const count = Math.max(2, Math.round(conversations * 0.04));
    return Array.from({ length: count }, (_one, index) => ({
      at: Math.round(
        this.start + HOUR + ((now - this.start - 2 * HOUR) * (index + this.random.next())) / count,
      ),
      index: index % machineMails.length,
    }));
  }
}

/** When a post came out, ms since the epoch. */
export function publishedAt(id: PostId, now: number): number {
  const post = posts.find((one) => one.id === id);
  if (post === undefined) throw new RangeError(`There is no post ${id}.`);
  return now - post.daysAgo * DAY - 40 * MINUTE;
}
