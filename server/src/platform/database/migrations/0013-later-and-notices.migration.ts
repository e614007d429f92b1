import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Replies for later: what cancels them, and the list of them. What members are told: kept, read, and wanted or not. */
export class LaterAndNotices1700000000013 implements MigrationInterface {
  readonly name = 'LaterAndNotices1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(scheduled);
    await runner.query(notices);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const scheduled = `
ALTER TABLE message ADD COLUMN cancel_if_they_write boolean NOT NULL DEFAULT false;
CREATE INDEX message_scheduled ON message (brand_id, send_at, id) WHERE state = 'held' AND send_at IS NOT NULL;
`;

const notices = `
CREATE TABLE notification (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  member_id uuid NOT NULL REFERENCES member,
  kind text NOT NULL,
  conversation_id uuid REFERENCES conversation ON DELETE CASCADE,
  message_id uuid REFERENCES message ON DELETE CASCADE,
  channel_id uuid REFERENCES channel ON DELETE CASCADE,
  -- Who did it; null when nobody in particular.
  by_member_id uuid REFERENCES member,
  -- Why, as a code of ours and in plain words.
  reason jsonb,
  at timestamptz NOT NULL,
  read_at timestamptz
);
CREATE INDEX notification_member ON notification (brand_id, member_id, at DESC, id DESC);
CREATE INDEX notification_unread ON notification (brand_id, member_id, conversation_id) WHERE read_at IS NULL;
CREATE INDEX notification_conversation ON notification (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX notification_message ON notification (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX notification_at ON notification (at);
-- Kinds of notifications a member does not want.
ALTER TABLE member ADD COLUMN unwanted_notices text[] NOT NULL DEFAULT '{}';
`;
