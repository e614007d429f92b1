/** What an episode cost: sums of its turns, and of who was assigned while it ran. */
export interface EpisodeSums {
  /** Turns answered, and turns closed without an answer. */
  answered: number;
  unanswered: number;
  messages: number;
  waited_ms: number;
  hand_overs: number;
}

/** The turns `t` of an episode `e` (SQL); $1 is the brand. */
export const TURNS_OF_EPISODE =
  'turn t WHERE t.brand_id = $1 AND t.conversation_id = e.conversation_id AND t.episode_key = e.key';

/**
 * The sums of an episode `e` (SQL; a lateral query with a row of them); $1 is the brand. Somebody takes over when an assignment while
 * it ran names another member than the one before, also than one before it began.
 * @param until when what is still open is counted up to (SQL); else nobody has waited in it
 */
export const sumsOfEpisode = (until = 'NULL::timestamptz') => `(
  SELECT (count(*) FILTER (WHERE t.outcome = 'answered'))::int AS answered,
    (count(*) FILTER (WHERE t.outcome = 'closed_unanswered'))::int AS unanswered,
    coalesce(sum(t.inbound_count), 0)::int AS messages,
    coalesce(round(sum(extract(epoch FROM coalesce(t.closed_at, ${until}) - t.opened_at) * 1000)
      FILTER (WHERE t.outcome IS DISTINCT FROM 'no_answer_needed')), 0)::float8 AS waited_ms,
    (SELECT (count(*) FILTER (WHERE s.at >= e.opened_at AND s.before <> s.member))::int FROM (
       SELECT a.at, a.details->>'memberId' AS member, lag(a.details->>'memberId') OVER (ORDER BY a.at, a.arrival) AS before
       FROM conversation_act a WHERE a.brand_id = $1 AND a.conversation_id = e.conversation_id AND a.kind = 'assigned'
         AND a.at <= coalesce(e.closed_at, ${until}) AND a.details->>'memberId' IS NOT NULL) AS s) AS hand_overs
  FROM ${TURNS_OF_EPISODE})`;
