import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts that are told within business hours only, and the index that who waits now is read by. */
export class AlertsInHours1700000000023 implements MigrationInterface {
  readonly name = 'AlertsInHours1700000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(hours);
    await runner.query(waiting);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

// Alerts there are go on telling at any time; of what was kept quiet before, the quiet time was the reason.
const hours = `
ALTER TABLE now_alert ADD COLUMN only_in_hours boolean NOT NULL DEFAULT false;
ALTER TABLE now_alert_crossing
  -- Why nobody was told when it was raised; null where somebody was.
  ADD COLUMN silence text CHECK (silence IN ('quiet_time', 'hours')),
  -- It was told, and is over since a time outside business hours: that is told when they begin.
  ADD COLUMN end_owed boolean NOT NULL DEFAULT false;
UPDATE now_alert_crossing SET silence = 'quiet_time' WHERE told_at IS NULL OR told_at > raised_at;
CREATE INDEX now_alert_crossing_owed ON now_alert_crossing (alert_id) WHERE end_owed;
`;

// The counting needs no row of the table, and those who have waited longest in a channel stand at its beginning.
const waiting = `
CREATE INDEX conversation_waiting ON conversation (brand_id, channel_id, waiting_since, id) INCLUDE (medium, answer_by, assignee_id)
  WHERE side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL;
`;
