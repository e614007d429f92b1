import type { Medium } from '@parley/shared/brands.js';
import type { Language } from '../texts/script.js';
import type { SamplePerson } from '../timeline/sample-person.js';
import type { SentReply } from './desk.service.js';

export type Speaker = 'person' | 'joiner';

/** One conversation as the outside world sees it: what was said in it so far, under which ids. */
export interface Thread {
  /** Unique among all of them, in every run; the ids the outside gives are made from it. */
  id: string;
  medium: Medium;
  language: Language;
  person: SamplePerson;
  joiner: SamplePerson | null;
  subject: string;
  post: string | null;
  /** The other system's id of the conversation; for mails unused. */
  externalId: string;
  /** Ids of what each of them said, oldest first. */
  said: Record<Speaker, string[]>;
  /** Message-IDs of the whole thread, oldest first. */
  mails: string[];
  lastReply: SentReply | null;
  /** Parley's id, once it is known. */
  conversationId: string | null;
  /** Utterances so far, for new ids. */
  count: number;
}

export function newThread(
  of: Pick<Thread, 'id' | 'medium' | 'language' | 'person' | 'joiner' | 'subject' | 'post'>,
): Thread {
  return {
    ...of,
    externalId: `${of.medium}-${of.id}`,
    said: { person: [], joiner: [] },
    mails: [],
    lastReply: null,
    conversationId: null,
    count: 0,
  };
}
