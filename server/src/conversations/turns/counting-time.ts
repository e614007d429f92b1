/** What a source tells about when something was said. Times are ms since the epoch. */
export interface SourceTime {
  /** The platform's time (mail: INTERNALDATE, never the Date header); null when it gives none. */
  readonly platformTime: number | null;
  /** Our clock when it arrived. */
  readonly arrivedAt: number;
  /** How far back the platform redelivers webhooks (Meta 36 h, WhatsApp 7 days); null: no such limit. */
  readonly redeliveryMs: number | null;
}

/**
 * The time by which an utterance counts.
 * @returns `at`, never after its arrival; `clamped`, when the source's time was ahead of our clock; and
 * `outOfFigures`, set when the source's time is further back than the platform redelivers.
 */
export function countingTime(source: SourceTime): {
  at: number;
  clamped: boolean;
  outOfFigures: 'too_old' | null;
} {
  const { platformTime, arrivedAt, redeliveryMs } = source;
  if (platformTime === null) return { at: arrivedAt, clamped: false, outOfFigures: null };
  if (platformTime > arrivedAt) return { at: arrivedAt, clamped: true, outOfFigures: null };
  const tooOld = redeliveryMs !== null && arrivedAt - platformTime > redeliveryMs;
  return { at: platformTime, clamped: false, outOfFigures: tooOld ? 'too_old' : null };
}
