import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What comments need: how they stand on their platform, likes and reactions, posts fetched later, and what a channel is told. */
export class Comments1700000000016 implements MigrationInterface {
  readonly name = 'Comments1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messages);
    await runner.query(reactions);
    await runner.query(acts);
    await runner.query(posts);
    await runner.query(channels);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

// Nothing is written to the rows there are: all that was said before is visible, liked by nobody we know of.
const messages = `
ALTER TABLE message
  -- How it stands on its platform (shared/moderation.ts), and the platform's time of that; null: visible.
  ADD COLUMN moderation text,
  ADD COLUMN moderation_at timestamptz,
  ADD COLUMN liked boolean NOT NULL DEFAULT false,
  -- As the platform counts; null where it does not.
  ADD COLUMN likes int,
  ADD COLUMN reaction_totals jsonb,
  ADD COLUMN warning text,
  ADD COLUMN url text,
  ADD COLUMN reply_costs int,
  -- What its connector wants back when it is answered or moderated.
  ADD COLUMN details jsonb;
ALTER TABLE message ADD CONSTRAINT message_moderation_check
  CHECK (moderation IN ('visible', 'pending', 'hidden', 'spam', 'trashed', 'removed')) NOT VALID;
ALTER TABLE attachment ADD COLUMN description text;
`;

const reactions = `
CREATE TABLE message_reaction (
  message_id uuid NOT NULL REFERENCES message,
  -- Who: the identity's id, or what the platform gives of those it does not name.
  author text NOT NULL,
  emoji text NOT NULL,
  brand_id uuid NOT NULL REFERENCES brand,
  identity_id uuid REFERENCES identity,
  at timestamptz NOT NULL,
  -- Taken back; kept, so that a late earlier event does not bring it again.
  removed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (message_id, author, emoji)
);
CREATE INDEX message_reaction_identity ON message_reaction (identity_id) WHERE identity_id IS NOT NULL;
`;

const acts = `
-- What a member wants done with a message on its platform: the row is the outbox.
CREATE TABLE moderation_act (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  message_id uuid NOT NULL REFERENCES message,
  member_id uuid NOT NULL REFERENCES member,
  action text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'doing', 'done', 'failed', 'withdrawn')),
  -- How it stood before: what a refusal brings back.
  was text NOT NULL,
  was_liked boolean NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  attempt_id uuid,
  next_attempt_at timestamptz,
  reason jsonb,
  created_at timestamptz NOT NULL,
  settled_at timestamptz
);
CREATE INDEX moderation_act_message ON moderation_act (message_id, id);
CREATE INDEX moderation_act_due ON moderation_act (next_attempt_at) WHERE state IN ('waiting', 'doing');
`;

const posts = `
-- When it is to be fetched next; null: never, or it has been.
ALTER TABLE post ADD COLUMN next_fetch_at timestamptz, ADD COLUMN fetch_attempts int NOT NULL DEFAULT 0,
  ADD COLUMN fetched_at timestamptz;
CREATE INDEX post_to_fetch ON post (next_fetch_at) WHERE next_fetch_at IS NOT NULL;
`;

const channels = `
-- What this instance allows instead of its kind's limits; and how much of the platform's quotas is used, by name.
ALTER TABLE channel ADD COLUMN limits jsonb, ADD COLUMN quotas jsonb NOT NULL DEFAULT '{}';
`;
