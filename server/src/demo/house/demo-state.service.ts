import { Injectable } from '@nestjs/common';
import { Env } from '../../platform/config/env.js';
import { Database } from '../../platform/database/database.js';
import { StartupError } from '../../platform/errors/startup-error.js';

/** How far the data folder is filled; kept with the installation's facts. */
type State = 'filling' | 'filled';

/** Knows whether this data folder is the demo's, and takes away what a filling cut short has left. */
@Injectable()
export class DemoState {
  constructor(
    private readonly database: Database,
    private readonly env: Env,
  ) {}

  /**
   * @returns true when the folder is filled; otherwise it is empty now
   * @throws StartupError when the folder holds somebody's real data
   */
  async filled(): Promise<boolean> {
    const row = await this.database.one<{ value: { state: State } }>(
      `SELECT value FROM installation WHERE key = 'demo'`,
    );
    if (row?.value.state === 'filled') return true;
    if (row !== undefined) await this.empty();
    else if ((await this.database.one('SELECT 1 FROM app_user LIMIT 1')) !== undefined) {
      throw new StartupError(
        `${this.env.dataDir} holds a Parley of its own: let PARLEY_DATA_DIR name another folder for the demo.`,
      );
    }
    return false;
  }

  /** Written before the first row of sample data, so that a filling cut short is known for one. */
  begin(): Promise<void> {
    return this.note('filling');
  }

  done(): Promise<void> {
    return this.note('filled');
  }

  private async empty(): Promise<void> {
    await this.database.transaction(async () => {
      // The audit trail only grows; here there is nothing yet that anybody could want to look up.
      await this.database.run('ALTER TABLE audit_entry DISABLE TRIGGER USER');
      await this.database.run('TRUNCATE app_user, brand, endpoint, inbound_delivery CASCADE');
      await this.database.run('ALTER TABLE audit_entry ENABLE TRIGGER USER');
    });
  }

  private async note(state: State): Promise<void> {
    await this.database.run(
      `INSERT INTO installation (key, value) VALUES ('demo', $1::jsonb) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [JSON.stringify({ state })],
    );
  }
}
