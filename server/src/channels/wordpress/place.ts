import { z } from 'zod';
import { compareIds } from './known-comments.js';
import type { SiteApi } from './site.client.js';
import type { SiteReader } from './site-reader.js';
import { siteTime } from './site-time.js';

/** Name of the cursor. */
export const PLACE = 'comments';

export interface Place {
  /** By the site's clock: what is dated after it may be new. */
  after: string;
  /** The newest id there was when the site was connected: up to here all is history. */
  floor: string;
}

const indexSchema = z.looseObject({ gmt_offset: z.union([z.number(), z.string()]).nullish() });

/** The site's clock less UTC, in minutes. */
export async function offsetOf(api: SiteApi, apiUrl: string, signal: AbortSignal): Promise<number> {
  const { data } = await api.call(apiUrl, null, { route: '', signal }, indexSchema);
  const hours = Number(data.gmt_offset ?? 0);
  return Number.isFinite(hours) ? Math.round(hours * 60) : 0;
}

/** Where a site's comments ended at that moment (by our clock). */
export async function beginningOf(
  api: SiteApi,
  reader: SiteReader,
  at: Date,
  signal = new AbortController().signal,
): Promise<Place> {
  const offset = await offsetOf(api, reader.login.apiUrl, signal);
  let floor = '0';
  let after = siteTime(at, offset);
  for (const status of ['all', 'spam'] as const) {
    const { given, clockAheadMs } = await reader.lastBefore(nextSecond(at, offset), status);
    const last = given[0]?.comment;
    if (last !== undefined && compareIds(last.id, floor) > 0) floor = last.id;
    if (clockAheadMs < 0) {
      const theirs = siteTime(new Date(at.getTime() + clockAheadMs), offset);
      if (theirs < after) after = theirs;
    }
  }
  return { after, floor };
}

const nextSecond = (at: Date, offset: number) => siteTime(new Date(at.getTime() + 1_000), offset);
