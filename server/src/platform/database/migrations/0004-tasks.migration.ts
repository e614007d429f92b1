import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One table for everything that is still to be done after a happening, instead of one per domain. */
export class Tasks1700000000004 implements MigrationInterface {
  readonly name = 'Tasks1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(task);
    await runner.query(moved);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const task = `
CREATE TABLE task (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  name text NOT NULL,
  -- What it is about, where there is no more than one at a time.
  subject_id uuid,
  data jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'failed')),
  tries int NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL,
  reason text,
  created_at timestamptz NOT NULL
);
CREATE INDEX task_due ON task (next_try_at) WHERE state = 'pending';
CREATE UNIQUE INDEX task_subject ON task (name, subject_id) WHERE subject_id IS NOT NULL;
`;

const moved = `
INSERT INTO task (id, brand_id, name, subject_id, data, state, tries, next_try_at, reason, created_at)
SELECT id, brand_id,
  CASE kind WHEN 'look_up' THEN 'look-up-reply' WHEN 'copy_sent' THEN 'copy-sent-reply'
    WHEN 'mail_system' THEN 'send-system-mail' ELSE kind END,
  message_id,
  CASE WHEN payload IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('sealed', payload) END,
  CASE WHEN next_attempt_at = 'infinity' THEN 'failed' ELSE 'pending' END,
  attempts,
  CASE WHEN next_attempt_at = 'infinity' THEN created_at ELSE next_attempt_at END,
  reason, created_at
FROM outbound_task;

INSERT INTO task (id, brand_id, name, data, state, tries, next_try_at, reason, created_at)
SELECT id, brand_id, listener, payload, state, attempts, next_attempt_at, reason, created_at FROM listener_task;

DROP TABLE outbound_task;
DROP TABLE listener_task;
`;
