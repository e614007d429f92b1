import type { Medium } from '@parley/shared/brands.js';
import { newThread, type Thread } from '../feed/thread.js';
import { chats } from '../texts/chats.js';
import { comments } from '../texts/comments.js';
import { directMessages } from '../texts/direct-messages.js';
import { germanMails } from '../texts/mails-de.js';
import { englishMails } from '../texts/mails-en.js';
import { posts } from '../texts/posts.js';
import type { Script } from '../texts/script.js';
import { newPhrasing, type Phrasing, say, slotsOf } from '../timeline/fill-slots.js';
import { SamplePeople } from '../timeline/sample-person.js';
import { Deck, SeededRandom } from '../timeline/seeded-random.js';

/** A conversation that goes on while one looks at it, along a script. */
export interface LiveTalk {
  thread: Thread;
  script: Script;
  phrasing: Phrasing;
  /** The next exchange of the script nobody has answered yet. */
  exchange: number;
}

const SHARES: readonly (readonly [Medium, number])[] = [
  ['email', 34],
  ['chat', 28],
  ['dm', 20],
  ['comment', 18],
];

/** Begins new conversations, endlessly, no script twice before all have been used. */
export class LiveScripts {
  private readonly people: SamplePeople;
  private readonly decks: Record<Medium, Deck<Script>>;
  private count = 0;

  /** @param run unlike that of every run before: ids are made from it */
  constructor(
    private readonly run: string,
    readonly random: SeededRandom,
  ) {
    this.people = new SamplePeople(random);
    // Nobody comments on what is weeks old.
    const recent = posts.filter(({ daysAgo }) => daysAgo <= 10).map(({ id }) => id);
    this.decks = {
      email: new Deck([...englishMails, ...germanMails], random),
      chat: new Deck(chats, random),
      dm: new Deck(directMessages, random),
      comment: new Deck(
        comments.filter(({ post }) => post !== undefined && recent.includes(post)),
        random,
      ),
    };
  }

  next(now: number): LiveTalk {
    const medium = this.random.weighed(SHARES);
    const script = this.decks[medium].deal();
    const person = this.people.make(script.language);
    const phrasing = newPhrasing({ ...slotsOf(person, now, this.random), member: 'Mia' }, this.random);
    this.count += 1;
    const thread = newThread({
      id: `${this.run}-${this.count}`,
      medium,
      language: script.language,
      person,
      joiner: null,
      subject: say(script.subject ?? '', phrasing),
      post: script.post ?? null,
    });
    return { thread, script, phrasing, exchange: 0 };
  }
}
