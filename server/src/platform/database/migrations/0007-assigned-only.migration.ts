import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The index of a member's own queue holds assigned conversations only: every message rewrites a conversation's entries. */
export class AssignedOnly1700000000007 implements MigrationInterface {
  readonly name = 'AssignedOnly1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(index);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const index = `
DROP INDEX conversation_mine;
CREATE INDEX conversation_mine ON conversation (brand_id, assignee_id, answer_by, id) INCLUDE (channel_id)
  WHERE side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL AND assignee_id IS NOT NULL;
`;
