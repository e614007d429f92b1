import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a member, or the whole brand, narrows the queue to again and again. */
export class SavedViews1700000000012 implements MigrationInterface {
  readonly name = 'SavedViews1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(views);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const views = `
CREATE TABLE saved_view (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  -- Whose it is; null: shared by all of the brand.
  owner_id uuid REFERENCES member,
  name text NOT NULL,
  -- Shape of savedFilterSchema.
  filter jsonb NOT NULL,
  -- The filter's channel: who may not see it does not see the view either.
  channel_id uuid REFERENCES channel,
  icon text NOT NULL,
  color text,
  position int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX saved_view_name ON saved_view (brand_id, coalesce(owner_id, brand_id), lower(name))`;
