/** Times by a site's own clock, as its API takes and gives them: `2026-11-22T08:15:00`, without a zone. */

/** @param offsetMinutes the site's clock less UTC */
export const siteTime = (at: Date, offsetMinutes: number): string =>
  new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 19);

export function earlier(time: string, ms: number): string {
  const at = Date.parse(`${time.slice(0, 19)}Z`);
  return Number.isNaN(at) ? time : new Date(at - ms).toISOString().slice(0, 19);
}

/** `after` leaves out the moment itself. */
export const oneSecondBefore = (time: string): string => earlier(time, 1_000);
