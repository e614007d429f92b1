import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Subjects and handles are only in their search indexes where there are any: a direct message has no subject, and its
 * conversation is written with every message. The queue of one channel is an index scan of its own.
 */
export class LeanIndexes1700000000005 implements MigrationInterface {
  readonly name = 'LeanIndexes1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(indexes);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const indexes = `
DROP INDEX conversation_subject;
CREATE INDEX conversation_subject ON conversation USING gin (plain_text(subject) gin_trgm_ops) WHERE subject IS NOT NULL;
DROP INDEX identity_handle;
CREATE INDEX identity_handle ON identity USING gin (plain_text(handle) gin_trgm_ops) WHERE handle IS NOT NULL;
CREATE INDEX conversation_ours_of_channel ON conversation (brand_id, channel_id, answer_by, id)
  WHERE side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL;
`;
