import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Live chat: where something was written, who is kept from writing, and further names of a thread. */
export class LiveChat1700000000009 implements MigrationInterface {
  readonly name = 'LiveChat1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(liveChat);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const liveChat = `
-- The page of the brand's website a message was written on: {url, title, language}.
ALTER TABLE message ADD COLUMN page jsonb;

-- Of what they write nothing is taken in any more, but that they tried.
CREATE TABLE blocked_identity (
  identity_id uuid PRIMARY KEY REFERENCES identity,
  brand_id uuid NOT NULL REFERENCES brand,
  member_id uuid NOT NULL REFERENCES member,
  reason text NOT NULL DEFAULT '',
  blocked_at timestamptz NOT NULL,
  refused int NOT NULL DEFAULT 0
);
CREATE INDEX blocked_identity_brand ON blocked_identity (brand_id, identity_id);

-- Another name under which the platform may still speak of a thread.
CREATE TABLE thread_alias (
  channel_id uuid NOT NULL REFERENCES channel,
  external_id text NOT NULL,
  conversation_id uuid NOT NULL REFERENCES conversation,
  brand_id uuid NOT NULL REFERENCES brand,
  PRIMARY KEY (channel_id, external_id)
);
CREATE INDEX thread_alias_conversation ON thread_alias (brand_id, conversation_id);
`;
