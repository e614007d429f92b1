import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events from which nothing follows, files only their platform can find, and messages that come in pieces. */
export class WhatChannelsShare1700000000014 implements MigrationInterface {
  readonly name = 'WhatChannelsShare1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ledger);
    await runner.query(files);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

// Every row there is fits the narrower rule it replaces: nothing is looked at again.
const ledger = `
ALTER TABLE inbound_event DROP CONSTRAINT inbound_event_state_check;
ALTER TABLE inbound_event ADD CONSTRAINT inbound_event_state_check
  CHECK (state IN ('pending', 'done', 'failed', 'unroutable', 'ignored')) NOT VALID;
`;

const files = `
-- The platform's name for a file that has no address; and, in a message that came in pieces, the external id of its piece.
ALTER TABLE attachment ADD COLUMN source_ref text, ADD COLUMN piece text;
`;
