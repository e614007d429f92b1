import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An episode that went on in another one takes all its turns with it, also those that were answered before. */
export class TurnsOfMergedEpisodes1700000000022 implements MigrationInterface {
  readonly name = 'TurnsOfMergedEpisodes1700000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(follow);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

// Merged episodes are few; where several were merged one after the other, their turns follow step by step.
const follow = `
DO $$
DECLARE moved bigint;
BEGIN
  LOOP
    UPDATE turn t SET episode_key = e.details->>'mergedIntoKey' FROM episode e
    WHERE e.details->>'mergedIntoKey' IS NOT NULL AND t.brand_id = e.brand_id AND t.conversation_id = e.conversation_id
      AND t.episode_key = e.key;
    GET DIAGNOSTICS moved = ROW_COUNT;
    EXIT WHEN moved = 0;
  END LOOP;
END $$;
`;
