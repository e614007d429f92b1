import type { Medium } from '@parley/shared/brands.js';
import type { SampleFile } from '../mails/sample-file.format.js';
import type { PostId } from './posts.js';

export type Language = 'en' | 'de';

/** One of several ways to say the same; `{slot}` is filled in per conversation. */
export type Wording = string | readonly string[];

export type TagName =
  | 'order'
  | 'delivery'
  | 'subscription'
  | 'guarantee'
  | 'wholesale'
  | 'workshop'
  | 'invoice'
  | 'praise';

/** What we answer, and what the person says to that. */
export interface Exchange {
  answer: Wording;
  /** Message by message; nobody says anything to the answer when left out. */
  reaction?: readonly Wording[];
}

/** A conversation as it may go. How far it goes, and when, the timeline decides. */
export interface Script {
  medium: Medium;
  language: Language;
  tags: readonly TagName[];
  /** Mails only. */
  subject?: Wording;
  /** Message by message, before anybody answers; a mail is one. */
  opening: readonly Wording[];
  exchanges: readonly Exchange[];
  /** What the last `reaction` says needs no answer ("thanks!"). */
  endsWithThanks?: boolean;
  /** Comes with the opening. */
  file?: SampleFile;
  /** Comments only: what it stands under. */
  post?: PostId;
  /** Another person who puts in a word under the comment. */
  joins?: { says: Wording; answer: Wording };
}

/** Fills the slots of a wording. @throws RangeError on a slot that is not filled */
export function fill(text: string, slots: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = slots[name];
    if (value === undefined) throw new RangeError(`Nothing fills {${name}}.`);
    return value;
  });
}
