import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts that are used again and again: a brand's, or one member's own. */
export class Snippets1700000000011 implements MigrationInterface {
  readonly name = 'Snippets1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(snippets);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const snippets = `
CREATE TABLE snippet (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  -- Whose own it is; null: everyone's in the brand.
  owner_id uuid REFERENCES member,
  name text NOT NULL,
  shortcut text,
  body text NOT NULL,
  html text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX snippet_name ON snippet (brand_id, owner_id, lower(name)) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX snippet_shortcut ON snippet (brand_id, owner_id, lower(shortcut)) NULLS NOT DISTINCT WHERE shortcut IS NOT NULL;
`;
