import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was merged into a conversation is asked for with every message to a visitor: found without reading all of them. */
export class FollowedMerges1700000000015 implements MigrationInterface {
  readonly name = 'FollowedMerges1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(index);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const index = `
CREATE INDEX conversation_merged_into ON conversation (merged_into_id) WHERE merged_into_id IS NOT NULL;
`;
