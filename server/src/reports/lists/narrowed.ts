import type { PlainReportQuery } from '@parley/shared/reports.js';
import { type DayRange, wallClockSql } from '../cohort/local-days.js';
import type { ReportScope } from '../report-scope.service.js';

export type Filters = Pick<PlainReportQuery, 'channelId' | 'medium' | 'tagId' | 'postId' | 'priority'>;

/** SQL: whether a conversation is asked for, and may be seen: $1 is the brand, $2 and $3 the period, $4 to $9 the rest. */
export const narrowed = (c: string): string =>
  `($4::uuid[] IS NULL OR ${c}.channel_id = ANY($4)) AND ($5::uuid IS NULL OR ${c}.channel_id = $5)
   AND ($6::text IS NULL OR ${c}.medium = $6) AND ($7::uuid IS NULL OR ${c}.post_id = $7) AND ($8::text IS NULL OR ${c}.priority = $8)
   AND ($9::uuid IS NULL OR EXISTS (
     SELECT FROM conversation_tag g WHERE g.brand_id = $1 AND g.conversation_id = ${c}.id AND g.tag_id = $9))`;

/** What `narrowed` and the period need: $1 to $9. */
export const narrowedParams = ({ brandId, range, visible }: ReportScope, filters: Filters): unknown[] => [
  brandId,
  new Date(range.startsAt),
  new Date(range.endsAt),
  visible === 'all' ? null : [...visible],
  filters.channelId ?? null,
  filters.medium ?? null,
  filters.postId ?? null,
  filters.priority ?? null,
  filters.tagId ?? null,
];

/** SQL: whether an instant of the period is in the weekday and the hour that are asked for, if they are; `$n` each. */
export const inCell = (
  instant: string,
  range: DayRange,
  { weekday, hour }: { weekday: number; hour: number },
): string => {
  const clock = wallClockSql(instant, range);
  return `($${weekday}::int IS NULL OR extract(isodow FROM ${clock}) = $${weekday})
   AND ($${hour}::int IS NULL OR extract(hour FROM ${clock}) = $${hour})`;
};

/** SQL: what a conversation `c` with its post `po` is about; null for direct messages. */
export const ABOUT = `coalesce(nullif(c.subject, ''), nullif(po.title, ''), left(po.excerpt, 120))`;
