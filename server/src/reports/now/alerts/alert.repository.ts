import { Injectable } from '@nestjs/common';
import type { Locale } from '@parley/shared/auth.js';
import type { Medium } from '@parley/shared/brands.js';
import type { AlertMeasure, AlertPost, AlertSilence, SaveAlert } from '@parley/shared/now.js';
import { Database } from '../../../platform/database/database.js';
import type { InstantCursor } from '../../../platform/http/cursor.js';
import type { AlertRule } from './alert-rules.js';

/** A rule with whom and how it tells. */
export interface AlertRow extends AlertRule {
  channelName: string | null;
  memberIds: string[];
  inConsole: boolean;
  byMail: boolean;
  webhookUrl: string | null;
  /** Sealed. */
  webhookSecret: string | null;
  lastPost: AlertPost | null;
  /** When it was over last; null when it never was. */
  lastClearedAt: number | null;
}

export interface CrossingRow {
  id: string;
  alertId: string;
  measure: AlertMeasure;
  threshold: string;
  channelName: string | null;
  medium: Medium | null;
  raisedAt: Date;
  value: string;
  silence: AlertSilence | null;
  toldAt: Date | null;
  clearedAt: Date | null;
  posts: AlertPost[];
}

export interface PostRow {
  id: string;
  brandId: string;
  alertId: string;
  crossingId: string | null;
  event: AlertPost['event'];
  body: string;
  at: Date;
}

export interface Recipient {
  memberId: string;
  email: string;
  locale: Locale;
}

interface StoredAlert
  extends Omit<AlertRow, 'brandId' | 'threshold' | 'quietMs' | 'open' | 'lastToldAt' | 'lastClearedAt'> {
  brand_id: string;
  threshold: string;
  quietMs: string;
  crossing_id: string | null;
  raised_at: Date | null;
  told_at: Date | null;
  last_told_at: Date | null;
  last_cleared_at: Date | null;
}

/** A webhook `o` as the API shows it. */
const POST = `jsonb_build_object('id', o.id, 'event', o.event, 'state', o.state, 'attempts', o.attempts,
    'lastStatus', o.last_status, 'lastError', o.last_error,
    'at', to_char(o.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

const ALERT = `SELECT a.id, a.brand_id, a.measure, a.threshold, a.channel_id AS "channelId", ch.name AS "channelName", a.medium,
    a.quiet_ms AS "quietMs", a.only_in_hours AS "onlyInHours", a.enabled, a.member_ids AS "memberIds", a.in_console AS "inConsole", a.by_mail AS "byMail",
    a.webhook_url AS "webhookUrl", a.webhook_secret AS "webhookSecret", x.id AS crossing_id, x.raised_at, x.told_at,
    (SELECT max(t.told_at) FROM now_alert_crossing t WHERE t.brand_id = $1 AND t.alert_id = a.id) AS last_told_at,
    (SELECT max(t.cleared_at) FROM now_alert_crossing t WHERE t.brand_id = $1 AND t.alert_id = a.id) AS last_cleared_at,
    (SELECT t.id FROM now_alert_crossing t WHERE t.brand_id = $1 AND t.alert_id = a.id AND t.end_owed LIMIT 1) AS "owedEnd",
    (SELECT ${POST} FROM now_alert_post o WHERE o.brand_id = $1 AND o.alert_id = a.id ORDER BY o.at DESC, o.id DESC LIMIT 1) AS "lastPost"
  FROM now_alert a LEFT JOIN channel ch ON ch.brand_id = $1 AND ch.id = a.channel_id
  LEFT JOIN now_alert_crossing x ON x.brand_id = $1 AND x.alert_id = a.id AND x.cleared_at IS NULL
  WHERE a.brand_id = $1`;

@Injectable()
export class AlertRepository {
  constructor(private readonly database: Database) {}

  /** In the order in which they were made. */
  async ofBrand(brandId: string): Promise<AlertRow[]> {
    const rows = await this.database.query<StoredAlert>(`${ALERT} ORDER BY a.created_at, a.id`, [brandId]);
    return rows.map(alertOf);
  }

  async one(brandId: string, id: string): Promise<AlertRow | undefined> {
    const row = await this.database.one<StoredAlert>(`${ALERT} AND a.id = $2`, [brandId, id]);
    return row === undefined ? undefined : alertOf(row);
  }

  /** Whoever decides about these waits for whoever does so already. @returns them as they are now */
  async lock(brandId: string, ids: readonly string[]): Promise<AlertRow[]> {
    // Two statements: the crossings are read when the lock is held, not when it was asked for.
    await this.database.query(
      'SELECT 1 FROM now_alert WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE',
      [brandId, ids],
    );
    const rows = await this.database.query<StoredAlert>(`${ALERT} AND a.id = ANY($2::uuid[]) ORDER BY a.id`, [
      brandId,
      ids,
    ]);
    return rows.map(alertOf);
  }

  async insert(
    alert: SaveAlert & {
      id: string;
      brandId: string;
      webhookSecret: string | null;
      memberId: string;
      at: Date;
    },
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO now_alert (id, brand_id, measure, threshold, channel_id, medium, quiet_ms, member_ids, in_console, by_mail,
         webhook_url, webhook_secret, only_in_hours, enabled, created_at, created_by)
       VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [alert.brandId, alert.id, ...columnsOf(alert), alert.at, alert.memberId],
    );
  }

  async update(
    alert: SaveAlert & { id: string; brandId: string; webhookSecret: string | null },
  ): Promise<void> {
    await this.database.run(
      `UPDATE now_alert SET measure = $3, threshold = $4, channel_id = $5, medium = $6, quiet_ms = $7, member_ids = $8,
         in_console = $9, by_mail = $10, webhook_url = $11, webhook_secret = $12, only_in_hours = $13, enabled = $14
       WHERE brand_id = $1 AND id = $2`,
      [alert.brandId, alert.id, ...columnsOf(alert)],
    );
  }

  async saveSecret(brandId: string, id: string, sealed: string): Promise<void> {
    await this.database.run('UPDATE now_alert SET webhook_secret = $3 WHERE brand_id = $1 AND id = $2', [
      brandId,
      id,
      sealed,
    ]);
  }

  /** With its log. */
  remove(brandId: string, id: string): Promise<number> {
    return this.database.run('DELETE FROM now_alert WHERE brand_id = $1 AND id = $2', [brandId, id]);
  }

  /** Nothing can cross there any more. */
  async removeOfChannel(brandId: string, channelId: string): Promise<void> {
    await this.database.run('DELETE FROM now_alert WHERE brand_id = $1 AND channel_id = $2', [
      brandId,
      channelId,
    ]);
  }

  async raise(
    rule: AlertRule,
    crossing: { id: string; at: Date; value: number; silence: AlertSilence | null },
  ): Promise<void> {
    const { brandId, id, measure, threshold, channelId, medium } = rule;
    await this.database.run(
      `INSERT INTO now_alert_crossing (id, brand_id, alert_id, measure, threshold, channel_id, medium, raised_at, value, silence, told_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[crossing.id, brandId, id, measure, threshold, channelId, medium, crossing.at, crossing.value],
        ...[crossing.silence, crossing.silence === null ? crossing.at : null],
      ],
    );
  }

  async markTold(brandId: string, crossingId: string, at: Date): Promise<void> {
    await this.database.run('UPDATE now_alert_crossing SET told_at = $3 WHERE brand_id = $1 AND id = $2', [
      brandId,
      crossingId,
      at,
    ]);
  }

  async clear(
    { brandId, id }: Pick<AlertRule, 'brandId' | 'id'>,
    { at, endOwed }: { at: Date; endOwed: boolean },
  ): Promise<void> {
    await this.database.run(
      'UPDATE now_alert_crossing SET cleared_at = $3, end_owed = $4 WHERE brand_id = $1 AND alert_id = $2 AND cleared_at IS NULL',
      [brandId, id, at, endOwed],
    );
  }

  /** Ends that were to be told are told, or no longer worth it. */
  async settleEnds(brandId: string, alertId: string): Promise<void> {
    await this.database.run(
      'UPDATE now_alert_crossing SET end_owed = false WHERE brand_id = $1 AND alert_id = $2 AND end_owed',
      [brandId, alertId],
    );
  }

  /** Brands that want to be watched whether somebody looks or not. */
  async watched(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT DISTINCT brand_id AS id FROM now_alert WHERE enabled -- any brand: whoever has set an alert is watched',
    );
    return rows.map(({ id }) => id);
  }

  /** Those chosen who still sit in the brand; where none is left or none was chosen, managers and owners. */
  async recipients(brandId: string, chosen: readonly string[]): Promise<Recipient[]> {
    const rows = await this.database.query<Recipient & { chosen: boolean; manages: boolean }>(
      `SELECT m.id AS "memberId", u.email, u.locale, m.id = ANY($2::uuid[]) AS chosen, m.role IN ('manager', 'owner') AS manages
       FROM member m JOIN app_user u ON u.id = m.user_id WHERE m.brand_id = $1 AND m.removed_at IS NULL ORDER BY m.id`,
      [brandId, chosen],
    );
    const wanted = rows.some((row) => row.chosen) ? 'chosen' : 'manages';
    return rows
      .filter((row) => row[wanted])
      .map(({ memberId, email, locale }) => ({ memberId, email, locale }));
  }

  /** Newest first; one more than `limit`, where there is one. @param channels visible ones, null for all */
  crossings(
    brandId: string,
    channels: readonly string[] | null,
    { after, limit }: { after: InstantCursor | null; limit: number },
  ): Promise<CrossingRow[]> {
    return this.database.query<CrossingRow>(
      `SELECT x.id, x.alert_id AS "alertId", x.measure, x.threshold, ch.name AS "channelName", x.medium,
         x.raised_at AS "raisedAt", x.value, x.silence, x.told_at AS "toldAt", x.cleared_at AS "clearedAt", coalesce(p.posts, '[]') AS posts
       FROM now_alert_crossing x LEFT JOIN channel ch ON ch.brand_id = $1 AND ch.id = x.channel_id
       LEFT JOIN LATERAL (
         SELECT jsonb_agg(${POST} ORDER BY o.at) AS posts
         FROM now_alert_post o WHERE o.brand_id = $1 AND o.crossing_id = x.id
       ) p ON true
       WHERE x.brand_id = $1 AND ($2::uuid[] IS NULL OR x.channel_id IS NULL OR x.channel_id = ANY($2))
         AND ($3::timestamptz IS NULL OR (x.raised_at, x.id) < ($3, $4::uuid))
       ORDER BY x.raised_at DESC, x.id DESC LIMIT $5`,
      [brandId, channels, after?.at ?? null, after?.id ?? null, limit + 1],
    );
  }

  async insertPost(post: PostRow): Promise<void> {
    await this.database.run(
      `INSERT INTO now_alert_post (id, brand_id, alert_id, crossing_id, event, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [post.id, post.brandId, post.alertId, post.crossingId, post.event, post.body, post.at],
    );
  }

  post(brandId: string, id: string): Promise<PostRow | undefined> {
    return this.database.one<PostRow>(
      `SELECT id, brand_id AS "brandId", alert_id AS "alertId", crossing_id AS "crossingId", event, body, at
       FROM now_alert_post WHERE brand_id = $1 AND id = $2`,
      [brandId, id],
    );
  }

  async savePost(
    brandId: string,
    id: string,
    outcome: { state: AlertPost['state']; status: number | null; error: string | null },
  ): Promise<void> {
    await this.database.run(
      `UPDATE now_alert_post SET state = $3, attempts = attempts + 1, last_status = $4, last_error = $5
       WHERE brand_id = $1 AND id = $2`,
      [brandId, id, outcome.state, outcome.status, outcome.error],
    );
  }

  /** @returns how many; one that is up stays */
  dropOlder(than: Date, limit: number): Promise<number> {
    return this.database.run(
      `DELETE FROM now_alert_crossing WHERE id IN (
         SELECT id FROM now_alert_crossing WHERE raised_at < $1 AND cleared_at IS NOT NULL ORDER BY raised_at LIMIT $2
       ) -- any brand: what is old is dropped everywhere`,
      [than, limit],
    );
  }
}

const columnsOf = (alert: SaveAlert & { webhookSecret: string | null }) => [
  ...[alert.measure, alert.threshold, alert.channelId, alert.medium, alert.quietMs, alert.memberIds],
  ...[alert.inConsole, alert.byMail, alert.webhookUrl, alert.webhookSecret, alert.onlyInHours],
  alert.enabled,
];

function alertOf(row: StoredAlert): AlertRow {
  const { brand_id, crossing_id, raised_at, told_at, last_told_at, last_cleared_at, ...rest } = row;
  const open =
    crossing_id === null || raised_at === null
      ? null
      : { id: crossing_id, raisedAt: raised_at.getTime(), toldAt: told_at?.getTime() ?? null };
  return {
    ...rest,
    brandId: brand_id,
    threshold: Number(row.threshold),
    quietMs: Number(row.quietMs),
    open,
    lastToldAt: last_told_at?.getTime() ?? null,
    lastClearedAt: last_cleared_at?.getTime() ?? null,
  };
}
