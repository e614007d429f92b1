import { Injectable } from '@nestjs/common';
import type { Tag } from '@parley/shared/brands.js';
import {
  type SearchFilter,
  type SearchQuery,
  type SearchTerm,
  wordsOf,
} from '@parley/shared/search-query.parse.js';
import { TagsService } from '../../brands/tags.service.js';
import { PersonNames } from '../../people/names/person-names.service.js';
import { plainText } from '../../people/names/plain-text.js';
import { spellings } from '../../people/names/spellings.js';
import type { Looker } from '../queue/row.repository.js';
import { SearchNamesRepository } from './search-names.repository.js';
import type { Condition, SearchPlan, Source } from './search-plan.js';
import { type KnownWords, marksOf, telling, wordsQuery } from './search-words.js';

/** A shorter beginning of a word is no name. */
const SHORTEST_NAME = 3;
/** Of more words than that each is no longer taken for a name or a tag. */
const MOST_NAMES = 4;

type Filter<Name> = Extract<SearchFilter, { name: Name }>;

/** Makes what was typed into what is looked for: names into who and what bears them, words into their forms. */
@Injectable()
export class SearchPlanner {
  constructor(
    private readonly names: SearchNamesRepository,
    private readonly tags: TagsService,
    private readonly people: PersonNames,
  ) {}

  /** Null where nothing can be found: nothing was asked, or a name that nobody bears. Within a transaction. */
  async plan(looker: Looker, timezone: string, query: SearchQuery): Promise<SearchPlan | null> {
    const conditions = await this.conditions(looker, query.filters);
    if (conditions === null || (query.terms.length === 0 && query.filters.length === 0)) return null;
    const known = await this.known(query.terms);
    const wanted = telling(query.terms, known);
    const sources = await this.sources(looker, wanted, query.terms, known);
    return { looker, timezone, conditions, sources, marks: marksOf(wanted, known) };
  }

  private known(terms: readonly SearchTerm[]): Promise<KnownWords> {
    const ways = (words: readonly string[]) => [...new Set(words.flatMap(spellings))];
    return this.names.words(
      ways(terms.flatMap(({ words }) => words)),
      ways(terms.flatMap(({ words, unfinished }) => (unfinished ? words.slice(-1) : []))),
    );
  }

  private async sources(
    looker: Looker,
    wanted: readonly SearchTerm[],
    terms: readonly SearchTerm[],
    known: KnownWords,
  ): Promise<Source[]> {
    const sources: Source[] = [{ words: wordsQuery(wanted, terms, known) }];
    if (wanted.length === 0) return sources;
    const tags = await this.tags.list(looker.brandId);
    // All of it is a name; or one word is, and the rest stands in a message.
    const parts = wanted.length === 1 || wanted.length > MOST_NAMES ? [] : wanted.map((term) => [term]);
    for (const part of [wanted, ...parts]) {
      const rest = wanted.filter((term) => !part.includes(term));
      const words = wordsQuery(rest, terms, known);
      const personIds = await this.people.called(
        looker,
        part.map(({ words }) => words),
      );
      if (personIds.length > 0) sources.push({ words, personIds });
      const tagIds = tags.filter((tag) => isCalled(tag, part)).map(({ id }) => id);
      if (tagIds.length > 0) sources.push({ words, tagIds });
    }
    return sources;
  }

  /** Null where one of them names nobody and nothing. */
  private async conditions(looker: Looker, filters: readonly SearchFilter[]): Promise<Condition[] | null> {
    const conditions: Condition[] = [];
    const add = (condition: Condition) => conditions.push(condition);
    for (const { negated, value } of of(filters, 'is')) add({ negated, about: 'state', state: value });
    for (const { negated } of of(filters, 'has')) add({ negated, about: 'file' });
    for (const { negated, name, value } of [...of(filters, 'before'), ...of(filters, 'after')]) {
      add({ negated, about: name, day: value });
    }
    for (const { negated, values } of together(of(filters, 'in')))
      add({ negated, about: 'medium', media: values });
    for (const { negated, values } of together(of(filters, 'channel'))) {
      add({ negated, about: 'channel', ids: await this.channelIds(looker, values) });
    }
    for (const { negated, value } of of(filters, 'tag')) {
      const tags = await this.tags.list(looker.brandId);
      add({ negated, about: 'tag', ids: bestNamed(tags, value).map(({ id }) => id) });
    }
    for (const { negated, values } of together(of(filters, 'from'))) {
      const personIds: string[] = [];
      for (const value of values) {
        const parts = wordsOf(value);
        // An address is one thing, a name is its parts in any order.
        personIds.push(
          ...(await this.people.called(looker, /[@.]/.test(value) ? [parts] : parts.map((part) => [part]))),
        );
      }
      add({ negated, about: 'author', personIds });
    }
    return conditions.some((condition) => namesNothing(condition) && !condition.negated)
      ? null
      : conditions.filter((condition) => !namesNothing(condition));
  }

  private async channelIds(looker: Looker, values: readonly string[]): Promise<string[]> {
    const channels = await this.names.channels(looker);
    return values.flatMap((value) => {
      const said = value.toLowerCase();
      const exactly = sameNamed(channels, value);
      const kinds = channels.filter(({ kind, account }) => kind === said || account.toLowerCase() === said);
      const meant = [exactly, kinds, bestNamed(channels, value)].find((some) => some.length > 0);
      return meant?.map(({ id }) => id) ?? [];
    });
  }
}

const of = <Name extends SearchFilter['name']>(filters: readonly SearchFilter[], name: Name) =>
  filters.filter((filter): filter is Filter<Name> => filter.name === name);

/** Several of a kind mean one or another of them: nothing comes from two people, or is on two channels. */
function together<T>(
  filters: readonly { negated: boolean; value: T }[],
): { negated: boolean; values: T[] }[] {
  return [false, true].flatMap((negated) => {
    const values = filters.filter((filter) => filter.negated === negated).map(({ value }) => value);
    return values.length === 0 ? [] : [{ negated, values }];
  });
}

const namesNothing = (condition: Condition): boolean =>
  ('ids' in condition && condition.ids.length === 0) ||
  ('personIds' in condition && condition.personIds.length === 0);

const nameWords = (name: string): string[] => wordsOf(name).map(plainText);
const plainWays = (word: string): string[] => spellings(word).map(plainText);

/** Whether all of these words stand in its name; the last one may be the beginning of one. */
function isCalled(tag: Tag, terms: readonly SearchTerm[]): boolean {
  const own = nameWords(tag.name);
  return terms.every(({ words, unfinished }) =>
    words.every((word, index) =>
      plainWays(word).some((way) => {
        const goesOn = unfinished && index === words.length - 1 && way.length >= SHORTEST_NAME;
        return own.some((name) => (goesOn ? name.startsWith(way) : name === way));
      }),
    ),
  );
}

const plainName = (name: string): string => nameWords(name).join(' ');
const plainNames = (said: string): string[] => plainWays(wordsOf(said).join(' '));

function sameNamed<T extends { name: string }>(things: readonly T[], said: string): T[] {
  const ways = new Set(plainNames(said));
  return things.filter(({ name }) => ways.has(plainName(name)));
}

/** Those of exactly that name; else those whose name begins with it; else those with all its words. */
function bestNamed<T extends { name: string }>(things: readonly T[], said: string): T[] {
  const words = wordsOf(said);
  if (words.length === 0) return [];
  const begins = ({ name }: T) => plainNames(said).some((way) => plainName(name).startsWith(way));
  const hasAll = ({ name }: T) =>
    words.every((word) => plainWays(word).some((way) => nameWords(name).some((own) => own.startsWith(way))));
  const ranks = [sameNamed(things, said), things.filter(begins), things.filter(hasAll)];
  return ranks.find((some) => some.length > 0) ?? [];
}
