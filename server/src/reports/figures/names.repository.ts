import { Injectable } from '@nestjs/common';
import type { ReportDimension } from '@parley/shared/reports.js';
import { Database } from '../../platform/database/database.js';

const SOURCES: Partial<Record<ReportDimension, string>> = {
  channel: 'SELECT id, name FROM channel WHERE brand_id = $1 AND id = ANY($2::uuid[])',
  tag: 'SELECT id, name FROM tag WHERE brand_id = $1 AND id = ANY($2::uuid[])',
  member: `SELECT m.id, u.name FROM member m JOIN app_user u ON u.id = m.user_id
    WHERE m.brand_id = $1 AND m.id = ANY($2::uuid[])`,
  post: `SELECT id, coalesce(nullif(title, ''), left(excerpt, 120)) AS name FROM post
    WHERE brand_id = $1 AND id = ANY($2::uuid[])`,
};

/** What the rows of a breakdown are called. */
@Injectable()
export class NamesRepository {
  constructor(private readonly database: Database) {}

  /** By id; media and priorities say themselves what they are. */
  async of(
    brandId: string,
    by: ReportDimension,
    keys: readonly (string | null)[],
  ): Promise<Map<string, string>> {
    const source = SOURCES[by];
    const ids = keys.filter((key) => key !== null);
    if (source === undefined || ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; name: string }>(source, [brandId, ids]);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
