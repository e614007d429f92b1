import type { SearchMedium, SearchState } from '@parley/shared/search-query.parse.js';
import type { Looker } from '../queue/row.repository.js';
import type { Marks } from './search-excerpt.js';
import type { WordsQuery } from './search-words.js';

/** Everything a search is made of, with names replaced by what they name. */
export interface SearchPlan {
  looker: Looker;
  /** The brand's, for days. */
  timezone: string;
  conditions: Condition[];
  /** One of them is enough; a message that fits one is found. */
  sources: Source[];
  marks: Marks;
}

/** Whether something is so, or is not. */
export type Condition = { negated: boolean } & (
  | { about: 'channel'; ids: readonly string[] }
  | { about: 'medium'; media: readonly SearchMedium[] }
  | { about: 'tag'; ids: readonly string[] }
  | { about: 'state'; state: SearchState }
  | { about: 'author'; personIds: readonly string[] }
  | { about: 'file' }
  | { about: 'before' | 'after'; day: string }
);

/** Where to look for the words: in messages, in conversations of people with that name, in those with that tag. */
export interface Source {
  words: WordsQuery | null;
  personIds?: readonly string[];
  tagIds?: readonly string[];
}

/** The place of a message among all: newest first. */
export interface Place {
  at: Date;
  id: string;
}
