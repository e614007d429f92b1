import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Backfill, Channel } from './channel.js';

const COLUMNS = `c.id, c.brand_id AS "brandId", c.kind, c.name, c.account, c.endpoint_id AS "endpointId", c.status,
  c.status_code AS "statusCode", c.status_reason AS "statusReason", c.settings, c.settle_ms AS "settleMs",
  c.restricted, c.connected_at AS "connectedAt", c.removed_at AS "removedAt", c.last_event_at AS "lastEventAt",
  c.last_reply_at AS "lastReplyAt", c.last_polled_at AS "lastPolledAt", c.caught_up_at AS "caughtUpAt",
  c.token_expires_at AS "tokenExpiresAt", c.missing_permissions AS "missingPermissions", c.limits, c.quotas, c.backfill,
  c.settings_version AS "settingsVersion", c.nudges`;

@Injectable()
export class ChannelRepository {
  constructor(private readonly database: Database) {}

  async insert(
    channel: Pick<
      Channel,
      | 'id'
      | 'brandId'
      | 'kind'
      | 'name'
      | 'account'
      | 'endpointId'
      | 'settings'
      | 'connectedAt'
      | 'limits'
      | 'missingPermissions'
    > & { secrets: Buffer | null; tokenExpiresAt: Date | null },
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO channel (id, brand_id, kind, name, account, endpoint_id, settings, secrets, token_expires_at,
         connected_at, created_at, limits, missing_permissions)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)`,
      [
        channel.id,
        channel.brandId,
        channel.kind,
        channel.name,
        channel.account,
        channel.endpointId,
        JSON.stringify(channel.settings),
        channel.secrets,
        channel.tokenExpiresAt,
        channel.connectedAt,
        jsonOf(channel.limits),
        jsonOf(channel.missingPermissions),
      ],
    );
  }

  find(brandId: string, id: string): Promise<Channel | undefined> {
    return this.database.one<Channel>(
      `SELECT ${COLUMNS} FROM channel c WHERE c.brand_id = $1 AND c.id = $2 AND c.removed_at IS NULL`,
      [brandId, id],
    );
  }

  /** Locked until the end of the transaction. */
  lock(brandId: string, id: string): Promise<Channel | undefined> {
    return this.database.one<Channel>(
      `SELECT ${COLUMNS} FROM channel c WHERE c.brand_id = $1 AND c.id = $2 AND c.removed_at IS NULL FOR UPDATE`,
      [brandId, id],
    );
  }

  /** For machinery that starts from a channel's own id; a removed one too. */
  findAnywhere(id: string): Promise<Channel | undefined> {
    return this.database.one<Channel>(
      `SELECT ${COLUMNS} FROM channel c WHERE c.id = $1 -- any brand: the id comes from the ledger or a lease`,
      [id],
    );
  }

  findByAccount(kind: string, account: string): Promise<Channel | undefined> {
    return this.database.one<Channel>(
      `SELECT ${COLUMNS} FROM channel c WHERE c.kind = $1 AND c.account = $2 AND c.removed_at IS NULL
       -- any brand: an account is connected once in the whole installation`,
      [kind, account],
    );
  }

  /** The only channel of an endpoint; undefined when it serves none or several. */
  async findByEndpoint(endpointId: string): Promise<Channel | undefined> {
    const found = await this.database.query<Channel>(
      `SELECT ${COLUMNS} FROM channel c WHERE c.endpoint_id = $1 AND c.removed_at IS NULL LIMIT 2
       -- any brand: the endpoint decides`,
      [endpointId],
    );
    return found.length === 1 ? found[0] : undefined;
  }

  list(brandId: string): Promise<Channel[]> {
    return this.database.query<Channel>(
      `SELECT ${COLUMNS} FROM channel c WHERE c.brand_id = $1 AND c.removed_at IS NULL ORDER BY lower(c.name), c.id`,
      [brandId],
    );
  }

  /** Removed ones included: their conversations are still there. */
  listByIds(brandId: string, ids: readonly string[]): Promise<Channel[]> {
    return this.database.query<Channel>(
      `SELECT ${COLUMNS} FROM channel c WHERE c.brand_id = $1 AND c.id = ANY($2)`,
      [brandId, ids],
    );
  }

  /** Channels a poller should look after. */
  listPolled(kinds: readonly string[]): Promise<Channel[]> {
    return this.database.query<Channel>(
      `SELECT ${COLUMNS} FROM channel c
       WHERE c.kind = ANY($1) AND c.removed_at IS NULL AND c.status <> 'paused'
       -- any brand: one worker polls for all`,
      [kinds],
    );
  }

  async update(
    brandId: string,
    id: string,
    change: {
      name?: string;
      settings?: Channel['settings'];
      secrets?: Buffer | null;
      settleMs?: Channel['settleMs'];
      tokenExpiresAt?: Date | null;
      limits?: Channel['limits'];
      missingPermissions?: string[];
    },
  ): Promise<void> {
    const newSecrets = change.secrets !== undefined;
    const newExpiry = change.tokenExpiresAt !== undefined;
    await this.database.run(
      `UPDATE channel SET name = coalesce($3, name), settings = coalesce($4, settings),
         settle_ms = coalesce($5, settle_ms),
         secrets = CASE WHEN $6 THEN $7 ELSE secrets END,
         token_expires_at = CASE WHEN $8 THEN $9 ELSE token_expires_at END,
         limits = coalesce($10, limits), missing_permissions = coalesce($11, missing_permissions),
         settings_version = settings_version + CASE WHEN $6 OR $4::jsonb IS NOT NULL THEN 1 ELSE 0 END
       WHERE brand_id = $1 AND id = $2`,
      [
        brandId,
        id,
        change.name ?? null,
        change.settings === undefined ? null : JSON.stringify(change.settings),
        change.settleMs === undefined ? null : JSON.stringify(change.settleMs),
        newSecrets,
        change.secrets ?? null,
        newExpiry,
        change.tokenExpiresAt ?? null,
        jsonOf(change.limits ?? null),
        change.missingPermissions === undefined ? null : jsonOf(change.missingPermissions),
      ],
    );
  }

  /** @returns its brand where something changed */
  async setLimits(id: string, limits: Channel['limits']): Promise<string | undefined> {
    const row = await this.database.one<{ brand_id: string }>(
      `UPDATE channel SET limits = $2 WHERE id = $1 AND removed_at IS NULL AND limits IS DISTINCT FROM $2::jsonb
       RETURNING brand_id -- any brand: a connector reports on its own channel`,
      [id, jsonOf(limits)],
    );
    return row?.brand_id;
  }

  /** @returns its brand where something changed */
  async setMissingPermissions(id: string, names: readonly string[]): Promise<string | undefined> {
    const row = await this.database.one<{ brand_id: string }>(
      `UPDATE channel SET missing_permissions = $2
       WHERE id = $1 AND removed_at IS NULL AND missing_permissions IS DISTINCT FROM $2::jsonb
       RETURNING brand_id -- any brand: a connector reports on its own channel`,
      [id, jsonOf(names)],
    );
    return row?.brand_id;
  }

  /** @param quotas of many channels, in the order of their ids */
  async addQuotas(quotas: readonly { id: string; byName: Channel['quotas'] }[]): Promise<void> {
    await this.database.run(
      `UPDATE channel c SET quotas = c.quotas || t.quotas
       FROM unnest($1::uuid[], $2::jsonb[]) AS t(id, quotas) WHERE c.id = t.id -- any brand: figures of many channels`,
      [quotas.map(({ id }) => id), quotas.map(({ byName }) => JSON.stringify(byName))],
    );
  }

  async setBackfill(id: string, backfill: Backfill | null): Promise<void> {
    await this.database.run(
      'UPDATE channel SET backfill = $2 WHERE id = $1 -- any brand: the poller reports on its own channel',
      [id, backfill === null ? null : JSON.stringify(backfill)],
    );
  }

  /** Whatever works with its settings begins anew. */
  async renew(brandId: string, id: string): Promise<void> {
    await this.database.run(
      'UPDATE channel SET settings_version = settings_version + 1 WHERE brand_id = $1 AND id = $2',
      [brandId, id],
    );
  }

  async nudge(brandId: string, id: string): Promise<void> {
    await this.database.run('UPDATE channel SET nudges = nudges + 1 WHERE brand_id = $1 AND id = $2', [
      brandId,
      id,
    ]);
  }

  async remove(brandId: string, id: string, at: Date): Promise<void> {
    await this.database.run(
      `UPDATE channel SET removed_at = $3, secrets = NULL, sending_paused_until = NULL, backfill = NULL,
         settings_version = settings_version + 1
       WHERE brand_id = $1 AND id = $2`,
      [brandId, id, at],
    );
    await this.database.run('DELETE FROM channel_lease WHERE channel_id = $1', [id]);
    await this.database.run(
      `UPDATE endpoint e SET removed_at = $3 FROM channel c
       WHERE c.brand_id = $1 AND c.id = $2 AND e.id = c.endpoint_id AND e.brand_id = $1`,
      [brandId, id, at],
    );
  }

  async secrets(id: string): Promise<Buffer | null> {
    const row = await this.database.one<{ secrets: Buffer | null }>(
      'SELECT secrets FROM channel WHERE id = $1 -- any brand: opened for the channel itself',
      [id],
    );
    return row?.secrets ?? null;
  }

  async saveSecrets(id: string, secrets: Buffer, expiresAt: Date | null): Promise<void> {
    await this.database.run(
      `UPDATE channel SET secrets = $2, token_expires_at = $3 WHERE id = $1 AND removed_at IS NULL
       -- any brand: renewed by the channel's own connector`,
      [id, secrets, expiresAt],
    );
  }

  async memberIds(brandId: string, id: string): Promise<string[]> {
    const rows = await this.database.query<{ member_id: string }>(
      `SELECT cm.member_id FROM channel_member cm JOIN member m ON m.id = cm.member_id AND m.removed_at IS NULL
       WHERE cm.brand_id = $1 AND cm.channel_id = $2 AND m.brand_id = $1 ORDER BY cm.member_id`,
      [brandId, id],
    );
    return rows.map((row) => row.member_id);
  }

  async setMembers(
    brandId: string,
    id: string,
    to: { restricted: boolean; memberIds: readonly string[] },
  ): Promise<void> {
    await this.database.run('UPDATE channel SET restricted = $3 WHERE brand_id = $1 AND id = $2', [
      brandId,
      id,
      to.restricted,
    ]);
    await this.database.run('DELETE FROM channel_member WHERE brand_id = $1 AND channel_id = $2', [
      brandId,
      id,
    ]);
    await this.database.run(
      'INSERT INTO channel_member (channel_id, member_id, brand_id) SELECT $2::uuid, unnest($3::uuid[]), $1::uuid',
      [brandId, id, to.memberIds],
    );
  }
}

const jsonOf = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));
