import type { MemberKey } from '../sample-brand.js';
import type { Script, TagName } from '../texts/script.js';
import type { SamplePerson } from './sample-person.js';

/** One utterance of a burst. */
export interface Saying {
  at: number;
  text: string;
}

/** Something that happens in a conversation; times in ms since the epoch. */
export type Step = { at: number } & (
  | { kind: 'says'; by: 'person' | 'joiner'; sayings: Saying[] }
  /** Corrects, or takes back, the last thing they said. */
  | { kind: 'edits'; text: string }
  | { kind: 'withdraws' }
  /** `to`: where several speak (comments); the person when left out. */
  | { kind: 'answers'; member: MemberKey; text: string; closeAfter: boolean; to?: 'person' | 'joiner' }
  /** An answer given on the platform itself, outside Parley. */
  | { kind: 'answers_natively'; text: string }
  /** The mailbox of the person answers our last mail by itself, or refuses it. */
  | { kind: 'is_away'; until: string }
  | { kind: 'bounces' }
  | { kind: 'notes'; member: MemberKey; text: string }
  | { kind: 'tags'; member: MemberKey; tags: readonly TagName[] }
  | { kind: 'assigns'; member: MemberKey; to: MemberKey }
  | { kind: 'prioritises'; member: MemberKey }
  | { kind: 'needs_none'; member: MemberKey }
  | { kind: 'snoozes'; member: MemberKey; until: number }
  | { kind: 'closes'; member: MemberKey }
);

/** One conversation as it goes. */
export interface Talk {
  /** Its number in the demo; the ids the outside world would give are made from it. */
  number: number;
  script: Script;
  person: SamplePerson;
  joiner: SamplePerson | null;
  subject: string;
  /** Oldest first. */
  steps: Step[];
}

/** What a wording's slots are filled with. */
export type Slots = Readonly<Record<string, string>>;
