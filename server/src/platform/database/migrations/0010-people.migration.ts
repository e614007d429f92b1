import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People have fields and tags of the brand's own, and can be merged in a way that can be taken back at any time. */
export class People1700000000010 implements MigrationInterface {
  readonly name = 'People1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sorting);
    await runner.query(merging);
    await runner.query(addresses);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const sorting = `
CREATE TABLE person_field (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'select', 'checkbox', 'url')),
  -- Of a select: [{id, name}]; values keep the id, so that an option can be renamed.
  options jsonb NOT NULL DEFAULT '[]',
  -- Shown beside the conversation too.
  beside boolean NOT NULL DEFAULT true,
  position int NOT NULL
);
CREATE UNIQUE INDEX person_field_name ON person_field (brand_id, lower(name));

CREATE TABLE person_field_value (
  person_id uuid NOT NULL REFERENCES person,
  field_id uuid NOT NULL REFERENCES person_field ON DELETE CASCADE,
  brand_id uuid NOT NULL REFERENCES brand,
  value jsonb NOT NULL,
  PRIMARY KEY (person_id, field_id)
);
CREATE INDEX person_field_value_field ON person_field_value (field_id);

CREATE TABLE person_tag (
  person_id uuid NOT NULL REFERENCES person,
  tag_id uuid NOT NULL REFERENCES tag ON DELETE CASCADE,
  brand_id uuid NOT NULL REFERENCES brand,
  PRIMARY KEY (person_id, tag_id)
);
CREATE INDEX person_tag_tag ON person_tag (brand_id, tag_id);
CREATE INDEX person_by_name ON person (brand_id, left(plain_text(name), 120), id);
`;

const merging = `
-- Who this person lives on as, with everything that is known of them; null: as themselves. Where they were merged into
-- somebody who was merged again, it is the last one.
ALTER TABLE person ADD COLUMN merged_into_id uuid REFERENCES person,
  -- What the person was by themselves, while others are merged into them: what is shown is made of both.
  ADD COLUMN own jsonb;
CREATE INDEX person_merged_into ON person (merged_into_id) WHERE merged_into_id IS NOT NULL;

-- Whose it is when no merge counts; null: person_id's.
ALTER TABLE identity ADD COLUMN home_person_id uuid REFERENCES person,
  -- A mail address the platform tells of; verified: somebody certain says that it is theirs.
  ADD COLUMN email text,
  ADD COLUMN email_verified boolean NOT NULL DEFAULT false;
CREATE INDEX identity_home ON identity (home_person_id) WHERE home_person_id IS NOT NULL;
CREATE INDEX identity_email ON identity (brand_id, email) WHERE email_verified;

-- Whose conversation it is: person_id is the person of this identity. Null: not asked for yet.
ALTER TABLE conversation ADD COLUMN identity_id uuid REFERENCES identity;

-- Never deleted when taken back, so that the order of merges stays known.
CREATE SEQUENCE person_merge_number;
CREATE TABLE person_merge (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  number bigint NOT NULL DEFAULT nextval('person_merge_number'),
  from_id uuid NOT NULL REFERENCES person,
  into_id uuid NOT NULL REFERENCES person,
  choices jsonb NOT NULL,
  merged_at timestamptz NOT NULL,
  merged_by uuid REFERENCES member,
  undone_at timestamptz,
  undone_by uuid REFERENCES member
);
CREATE UNIQUE INDEX person_merge_from ON person_merge (from_id) WHERE undone_at IS NULL;
CREATE INDEX person_merge_into ON person_merge (into_id);

-- Two identities with one address of which a member said that they are two people.
CREATE TABLE person_apart (
  identity_id uuid NOT NULL REFERENCES identity,
  other_identity_id uuid NOT NULL REFERENCES identity,
  brand_id uuid NOT NULL REFERENCES brand,
  member_id uuid REFERENCES member,
  said_at timestamptz NOT NULL,
  PRIMARY KEY (identity_id, other_identity_id)
);
CREATE INDEX person_apart_other ON person_apart (other_identity_id);
`;

// Whoever wrote by mail is known by that address; set aside (spam, bounces, machines) it proves nothing.
const addresses = `
UPDATE identity i SET email = external_id, email_verified = EXISTS ( -- any brand: addresses of all
  SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation_id
  WHERE m.brand_id = i.brand_id AND m.identity_id = i.id AND m.direction = 'in' AND m.automatic IS NULL AND c.set_aside IS NULL)
WHERE namespace = 'email' AND external_id LIKE '%@%';
`;
