import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A task that has waited for long on its own wish has not failed so often: errors are counted by themselves. */
export class TaskErrors1700000000008 implements MigrationInterface {
  readonly name = 'TaskErrors1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(errors);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const errors = `ALTER TABLE task ADD COLUMN errors int NOT NULL DEFAULT 0`;
