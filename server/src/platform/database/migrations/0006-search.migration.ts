import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Words are indexed once, as they are written; in which forms else a word occurs is looked up when somebody searches.
 * What is found comes newest first by an index.
 *
 * What is in the index can be made again from the messages, so the table is emptied at once instead of being rewritten
 * under a lock: the chore `index-words` fills it again, newest messages first (some ten thousand a minute and more).
 */
export class Search1700000000006 implements MigrationInterface {
  readonly name = 'Search1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(index);
    await runner.query(words);
    await runner.query(again);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const index = `
TRUNCATE message_search;
ALTER TABLE message_search ADD COLUMN at timestamptz NOT NULL;
CREATE INDEX message_search_newest ON message_search (brand_id, at DESC, message_id DESC);
CREATE INDEX message_search_conversation ON message_search (conversation_id, at DESC, message_id DESC);
DROP TEXT SEARCH CONFIGURATION parley_german;
DROP TEXT SEARCH CONFIGURATION parley_english;
-- Subjects are among the words now.
DROP INDEX conversation_subject;
`;

const words = `
-- Words of all messages with what remains of them in German and English (null: a word that says nothing there). Nothing
-- says who wrote them; the chore 'forget-words' takes out what stands in no message any more.
CREATE TABLE search_word (
  word text COLLATE "C" PRIMARY KEY,
  german text COLLATE "C",
  english text COLLATE "C"
);
CREATE INDEX search_word_german ON search_word (german);
CREATE INDEX search_word_english ON search_word (english);
`;

const again = `
INSERT INTO message_search_due (message_id) SELECT id FROM message WHERE deleted_at IS NULL -- any brand: all of them
ON CONFLICT DO NOTHING;
`;
