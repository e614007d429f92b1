import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts of the Now board: their rules, when they were up, and the webhooks that said so. */
export class NowAlerts1700000000019 implements MigrationInterface {
  readonly name = 'NowAlerts1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(answered);
    await runner.query(alerts);
    await runner.query(notices);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const answered = `
-- What was answered today is counted every time the board is read.
CREATE INDEX turn_answered ON turn (brand_id, answered_at) INCLUDE (channel_id, medium)
  WHERE outcome = 'answered' AND in_figures;
`;

const alerts = `
CREATE TABLE now_alert (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  measure text NOT NULL CHECK (measure IN ('longest_wait', 'over_target', 'ours', 'overdue')),
  -- Raised above this: ms, or conversations.
  threshold bigint NOT NULL CHECK (threshold >= 0),
  -- Null: all channels that are not restricted.
  channel_id uuid REFERENCES channel ON DELETE CASCADE,
  medium text,
  quiet_ms bigint NOT NULL CHECK (quiet_ms >= 0),
  -- Empty: all managers and owners.
  member_ids uuid[] NOT NULL DEFAULT '{}',
  in_console boolean NOT NULL,
  by_mail boolean NOT NULL,
  webhook_url text,
  -- Sealed.
  webhook_secret text,
  enabled boolean NOT NULL,
  created_at timestamptz NOT NULL,
  created_by uuid REFERENCES member,
  CHECK (webhook_url IS NULL OR webhook_secret IS NOT NULL)
);
CREATE INDEX now_alert_brand ON now_alert (brand_id, created_at);

-- From when to when an alert was up. What it looked at then is kept: the alert may be changed later.
CREATE TABLE now_alert_crossing (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  alert_id uuid NOT NULL REFERENCES now_alert ON DELETE CASCADE,
  measure text NOT NULL,
  threshold bigint NOT NULL,
  channel_id uuid REFERENCES channel ON DELETE CASCADE,
  medium text,
  raised_at timestamptz NOT NULL,
  value bigint NOT NULL,
  -- Null while it is kept quiet.
  told_at timestamptz,
  cleared_at timestamptz
);
-- Two workers that look at the same moment cannot raise it twice.
CREATE UNIQUE INDEX now_alert_crossing_open ON now_alert_crossing (alert_id) WHERE cleared_at IS NULL;
CREATE INDEX now_alert_crossing_alert ON now_alert_crossing (alert_id, told_at DESC) WHERE told_at IS NOT NULL;
CREATE INDEX now_alert_crossing_brand ON now_alert_crossing (brand_id, raised_at DESC, id DESC);
CREATE INDEX now_alert_crossing_age ON now_alert_crossing (raised_at);

-- Webhooks that say so. The id is the webhook-id, the same on every try.
CREATE TABLE now_alert_post (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  alert_id uuid NOT NULL REFERENCES now_alert ON DELETE CASCADE,
  crossing_id uuid REFERENCES now_alert_crossing ON DELETE CASCADE,
  event text NOT NULL,
  body text NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  last_status int,
  last_error text,
  at timestamptz NOT NULL
);
CREATE INDEX now_alert_post_crossing ON now_alert_post (crossing_id) WHERE crossing_id IS NOT NULL;
CREATE INDEX now_alert_post_alert ON now_alert_post (alert_id, at DESC, id DESC);
`;

const notices = `
-- What a notification says that stands nowhere else: of an alert what it measured.
ALTER TABLE notification ADD COLUMN facts jsonb;
`;
