import { Injectable } from '@nestjs/common';
import { wordsOf } from '@parley/shared/search-query.parse.js';
import { Database } from '../../platform/database/database.js';
import { isAlmostCalled } from './alike.js';
import { plainText } from './plain-text.js';
import { spellings } from './spellings.js';

/** So many people are looked at, whoever was seen last first: a name that more have is no name to search for. */
const MOST_PEOPLE = 200;
/** One wrong letter in a word of five leaves this share of its groups of three. */
const LEAST_ALIKE = '0.33';
/** Trigram indexes know nothing shorter. */
const SHORTEST_NAME = 3;

/** Whoever looks, and the channels they may see. */
interface Looker {
  brandId: string;
  channels: readonly string[] | 'all';
}

/** Finds people by what they are called. Nobody is found because of what stands in channels the looker may not see. */
@Injectable()
export class PersonNames {
  constructor(private readonly database: Database) {}

  /**
   * By every part of a name; where nobody is called that, by names that are almost that. Within a transaction.
   * @param parts each one word, or an address
   */
  async called(looker: Looker, parts: readonly string[][]): Promise<string[]> {
    const words = parts.flat();
    if (words.join('').length < SHORTEST_NAME) return [];
    const named = await this.named(looker, parts.map(patternsOf));
    return named.length > 0 ? named : this.almostCalled(looker, words);
  }

  /** By names that are this one but for a slip of the hand, the likest first. Within a transaction. */
  async almostCalled(looker: Looker, words: readonly string[]): Promise<string[]> {
    const similar = await this.similar(looker, words.join(' '));
    const plain = words.map(plainText);
    return similar
      .filter(({ name }) => isAlmostCalled(wordsOf(name).map(plainText), plain))
      .map(({ id }) => id);
  }

  private async named(looker: Looker, parts: readonly (readonly string[])[]): Promise<string[]> {
    const params: unknown[] = [looker.brandId];
    const fits = fitting(params, parts);
    const seen = visible(looker, params);
    const spoke = spokeVisibly(looker, params);
    const rows = await this.database.query<{ id: string }>(
      `(SELECT p.id FROM person p WHERE p.brand_id = $1 AND p.merged_into_id IS NULL AND ${fits('p.name')}${seen('p.id')}
         ORDER BY p.last_seen_at DESC, p.id DESC LIMIT ${MOST_PEOPLE})
       UNION (SELECT i.person_id FROM identity i WHERE i.brand_id = $1 AND i.handle IS NOT NULL AND ${fits('i.handle')}
         ${spoke('i.id')} ORDER BY i.last_seen_at DESC, i.id DESC LIMIT ${MOST_PEOPLE})`,
      params,
      'fresh',
    );
    return rows.map(({ id }) => id);
  }

  private async similar(looker: Looker, name: string): Promise<{ id: string; name: string }[]> {
    await this.database.run(`SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)`, [
      LEAST_ALIKE,
    ]);
    const params: unknown[] = [looker.brandId, name];
    const seen = visible(looker, params);
    return this.database.query<{ id: string; name: string }>(
      `SELECT p.id, p.name FROM person p
       WHERE p.brand_id = $1 AND p.merged_into_id IS NULL AND plain_text($2) <% plain_text(p.name)${seen('p.id')}
       ORDER BY word_similarity(plain_text($2), plain_text(p.name)) DESC, p.last_seen_at DESC, p.id DESC LIMIT ${MOST_PEOPLE}`,
      params,
      'fresh',
    );
  }
}

/** A name is its parts in any order; an address is one thing. */
export const partsOf = (said: string): string[][] =>
  /[@.]/.test(said) ? [wordsOf(said)] : wordsOf(said).map((word) => [word]);

/** What one of the parts may look like, as patterns of LIKE. */
export function patternsOf(part: readonly string[]): string[] {
  const [word, more] = part;
  const ways = word !== undefined && more === undefined ? spellings(word) : [part.join('%')];
  return ways.map((way) => `%${way}%`);
}

/** @returns whether a column fits all parts, in one of their ways each */
export function fitting(
  params: unknown[],
  parts: readonly (readonly string[])[],
): (column: string) => string {
  const ways = parts.map((patterns) => patterns.map((pattern) => params.push(pattern)));
  return (column) =>
    ways
      .map(
        (numbers) => `(${numbers.map((n) => `plain_text(${column}) LIKE plain_text($${n})`).join(' OR ')})`,
      )
      .join(' AND ');
}

/** Whether somebody speaks on a channel of the looker's: whoever does not, does not exist for them. */
export function visible({ channels }: Looker, params: unknown[]): (personId: string) => string {
  if (channels === 'all') return () => '';
  const ids = `$${params.push(channels)}::uuid[]`;
  return (personId) => ` AND (EXISTS (
      SELECT 1 FROM conversation c WHERE c.brand_id = $1 AND c.person_id = ${personId} AND c.channel_id = ANY(${ids})
    ) OR EXISTS (
      SELECT 1 FROM identity vi JOIN conversation_participant cp ON cp.brand_id = $1 AND cp.identity_id = vi.id
        JOIN conversation c ON c.brand_id = $1 AND c.id = cp.conversation_id
      WHERE vi.brand_id = $1 AND vi.person_id = ${personId} AND c.channel_id = ANY(${ids})))`;
}

/** Whether this identity of somebody takes part on a channel of the looker's. */
export function spokeVisibly({ channels }: Looker, params: unknown[]): (identityId: string) => string {
  if (channels === 'all') return () => '';
  const ids = `$${params.push(channels)}::uuid[]`;
  return (identityId) => ` AND EXISTS (
      SELECT 1 FROM conversation_participant cp JOIN conversation c ON c.brand_id = $1 AND c.id = cp.conversation_id
      WHERE cp.brand_id = $1 AND cp.identity_id = ${identityId} AND c.channel_id = ANY(${ids}))`;
}
