import { addBusinessMs } from '../../brands/business-time.js';
import { type MemberKey, sampleTargets } from '../sample-brand.js';
import { notes, pleasures } from '../texts/afterwords.js';
import type { Exchange, Script } from '../texts/script.js';
import { newPhrasing, type Phrasing, say, slotsOf } from './fill-slots.js';
import { openingHours } from './opening-hours.js';
import { pauseBefore, pauseWithin } from './pace.js';
import type { SamplePerson } from './sample-person.js';
import type { SeededRandom } from './seeded-random.js';
import type { Saying, Step, Talk } from './talk.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What becomes of the first question. */
export type Fate =
  | 'prompt'
  | 'left'
  | 'late'
  | 'waiting'
  | 'closed_unanswered'
  | 'not_needed'
  | 'bounced'
  | 'snoozed'
  | 'asked_again';

const MEMBERS: readonly (readonly [MemberKey, number])[] = [
  ['mia', 5],
  ['jonas', 3],
  ['anna', 2],
];

export interface TalkInput {
  number: number;
  script: Script;
  person: SamplePerson;
  joiner: SamplePerson | null;
  openedAt: number;
  /** Nothing happens after it, save for what is snoozed until then. */
  now: number;
  fate: Fate;
  /** When the person asked again (`asked_again`; the script has an exchange to come). */
  askedAgainAt?: number;
}

/** Lays out one conversation: who says what when, and what our people do. */
export function planTalk(input: TalkInput, random: SeededRandom): Talk {
  const { script, person, openedAt } = input;
  const member = random.weighed(MEMBERS);
  const slots = { ...slotsOf(person, openedAt, random), member: NAMES[member] };
  const phrasing = newPhrasing(slots, random);
  const subject = say(script.subject ?? '', phrasing);
  const steps: Step[] = [];
  const opening = burst(script, script.opening, openedAt, phrasing, random);
  steps.push({ kind: 'says', by: 'person', at: openedAt, sayings: opening });
  const heard = opening.at(-1)!.at;
  const more = { ...input, phrasing, member, steps, heard };
  slipOfTheTongue(more, opening, random);
  prepare(more, random);
  FATES[input.fate](more, random);
  steps.sort((one, other) => one.at - other.at);
  return {
    number: input.number,
    script,
    person,
    joiner: input.joiner,
    subject,
    steps: steps.filter((step) => step.at <= input.now),
  };
}

const NAMES: Record<MemberKey, string> = { anna: 'Anna', jonas: 'Jonas', mia: 'Mia' };

interface Laying extends TalkInput {
  phrasing: Phrasing;
  member: MemberKey;
  steps: Step[];
  /** When the person had said their first piece. */
  heard: number;
}

const FATES: Record<Fate, (laying: Laying, random: SeededRandom) => void> = {
  prompt: (laying, random) => converse(laying, random.between(0.06, 0.8), random),
  late: (laying, random) => converse(laying, random.between(1.15, 3.2), random),
  left: ({ steps, script, heard, member, phrasing }, random) => {
    const at = answerTime(heard, script, random.between(0.05, 0.4));
    const text = say(script.exchanges[0]!.answer, phrasing);
    steps.push({ kind: 'answers', member, at, text, closeAfter: false });
  },
  waiting: () => {},
  asked_again: (laying, random) => {
    const { steps, script, member, heard, phrasing, askedAgainAt = laying.now } = laying;
    const exchange = script.exchanges[0]!;
    const at = Math.min(answerTime(heard, script, random.between(0.05, 0.5)), askedAgainAt - 3 * MINUTE);
    steps.push({ kind: 'answers', member, at, text: say(exchange.answer, phrasing), closeAfter: false });
    const sayings = burst(script, exchange.reaction!, askedAgainAt, phrasing, random);
    steps.push({ kind: 'says', by: 'person', at: askedAgainAt, sayings });
  },
  closed_unanswered: ({ steps, heard, member }, random) => {
    steps.push({ kind: 'closes', member, at: inHours(heard + random.between(1, 3) * DAY) });
  },
  snoozed: ({ steps, script, heard, member, now }, random) => {
    const at = answerTime(heard, script, random.between(0.05, 0.2));
    const until = inHours(now + random.between(0.3, 3) * DAY);
    steps.push({ kind: 'notes', member, at, text: random.pick(notes[script.language]) });
    steps.push({ kind: 'snoozes', member, at: at + 6_000, until });
  },
  not_needed: ({ steps, heard, member }, random) => {
    const at = inHours(heard + random.between(10, 90) * MINUTE);
    steps.push({ kind: 'needs_none', member, at }, { kind: 'closes', member, at: at + 4_000 });
  },
  bounced: (laying, random) => {
    const { steps, script, member, heard, now } = laying;
    const at = answerTime(heard, script, random.between(0.05, 0.3));
    const text = say(script.exchanges[0]!.answer, laying.phrasing);
    steps.push({ kind: 'answers', member, at, text, closeAfter: false });
    const returnedAt = at + random.between(5_000, 40_000);
    steps.push({ kind: 'bounces', at: returnedAt });
    // Nobody can be reached there: older ones have been given up.
    if (now - at > 2 * DAY) steps.push({ kind: 'closes', member, at: inHours(returnedAt + DAY) });
  },
};

function converse(laying: Laying, firstFactor: number, random: SeededRandom): void {
  const { script, steps, member, phrasing } = laying;
  let heard = laying.heard;
  let factor = firstFactor;
  for (const [index, exchange] of script.exchanges.entries()) {
    const last = index === script.exchanges.length - 1;
    const at = answerTime(heard, script, factor);
    const speaker = random.chance(0.9) ? member : random.weighed(MEMBERS);
    const text = say(exchange.answer, phrasing);
    const native = index === 0 && ['dm', 'comment'].includes(script.medium) && random.chance(0.05);
    const final = last && exchange.reaction === undefined;
    const closeAfter = final && random.chance(0.45);
    if (native) steps.push({ kind: 'answers_natively', at, text });
    else steps.push({ kind: 'answers', member: speaker, at, text, closeAfter });
    if (index === 0) sideShows(laying, at, random);
    if (exchange.reaction === undefined) {
      if (!closeAfter) leave(laying, at, random);
      return;
    }
    heard = reply(laying, exchange, at, random);
    factor = random.chance(0.85) ? random.between(0.05, 0.6) : random.between(1.1, 2.2);
  }
  afterThanks(laying, heard, random);
}

function reply(laying: Laying, exchange: Exchange, after: number, random: SeededRandom): number {
  const at = after + pauseBefore(laying.script.medium, random);
  const sayings = burst(laying.script, exchange.reaction!, at, laying.phrasing, random);
  laying.steps.push({ kind: 'says', by: 'person', at, sayings });
  return sayings.at(-1)!.at;
}

/** Beside the first answer: somebody joins in, a mailbox says that its owner is away. */
function sideShows(laying: Laying, at: number, random: SeededRandom): void {
  const { script, steps, member, joiner, phrasing } = laying;
  if (script.medium === 'email' && random.chance(0.05)) {
    steps.push({ kind: 'is_away', at: at + random.between(2_000, 9_000), until: phrasing.slots.date! });
  }
  if (script.joins === undefined || joiner === null) return;
  const joinedAt = at + random.between(20 * MINUTE, 6 * HOUR);
  const text = say(script.joins.says, phrasing);
  steps.push({ kind: 'says', by: 'joiner', at: joinedAt, sayings: [{ at: joinedAt, text }] });
  steps.push({
    kind: 'answers',
    member,
    at: answerTime(joinedAt, script, random.between(0.1, 0.9)),
    text: say(script.joins.answer, {
      ...phrasing,
      slots: { ...phrasing.slots, first: joiner.first },
    }),
    closeAfter: false,
    to: 'joiner',
  });
}

/** Our answer was the last word: some are closed later, some sleep, some just stay with them. */
function leave({ steps, member, now }: Laying, at: number, random: SeededRandom): void {
  const recent = now - at < 3 * DAY;
  if (recent && random.chance(0.25)) {
    const until = inHours(now + random.between(0.3, 3) * DAY);
    steps.push({ kind: 'snoozes', member, at: at + 15_000, until });
  } else if (!recent || random.chance(0.4)) {
    steps.push({ kind: 'closes', member, at: inHours(at + random.between(2, 6) * DAY) });
  }
}

/** They had the last word, and it was mostly "thanks". */
function afterThanks(laying: Laying, heard: number, random: SeededRandom): void {
  const { script, steps, member, phrasing } = laying;
  const at = answerTime(heard, script, random.between(0.02, 0.4));
  const ending = script.endsWithThanks
    ? random.weighed<'none' | 'pleasure' | 'close'>([
        ['none', 6],
        ['pleasure', 3],
        ['close', 1],
      ])
    : 'pleasure';
  if (ending === 'pleasure') {
    const text = say(random.pick(pleasures[script.language]), phrasing);
    steps.push({ kind: 'answers', member, at, text, closeAfter: true });
    return;
  }
  if (ending === 'none') steps.push({ kind: 'needs_none', member, at });
  const tidy = random.chance(0.65) || ending === 'close';
  steps.push({ kind: 'closes', member, at: tidy ? at + 5_000 : inHours(at + random.between(2, 5) * DAY) });
}

/** Before the answer: somebody takes it, sorts it, leaves a note for the others. */
function prepare({ script, steps, member, heard, fate }: Laying, random: SeededRandom): void {
  if (fate === 'not_needed') return;
  const soon = answerTime(heard, script, random.between(0.01, 0.05));
  if (script.tags.length > 0 && random.chance(fate === 'waiting' ? 0.3 : 0.7)) {
    steps.push({ kind: 'tags', member, at: soon, tags: script.tags });
  }
  if (random.chance(0.3)) steps.push({ kind: 'assigns', member, at: soon + 2_000, to: member });
  if (random.chance(0.05)) steps.push({ kind: 'prioritises', member, at: soon + 3_000 });
  if (random.chance(script.medium === 'chat' ? 0.02 : 0.07)) {
    steps.push({ kind: 'notes', member, at: soon + 5_000, text: random.pick(notes[script.language]) });
  }
}

/** Now and then somebody corrects themselves; a few think better of it and take it back. */
function slipOfTheTongue({ script, steps, fate }: Laying, said: Saying[], random: SeededRandom): void {
  const last = said.at(-1)!;
  if (script.medium === 'email' || script.medium === 'chat') return;
  if (random.chance(0.06)) {
    steps.push({ kind: 'edits', at: last.at + random.between(15_000, 90_000), text: `${last.text} ☕` });
  } else if (fate === 'closed_unanswered' && random.chance(0.5)) {
    steps.push({ kind: 'withdraws', at: last.at + random.between(5, 40) * MINUTE });
  }
}

function burst(
  script: Script,
  wordings: Script['opening'],
  from: number,
  phrasing: Phrasing,
  random: SeededRandom,
): Saying[] {
  let at = from;
  return wordings.map((wording, index) => {
    if (index > 0) at += pauseWithin(script.medium, random);
    return { at: Math.round(at), text: say(wording, phrasing) };
  });
}

/** @param factor of what was promised: below 1 is in time */
function answerTime(heard: number, script: Script, factor: number): number {
  const jitter = 7_000 + (heard % 23_000);
  return Math.round(addBusinessMs(heard, sampleTargets[script.medium] * factor + jitter, openingHours));
}

/** The same moment when the brand is open, else soon after it opens. */
function inHours(at: number): number {
  return Math.round(addBusinessMs(at, 10_000 + (Math.round(at) % 600_000), openingHours));
}
